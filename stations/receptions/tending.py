"""What happens to receptions by itself: produced ahead, announced, stand-ins found, reminders, offers that lapse.

Recurring jobs of config/schedule.py; each does nothing where nothing is due, and one row that fails stops no other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta

import structlog
from django.urls import reverse

from office import calendar, options
from office.actors import Actor
from office.calendar import WorkingCalendar, local_date
from office.events import Fact
from office.models import User
from office.notifications import notices
from office.ports import DateMove
from office.refusals import Refused
from office.roles import Role
from office.templatetags.wording import day as worded
from stations.models import (
    Booking,
    BookingStatus,
    Reception,
    ReceptionPlan,
    ReceptionStatus,
    ShiftPlan,
    Sitting,
    StationClerk,
)
from stations.models.receptions import COMING
from stations.receptions import changes, planning, reminders, stand_ins, waiting
from stations.receptions.planning import Timetable
from stations.receptions.presence import Presence

BY = Actor.system("receptions")
ANNOUNCED_AHEAD = timedelta(days=30)
log = structlog.get_logger(__name__)


def tend(*, at: datetime) -> int:
    """Every half hour. Returns how much was done."""
    return produce(at) + announce_due(at) + find_stand_ins(at) + lapse_offers(at) + reminders.remind(at)


def produce(at: datetime) -> int:
    """A reception for each day that a plan asks for within the horizon; none twice, none on a holiday."""
    on, made = local_date(at), 0
    horizon = on + timedelta(days=int(options.value("reception_horizon_days", on)))
    plans = ReceptionPlan.objects.select_related("station").prefetch_related("representatives")
    for plan in plans.filter(since__lte=horizon):
        known = set(Reception.objects.filter(plan=plan).values_list("planned_for", flat=True))
        for day in days_of(plan, on + timedelta(days=1), horizon):
            if day not in known:
                made += _each(lambda plan=plan, day=day: _produce(plan, day, at))  # type: ignore[misc]
    return made


def days_of(plan: ReceptionPlan | ShiftPlan, first: date, last: date) -> Iterator[date]:
    """The days that the plan asks for from `first` to `last`, both included, whatever the calendar says."""
    day = first
    while day <= last:
        week = (day.day - 1) // 7 + 1
        in_force = plan.since <= day and (plan.until is None or day < plan.until)
        if day.weekday() == plan.weekday and plan.week_of_month in (0, week) and in_force:
            yield day
        day += timedelta(days=1)


def day_held(day: date, on_holiday: str, days: WorkingCalendar) -> date | None:
    """The day itself, weekends too; of a public holiday the working day after or before, or none."""
    if not is_holiday(day, days):
        return day
    if on_holiday == ReceptionPlan.OnHoliday.DROP:
        return None
    if on_holiday == ReceptionPlan.OnHoliday.NEXT:
        return days.next_working(day)
    while not days.is_working(day):
        day -= timedelta(days=1)
    return day


def is_holiday(day: date, days: WorkingCalendar) -> bool:
    """A holiday by the State Council's notice: a plain weekend is none."""
    return bool(days.name_of(day)) and not days.is_working(day)


def announce_due(at: datetime) -> int:
    """A month ahead; what was planned later than the setting asks waits for a person and a reason."""
    on = local_date(at)
    rows = Reception.objects.filter(
        status=ReceptionStatus.PLANNED, held_on__lte=on + ANNOUNCED_AHEAD, ends_at__gt=at
    )
    due = [row for row in rows.by_time() if not planning.is_too_late(row, at)]
    return sum(_each(lambda row=row: planning.announce(row, by=BY, at=at)) for row in due)  # type: ignore[misc]


def find_stand_ins(at: datetime) -> int:
    """Whoever is absent, out of office or not posted any more on the day is replaced, or the bookings move."""
    done = 0
    for sitting in unable(at):
        done += _each(lambda sitting=sitting: _stand_in(sitting, at))  # type: ignore[misc]
    return done


def unable(at: datetime) -> list[Sitting]:
    """Sittings of coming receptions by somebody who will not be there. Four queries, however many."""
    rows = list(
        Sitting.objects.open()
        .filter(reception__status__in=COMING, reception__begins_at__gt=at)
        .select_related("representative", "reception__station")
        .order_by("reception__begins_at", "pk")
    )
    presence = Presence(row.representative for row in rows)
    return [
        row
        for row in rows
        if not presence.can_sit(row.representative, row.reception.station, row.reception.held_on)
    ]


def lapse_offers(at: datetime) -> int:
    late = Booking.objects.filter(status=BookingStatus.OFFERED, offered_until__lte=at)
    begun = Booking.objects.filter(status=BookingStatus.WAITING, slot__begins_at__lte=at)
    rows = (late | begun).select_related("slot").order_by("pk")
    return sum(_each(lambda row=row: waiting.lapse(row, by=BY, at=at)) for row in rows)  # type: ignore[misc]


