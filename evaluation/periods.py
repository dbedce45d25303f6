"""The due dates whose close-by date falls in a month."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from office.calendar import WorkingCalendar
from office.months import Month

__all__ = ["Month", "close_by", "due_range"]


def close_by(due_on: date, calendar: WorkingCalendar, *, working_days: int, calendar_days: int) -> date:
    """The day by which a case due on `due_on` should be closed: its answer's date and the verdict window."""
    day = max(calendar.add(due_on, working_days), due_on + timedelta(days=calendar_days))
    return day if calendar.is_working(day) else calendar.next_working(day)


def due_range(since: date, until: date, closes: Callable[[date], date]) -> tuple[date, date]:
    """The half-open range of due dates whose close-by date (`closes`, monotonous) is from `since` on and before `until`."""
    first = since - timedelta(days=62)
    while closes(first) < since:
        first += timedelta(days=1)
    last = first
    while closes(last) < until:
        last += timedelta(days=1)
    return first, last
