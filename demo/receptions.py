"""Eleven months of reception days: full and empty ones, one moved by a holiday, a sick representative, today half done.
What else happens to days to come is in `reception_changes`."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any

from demo import reception_changes
from demo.directory import Directory
from demo.matter_scenario import Timeline
from demo.office_hours import OfficeHours
from demo.years_told import BEHIND, EXEMPT, FULL_YEAR
from groups import absences
from groups.models import Representative
from office.actors import Actor
from office.calendar import LOCAL, local_date
from office.models import User
from requests_app.intake import from_receptions
from stations.models import Booking, Enterprise, Posting, Reception, ReceptionPlan, Slot, Station
from stations.models.bookings import Basis, Ending
from stations.receptions import booking, closing, day, planning, tending
from stations.receptions.booking import Visit
from stations.receptions.planning import Timetable

PHONES_FROM = 19900030001
# Between these hours today's reception begins, whenever the data are made; it lasts three.
FIRST_HOUR, LAST_HOUR = 8, 15
# The past day whose representatives have not said yet that they sat.
UNCONFIRMED = 6
# Visitors of the day that is half done have telephones of their own.
TODAYS_FROM = 500
# Whose receptions are not those of the others.
YEARS_TOLD = (FULL_YEAR, BEHIND, EXEMPT)
# Of a month, for the plan's days ahead.
LOOKED_ON = (1, 15)
VISITOR = Actor.requester("own")
PLACE, QUIET_PLACE = "工业邻里中心一楼接待室", "白鸭山石材产业园服务大厅"
# By the seed of what is drawn: the station, and where the telephones of its visitors begin.
STATIONS: dict[str, dict[str, Any]] = {
    "receptions": {"station": "gyllzx", "first": 0},
    "receptions of baiyashan": {"station": "baiyashan", "first": 800},
}
# As far ahead as plans are looked at: of that month is what they add.
HORIZON = timedelta(days=60)
# What is asked for, what was said, and what the answer rests on.
MATTERS = (
    ("续贷到期，银行要求先还后贷", "讲了无还本续贷怎么申请", Basis.PUBLIC, "小微企业无还本续贷政策"),
    ("外地员工的孩子在园区怎么入学", "讲了随迁子女入学要带的材料", Basis.PUBLIC, "随迁子女入学办事指南"),
    ("喷漆房环保检查要准备什么", "生态环境分局的同志当场讲了检查清单", Basis.OFFICER, "生态环境分局 周科长"),
    ("稳岗返还三个月没到账", "讲了查询办法和咨询窗口", Basis.PUBLIC, "稳岗返还办理流程"),
    ("厂房租金减半的合同没有兑现", "已记下，合同约定由管委会核对", "", ""),
    ("研发费用加计扣除怎么备案", "税务局的同志当场演示了申报", Basis.OFFICER, "税务局 黎股长"),
    ("高新技术企业申报账号进不去", "讲了账号授权流程", Basis.PUBLIC, "高新技术企业申报指南"),
    ("小区到园区没有公交", "已记下，转告交通部门规划时参考", "", ""),
)


def timeline(directory: Directory, begin: datetime, hours: OfficeHours) -> Timeline:
    """The days that are over, each as it came, so that the months' editions count them."""
    year, quiet = (_Year(directory, seed, **own) for seed, own in STATIONS.items())
    plan = _plan(year.station, begin, weekday=2, week=1, place=PLACE)
    people = _posted(quiet.station, local_date(begin))
    _plan(quiet.station, begin, weekday=3, week=3, place=QUIET_PLACE).representatives.set(people[:2])
    number = 0
    for at in _mornings(begin, hours.now):
        yield at
        if at.day in LOOKED_ON:
            plan.representatives.set(_pair(directory, year.station, at + HORIZON))
            tending.produce(at)
            tending.announce_due(at)
        held = Reception.objects.coming(at).filter(held_on=local_date(at), ends_at__lte=hours.now)
        for reception in held.by_time():
            yield reception.ends_at
            if reception.station_id == year.station.pk:
                year.live(reception, number)
                number += 1
            else:
                quiet.live_quietly(reception)