def bookings_of_nobody(at: datetime) -> Iterable[str]:
    """For `doctor`: promised a seat with nobody on the other side (docs/domain.md § 10.14)."""
    rows = Booking.objects.of_nobody(at).select_related("slot__sitting__reception__station")
    for booking in rows:
        reception = booking.slot.sitting.reception
        yield f"{reception.station} {worded(reception.held_on)}：有预约没有代表接待"
    for sitting in unable(at):
        if Booking.objects.open().filter(slot__sitting=sitting).exists():
            name, day = sitting.representative.name, worded(sitting.reception.held_on)
            yield f"{sitting.reception.station} {day}：{name}不能接待，预约没有改到别人"


def plans_of_nobody(at: datetime) -> Iterable[str]:
    """For `doctor`: reception plans of a closed station, or without a representative in office: no day is made."""
    on = local_date(at)
    for plan in ReceptionPlan.objects.in_force(on).select_related("station"):
        if plan.station.closed_on is not None and plan.station.closed_on <= on:
            yield f"{plan}：{plan.station}已停用"
        elif not plan.representatives.in_office(on).exists():
            yield f"{plan}：没有在任的接待代表"


class HolidaysMoveReceptions:
    """For `office.ports.calendar_dependents`: a new holiday moves the receptions that fall on it, later only."""

    def moves(self, calendar: WorkingCalendar, *, on: date) -> Sequence[DateMove]:
        return [
            DateMove(
                row.subject,
                f"{row.station} {row.get_kind_display()}",
                row.held_on,
                calendar.next_working(row.held_on),
                told="已预约的人和接待代表",
            )
            for row in _on_holidays(calendar, on)
        ]

    def apply(self, calendar: WorkingCalendar, *, on: date, by: Actor, at: datetime) -> Sequence[Fact]:
        """Move them, or cancel where nobody can sit on the new day; each verb records its own."""
        for row in _on_holidays(calendar, on):
            reason = f"逢{calendar.name_of(row.held_on)}放假"
            day = calendar.next_working(row.held_on)
            if changes.available(row, day, [each.representative for each in row.sittings.open()]):
                changes.move(row, day, reason, by=by, at=at)
            else:
                changes.cancel(row, reason, by=by, at=at)
        return []


def _on_holidays(days: WorkingCalendar, on: date) -> list[Reception]:
    rows = Reception.objects.filter(status__in=COMING, held_on__gt=on).select_related("station")
    return [row for row in rows.order_by("pk") if is_holiday(row.held_on, days)]


def _produce(plan: ReceptionPlan, planned_for: date, at: datetime) -> bool:
    days = calendar.load()
    held_on = day_held(planned_for, plan.on_holiday, days)
    if held_on is None or held_on <= local_date(at) or not plan.station.is_open(held_on):
        return False
    timetable = Timetable(
        held_on=held_on,
        begins=plan.begins,
        ends=plan.ends,
        place=plan.place,
        kind=plan.kind,
        topic=plan.topic,
        slot_minutes=plan.slot_minutes,
        seats=plan.seats,
    )
    people = changes.who_can_sit(
        plan.station, timetable.begins_at, timetable.ends_at, plan.representatives.all()
    )
    if not people:
        _tell_clerks(plan, held_on, at)
        return False
    reason = "" if held_on == planned_for else f"原定{worded(planned_for)}，逢{days.name_of(planned_for)}放假"
    planning.plan(
        plan.station, timetable, people, repeats=plan, planned_for=planned_for, reason=reason, by=BY, at=at
    )
    return True


def _stand_in(sitting: Sitting, at: datetime) -> bool:
    for person in stand_ins.candidates(sitting, at=at):
        try:
            stand_ins.replace(sitting, person, by=BY, at=at)
        except Refused:
            continue
        return True
    stand_ins.withdraw(sitting, by=BY, at=at)
    return True


def _tell_clerks(plan: ReceptionPlan, held_on: date, at: datetime) -> None:
    on = local_date(at)
    clerks = StationClerk.objects.in_force(on).filter(station=plan.station_id).values("user")
    people = [
        *User.objects.with_role(Role.STAFF, on=on),
        *User.objects.active().filter(pk__in=clerks),
    ]
    notices.notify(
        f"receptionplan:{plan.pk}:nobody:{held_on}",
        people,
        title=f"{worded(held_on)}的接待没有代表",
        body=f"{plan}：安排中的代表当天都不能接待，请另选。",
        link=reverse("admin:stations_receptionplan_change", args=[plan.pk]),
        at=at,
    )


def _each(work: Callable[[], object]) -> bool:
    """One row of many: what it refuses is logged, and the next one comes."""
    try:
        return bool(work())
    except Refused as refused:
        log.warning("reception_not_tended", code=refused.code)
        return False
