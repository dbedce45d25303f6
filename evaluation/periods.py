"""A month as half-open local dates, and the due dates whose close-by date falls in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from office.calendar import WorkingCalendar


@dataclass(frozen=True, order=True)
class Month:
    """`from_on` ≤ day < `to_on`, local dates (Asia/Shanghai)."""

    year: int
    month: int

    @classmethod
    def of(cls, day: date) -> Month:
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> Month:
        """`2026-10`; raises ValueError."""
        year, month = text.split("-")
        if not (2000 <= int(year) <= 2099 and 1 <= int(month) <= 12):
            raise ValueError(text)
        return cls(int(year), int(month))

    @property
    def from_on(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def to_on(self) -> date:
        return date(self.year + self.month // 12, self.month % 12 + 1, 1)

    @property
    def previous(self) -> Month:
        return Month.of(self.from_on - timedelta(days=1))

    @property
    def next(self) -> Month:
        return Month.of(self.to_on)

    @property
    def label(self) -> str:
        return f"{self.year}年{self.month}月"

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02d}"


def close_by(due_on: date, calendar: WorkingCalendar, *, working_days: int, calendar_days: int) -> date:
    """The day by which a case due on `due_on` should be closed: its answer's date and the verdict window."""
    day = max(calendar.add(due_on, working_days), due_on + timedelta(days=calendar_days))
    return day if calendar.is_working(day) else calendar.next_working(day)


def due_range(month: Month, closes: Callable[[date], date]) -> tuple[date, date]:
    """The half-open range of due dates whose close-by date (`closes`, monotonous) falls in the month."""
    first = month.from_on - timedelta(days=62)
    while closes(first) < month.from_on:
        first += timedelta(days=1)
    last = first
    while closes(last) < month.to_on:
        last += timedelta(days=1)
    return first, last