def today(directory: Directory, *, at: datetime) -> None:
    """The day that is half done, and what is booked of those to come."""
    year = _Year(directory, "receptions today", station="gyllzx", first=TODAYS_FROM)
    tending.produce(at)
    tending.announce_due(at)
    people = _of_today(year.station, local_date(at))
    _today(year, people, at)
    coming = Reception.objects.public(at).filter(held_on__gt=local_date(at))
    for reception in coming.by_time()[:2]:
        year.book(reception, 3, at=at - timedelta(days=1, hours=2))
    reception_changes.changed(year.station, people, year.visit, by=year.clerk, at=at)
    tending.find_stand_ins(at)


class _Year:
    """A station, and who comes: enterprises in turn, each with a telephone of its own."""

    def __init__(self, directory: Directory, seed: str, *, station: str, first: int) -> None:
        self.station = directory.stations[station]
        self.clerk = Actor.of(directory.clerks[station])
        self.rng = random.Random(seed)  # noqa: S311 - invented visits
        self.enterprises = list(
            Enterprise.objects.exclude(uscc=None).order_by("pk").values_list("name", flat=True)
        )
        self.numbers = count(first)

    def live(self, reception: Reception, number: int) -> None:
        """A past day: nobody came to the second, everybody to the third, a stand-in sat at the fourth."""
        if reception.status == "planned":
            at = reception.begins_at - timedelta(days=1)
            reception = planning.announce(reception, by=self.clerk, at=at, reason="代表行程刚定")
        visits = {1: 0, 2: 12}.get(number, self.rng.randint(3, 6))
        if not reception.walk_ins_only:
            self.book(reception, visits, at=reception.begins_at - timedelta(days=3, hours=5))
        if number == 3:
            self.fall_ill(reception)
        for row in Booking.objects.open().filter(slot__sitting__reception=reception).order_by("pk"):
            self.receive(row, reception, at=row.slot.begins_at + timedelta(minutes=2))
        sat = reception.sittings.open().values_list("pk", flat=True)
        closing.hold(reception, list(sat), by=self.clerk, at=reception.ends_at - timedelta(minutes=1))
        if number != UNCONFIRMED:
            self.confirm(reception)

    def live_quietly(self, reception: Reception) -> None:
        """A past day at a station that few people pass."""
        self.book(reception, self.rng.randint(0, 2), at=reception.begins_at - timedelta(days=2, hours=3))
        for row in Booking.objects.open().filter(slot__sitting__reception=reception).order_by("pk"):
            self.receive(row, reception, at=row.slot.begins_at + timedelta(minutes=2))
        sat = reception.sittings.open().values_list("pk", flat=True)
        closing.hold(reception, list(sat), by=self.clerk, at=reception.ends_at - timedelta(minutes=1))
        self.confirm(reception)

    def confirm(self, reception: Reception) -> None:
        """Whoever sat and has an account says so."""
        sat = reception.sittings.filter(sat_from__isnull=False, representative__user__isnull=False)
        for sitting in sat.select_related("representative__user").order_by("pk"):
            user = sitting.representative.user
            if user is not None:
                closing.confirm(sitting, by=Actor.of(user), at=reception.ends_at)

    def book(self, reception: Reception, visits: int, *, at: datetime) -> None:
        """By the visitors themselves; one of five gives it up again."""
        slots = Slot.objects.filter(sitting__reception=reception, sitting__ended_at__isnull=True)
        for slot in slots.order_by("begins_at", "pk")[:visits]:
            visit = self.visit()
            done = booking.book(slot, visit, form_key=f"demo-{visit.phone}", by=VISITOR, at=at)
            if visits < 10 and self.rng.random() < 0.2:
                booking.cancel(done.booking, by=VISITOR, at=at + timedelta(hours=3))

    def visit(self) -> Visit:
        number = next(self.numbers)
        is_voter = number % 5 == 4
        return Visit(
            requester_kind="voter" if is_voter else "enterprise",
            matter=MATTERS[number % len(MATTERS)][0],
            contact="李女士" if is_voter else "王经理",
            phone=str(PHONES_FROM + number),
            enterprise_name="" if is_voter else self.enterprises[number % len(self.enterprises)],
        )

    def receive(self, row: Booking, reception: Reception, *, at: datetime) -> None:
        """One of seven does not come."""
        if self.rng.random() < 0.15:
            day.miss(row, by=self.clerk, at=at)
            return
        day.arrive(row, by=self.clerk, at=at)
        self.speak(row, at=at + timedelta(minutes=5))

    def speak(self, row: Booking, *, at: datetime) -> None:
        _, said, basis, source = next(each for each in MATTERS if each[0] == row.matter)
        matter = day.note(row, said, by=self.clerk, at=at)
        ending = (
            {Basis.PUBLIC: Ending.EXPLAINED, Basis.OFFICER: Ending.ANSWERED}.get(Basis(basis))
            if basis
            else None
        )
        day.end_matter(matter, ending or Ending.NOTED, basis=basis, source=source, by=self.clerk, at=at)

    def fall_ill(self, reception: Reception) -> None:
        """One of the two is away that day: a colleague sits instead, and who booked is told."""
        sitting = reception.sittings.open().select_related("representative__user").first()
        user = sitting.representative.user if sitting else None
        if isinstance(user, User):
            at = reception.begins_at - timedelta(days=1, hours=2)
            held = reception.held_on
            absences.record_absence(user, from_on=held, to_on=held, reason="生病", by=self.clerk, at=at)
            tending.find_stand_ins(at)


