"""How long a clock runs: so many working days, or calendar months that end on a working day."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from office.calendar import WorkingCalendar
from office.months import Month


def months_later(start_on: date, months: int) -> date:
    """The same day of the month so many calendar months later, its last one where that month has no such day."""
    passed = start_on.month - 1 + months
    last_on = Month(start_on.year + passed // 12, passed % 12 + 1).last_on
    return last_on.replace(day=min(start_on.day, last_on.day))


def after_months(start_on: date, months: int, calendar: WorkingCalendar) -> date:
    """The local date on which `months` calendar months from `start_on` end.

    As `months_later`, and the next working day where that is none.
    """
    due_on = months_later(start_on, months)
    return due_on if calendar.is_working(due_on) else calendar.next_working(due_on)


class Unit(StrEnum):
    """What a clock's length is counted in; the value stands beside the setting."""

    WORKING_DAYS = "工作日"
    MONTHS = "个月"

    def working_days(self, length: int, start_on: date, calendar: WorkingCalendar) -> int:
        """The working days that a clock of `length` has from the local date `start_on` (`after_months`)."""
        if self is Unit.WORKING_DAYS:
            return length
        return calendar.count(start_on, after_months(start_on, length, calendar))
