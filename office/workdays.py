"""The working calendar as the office keeps it: its closing hour, and changes with the dates that they move."""

from collections.abc import Mapping
from datetime import date, datetime, time
from itertools import groupby

from office import calendar, events, options, ports
from office.actors import Actor
from office.calendar import SpecialDay, WorkingCalendar, local_date
from office.events import Fact
from office.models import CalendarDay
from office.refusals import Refused
from office.verbs import verb


def closing_time(on: date) -> time:
    """Until when a start counts as that day."""
    closes_at: time = options.value("day_closes_at", on)
    return closes_at


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
    for dependent in ports.calendar_dependents:
        dependent.apply(after, on=local_date(at), by=by, at=at)
    events.record(*_facts(before, changed), by=by, at=at)
    return rows


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
