"""Dates of a paper as they were worded on the day it went out: a copy that is printed later says the same."""

from dataclasses import dataclass
from datetime import date, datetime

from office.calendar import WorkingCalendar, local_date
from office.templatetags.wording import in_its_year, paper_day
from office.workdays import known_before


@dataclass(frozen=True)
class PaperDates:
    """`on` is the local date of the paper, `calendar` what had been entered by then: a year whose holidays were told
    since keeps its 暂定."""

    on: date
    calendar: WorkingCalendar

    @classmethod
    def of(cls, issued_at: datetime) -> "PaperDates":
        """Those of a paper that went out at that instant."""
        return cls(local_date(issued_at), known_before(issued_at))

    def day(self, value: date | None) -> str:
        """11月23日; 2027年1月8日 where that is not the year of the paper."""
        if not value:
            return ""
        return in_its_year(value) if value.year == self.on.year else paper_day(value)

    def deadline(self, value: date | None) -> str:
        """`day` of a date that was counted in working days: 暂定 where it could still move when the paper went out."""
        if not value:
            return ""
        return f"{self.day(value)}{self.calendar.mark(value) if value > self.on else ''}"
