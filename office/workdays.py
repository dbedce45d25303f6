"""The working calendar as the office keeps it: its closing hour, and changes with the dates that they move."""

from collections.abc import Mapping
from datetime import date, datetime, time
from itertools import groupby

from django.urls import reverse

from office import calendar, events, options, ports
from office.actors import Actor
from office.calendar import SpecialDay, WorkingCalendar, local_date
from office.events import Fact
from office.models import CalendarDay, Event, User
from office.notifications import notices
from office.refusals import Refused
from office.roles import Role
from office.verbs import verb

# The month in which the notice for the next year has come out in most years.
ENTRY_FROM_MONTH = 11


def closing_time(on: date) -> time:
    """The closing hour of a clock that starts on the local date `on` (docs/domain.md § 2, clocks).

    A start before it counts as that day, and the clock's deadline falls at it.
    """
    closes_at: time = options.value("day_closes_at", on)
    return closes_at


def closing_hour(on: date) -> str:
    """`closing_time` as letters and screens write it: 18:00."""
    return f"{closing_time(on):%H:%M}"


def known_before(at: datetime) -> WorkingCalendar:
    """The calendar as it had been entered before the instant `at`; a day that was changed since is as it was, also
    whether its year was provisional."""
    changes = Event.objects.filter(subject__startswith="calendar:", action="calendar_changed")
    later = list(changes.filter(at__gte=at).order_by("-at", "-pk"))
    if not later:
        return calendar.load()
    days = {row.date: SpecialDay(row.kind, row.name, row.provisional) for row in CalendarDay.objects.all()}
    for day, change in (pair for event in later for pair in event.data.items()):
        if change["before"]:
            days[date.fromisoformat(day)] = SpecialDay(change["before"], "")
        else:
            days.pop(date.fromisoformat(day), None)
    subjects = {event.subject for event in later}
    for event in changes.filter(at__lt=at, subject__in=subjects).order_by("at", "pk"):
        for day, change in event.data.items():
            on = date.fromisoformat(day)
            days[on] = SpecialDay(change["after"], days[on].name if on in days else "", change["provisional"])
    return WorkingCalendar(days)


def with_days(days: Mapping[date, SpecialDay]) -> WorkingCalendar:
    """The calendar as it would be after `enter(days)`."""
    rows = {row.date: SpecialDay(row.kind, row.name, row.provisional) for row in CalendarDay.objects.all()}
    return WorkingCalendar({**rows, **days})


def moves(days: Mapping[date, SpecialDay], *, on: date) -> list[ports.DateMove]:
    """Whose told dates `enter(days)` would move; shown before it is applied."""
    after = with_days(days)
    return [move for dependent in ports.calendar_dependents for move in dependent.moves(after, on=on)]


@verb
def enter(days: Mapping[date, SpecialDay], *, by: Actor, at: datetime) -> list[CalendarDay]:
    """Write holidays and make-up working days, and move what was counted with the calendar before.

    A day is never taken out: a weekday that is worked after all becomes "working", a weekend "holiday".
    """
    for day, special in days.items():
        if special.kind not in CalendarDay.Kind.values:
            raise Refused("unknown_kind", "请选择放假或调休上班。", field="kind")
        if not special.name.strip():
            raise Refused("no_name", f"请填写 {day} 的名称，例如国庆节。", field="name")
    before = {row.date: row for row in CalendarDay.objects.filter(date__in=days)}
    changed = {day: special for day, special in days.items() if _differs(before.get(day), special)}
    if not changed:
        return []
    rows = CalendarDay.objects.bulk_create(
        [
            CalendarDay(date=day, kind=special.kind, name=special.name, provisional=special.provisional)
            for day, special in changed.items()
        ],
        update_conflicts=True,
        unique_fields=["date"],
        update_fields=["kind", "name", "provisional", "updated_at"],
    )
    calendar.forget()
    after = calendar.load()
    moved = [
        fact
        for dependent in ports.calendar_dependents
        for fact in dependent.apply(after, on=local_date(at), by=by, at=at)
    ]
    for year in {day.year for day in changed}:
        if not after.is_provisional(date(year, 1, 1)):
            notices.retract(_entry_of(year), at=at)
    events.record(*_facts(before, changed), *moved, by=by, at=at)
    return rows


def is_settled(year: int) -> bool:
    """Whether the State Council's notice for that year has been entered."""
    return not calendar.load().is_provisional(date(year, 1, 1))


def next_year_is_due(on: date) -> bool:
    """From November on, as that is when the notice comes out."""
    return on.month >= ENTRY_FROM_MONTH and not is_settled(on.year + 1)


def remind_of_next_year(at: datetime) -> int:
    """Once a week from November until the next year is entered, to all who may enter it. Returns the rows offered."""
    on = local_date(at)
    if not next_year_is_due(on) or not calendar.load().is_working(on):
        return 0
    year, week = on.year + 1, on.isocalendar().week
    return notices.notify(
        f"{_entry_of(year)}:{week}",
        User.objects.with_role(Role.STAFF, Role.APPROVER, on=on),
        title=f"请录入 {year} 年放假安排",
        body="国务院办公厅一般在 11 月发布次年通知。录入前，跨年的期限按暂定日历计算，只会推后，不会提前。",
        link=reverse("admin:office_calendarday_year", args=[year]),
        kind="reminder",
        at=at,
    )


def _entry_of(year: int) -> str:
    """The topic of the reminders, which are taken back once the year is entered."""
    return f"calendar:{year}:entry"


def _differs(row: CalendarDay | None, special: SpecialDay) -> bool:
    return row is None or (row.kind, row.name, row.provisional) != (
        special.kind,
        special.name,
        special.provisional,
    )


def _facts(before: Mapping[date, CalendarDay], changed: Mapping[date, SpecialDay]) -> list[Fact]:
    """One fact a year, as the notice comes."""
    return [
        Fact(
            f"calendar:{year}",
            "calendar_changed",
            {
                day.isoformat(): {
                    "before": before[day].kind if day in before else "",
                    "after": changed[day].kind,
                    "provisional": changed[day].provisional,
                }
                for day in days
            },
        )
        for year, days in groupby(sorted(changed), key=lambda day: day.year)
    ]
