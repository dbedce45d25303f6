"""A reception day that can be booked, for the tests of this folder."""

import datetime as dt
from itertools import count
from typing import Any

from groups.models import Representative
from office.actors import Actor
from office.models import User
from stations.models import Booking, Posting, PostingFunction, Reception, ReceptionPlan, Slot, Station
from stations.receptions import booking, planning
from stations.receptions.booking import Booked, Visit
from stations.receptions.planning import Timetable

VISITOR = Actor.requester("own")
SYSTEM = Actor.system("receptions")
# Saturday, a fortnight after the day of the tests.
DAY = dt.date(2026, 12, 5)
_numbers = count(1)


def on_the_day(now: dt.datetime, hour: int, minute: int = 0) -> dt.datetime:
    """An instant of the reception's day."""
    return dt.datetime.combine(DAY, dt.time(hour, minute), tzinfo=now.tzinfo)


def text(answer: Any) -> str:
    return answer.content.decode()


def person(user: User) -> Representative:
    return Representative.objects.get(user=user)


def timetable(held_on: dt.date = DAY, **given: Any) -> Timetable:
    values = {
        "begins": dt.time(9),
        "ends": dt.time(10, 40),
        "place": "工业邻里中心一楼接待室",
        "kind": "voters",
    } | given
    return Timetable(held_on=held_on, **values)


def a_reception(
    station: Station, *users: User, at: dt.datetime, held_on: dt.date = DAY, **given: Any
) -> Reception:
    """Announced; five slots of twenty minutes with each of the users, unless given otherwise."""
    people = [person(user) for user in users]
    made = planning.plan(station, timetable(held_on, **given), people, by=SYSTEM, at=at)
    return planning.announce(made, by=SYSTEM, at=at, reason="测试")


def slots(reception: Reception) -> list[Slot]:
    return list(Slot.objects.filter(sitting__reception=reception).order_by("sitting_id", "begins_at"))


def visit(**given: Any) -> Visit:
    """A voter with a telephone of its own."""
    values = {
        "requester_kind": "voter",
        "matter": "续贷到期，银行要求先还后贷",
        "contact": "邹厂长",
        "phone": f"1990003{next(_numbers):04}",
    } | given
    return Visit(**values)


def booked(slot: Slot, *, at: dt.datetime, waits: bool = False, **given: Any) -> Booked:
    key = f"form-{next(_numbers)}"
    return booking.book(slot, visit(**given), form_key=key, waits=waits, by=VISITOR, at=at)


def fresh(row: Booking) -> Booking:
    return Booking.objects.select_related("slot__sitting__representative", "slot__sitting__reception").get(
        pk=row.pk
    )


def a_plan(station: Station, *users: User, **given: Any) -> ReceptionPlan:
    """Each first Wednesday of the month, nine to eleven."""
    values = {
        "weekday": 2,
        "week_of_month": 1,
        "begins": dt.time(9),
        "ends": dt.time(11),
        "place": "接待室",
        "since": dt.date(2026, 1, 1),
    } | given
    plan = ReceptionPlan.objects.create(station=station, **values)
    plan.representatives.set([person(user) for user in users])
    return plan


def posted_for(user: User, function: str) -> None:
    code = f"f{next(_numbers)}"
    row = PostingFunction.objects.get_or_create(name=function, defaults={"code": code})[0]
    Posting.objects.get(representative__user=user).functions.add(row)