def _today(year: _Year, people: list[Representative], at: datetime) -> None:
    """Half an hour ago the day began: one has spoken and has a number, one is here, others are to come.

    Before the station opens nobody is here yet; in the evening the day waits to be closed.
    """
    local = at.astimezone(LOCAL)
    hour = min(max((local - timedelta(minutes=40)).hour, FIRST_HOUR), LAST_HOUR) if local.hour else FIRST_HOUR
    begins_at = local.replace(hour=hour, minute=0, second=0, microsecond=0)
    ends_at = begins_at + timedelta(hours=3)
    if not people:
        return
    planned_at = at - timedelta(days=12)
    timetable = Timetable(
        held_on=begins_at.date(),
        begins=begins_at.time(),
        ends=ends_at.time(),
        place=PLACE,
        kind="enterprises",
    )
    reception = planning.plan(year.station, timetable, people, by=year.clerk, at=planned_at)
    planning.announce(reception, by=year.clerk, at=planned_at)
    year.book(reception, 8, at=planned_at + timedelta(days=1))
    rows = list(Booking.objects.open().filter(slot__sitting__reception=reception, slot__begins_at__lte=at))
    for place, row in enumerate(sorted(rows, key=lambda row: (row.slot.begins_at, row.pk))[:3]):
        came_at = max(row.slot.begins_at, begins_at)
        day.arrive(row, by=year.clerk, at=came_at)
        if place == 0:
            matter = day.note(row, "管委会口头说年底前退，企业要一个书面时间", by=year.clerk, at=came_at)
            from_receptions.submit(matter, by=year.clerk, at=max(came_at, at - timedelta(minutes=5)))
        elif place == 1:
            year.speak(row, at=came_at)


def _plan(station: Station, begin: datetime, *, weekday: int, week: int, place: str) -> ReceptionPlan:
    hours = {"begins": time(9), "ends": time(11), "since": local_date(begin)}
    return ReceptionPlan.objects.create(
        station=station, weekday=weekday, week_of_month=week, place=place, **hours
    )


def _pair(directory: Directory, station: Station, at: datetime) -> list[Representative]:
    """Who sits in that month: two months of three the person whose account the guide names, colleagues in turn."""
    on = local_date(at)
    posted, of_today = _posted(station, on), _of_today(station, on)
    own = [person for person in posted if person.certificate_number == FULL_YEAR]
    others = [
        person for person in posted if person not in of_today and person.certificate_number not in YEARS_TOLD
    ]
    colleagues = [others[(2 * on.month + place) % len(others)] for place in range(2)] if others else []
    return [*own, *colleagues][:2] if on.month % 3 != 1 else colleagues


def _of_today(station: Station, on: date) -> list[Representative]:
    """Who sits on the day of the demo alone: in no other reception of it at the same time."""
    return _posted(station, on)[2:4]


def _posted(station: Station, on: date) -> list[Representative]:
    rows = Posting.objects.serving(on).filter(station=station).select_related("representative")
    return [row.representative for row in rows.order_by("representative__certificate_number")]


def _mornings(begin: datetime, now: datetime) -> Iterator[datetime]:
    """When the queue looks: each day at eight."""
    day_ = local_date(begin)
    while (at := datetime.combine(day_, time(8), tzinfo=LOCAL)) <= now:
        yield at
        day_ += timedelta(days=1)
