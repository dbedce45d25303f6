"""A month, or several that are told together, as half-open local dates: what tables, papers and figures are made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache

from office.calendar import LOCAL


@dataclass(frozen=True, order=True)
class Month:
    """`from_on` ≤ day < `to_on`, local dates (Asia/Shanghai)."""

    year: int
    month: int

    def __hash__(self) -> int:
        """A year's matters are sorted by their months many times over."""
        return self.year * 12 + self.month

    @classmethod
    def of(cls, day: date) -> Month:
        return _month(day.year, day.month)

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
    def last_on(self) -> date:
        return self.to_on - timedelta(days=1)

    @property
    def ends_at(self) -> datetime:
        """24:00 of its last day."""
        return datetime.combine(self.to_on, time(), tzinfo=LOCAL)

    @property
    def previous(self) -> Month:
        return Month.of(self.from_on - timedelta(days=1))

    @property
    def next(self) -> Month:
        return Month.of(self.to_on)

    def back(self, months: int) -> Month:
        """So many months before."""
        place = self.year * 12 + self.month - 1 - months
        return Month(place // 12, place % 12 + 1)

    def upto(self, last: Month) -> list[Month]:
        """This month and all that follow up to `last`; none where that is before."""
        months = (last.year - self.year) * 12 + last.month - self.month
        return [last.back(each) for each in range(months, -1, -1)]

    @property
    def label(self) -> str:
        return f"{self.year}年{self.month}月"

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02d}"


def to_choose(shown: Month, running: Month) -> list[Month]:
    """The running month and the 23 before, the latest first, and whatever other month is shown."""
    recent = running.back(23).upto(running)
    return sorted({*recent, shown}, reverse=True)


_HALVES = {1: "上半年", 7: "下半年"}
_QUARTERS = {1: "第一季度", 4: "第二季度", 7: "第三季度", 10: "第四季度"}


@dataclass(frozen=True, order=True)
class Period(Month):
    """`months` whole months from `month` of `year` on: a month, a quarter, a half-year or a year."""

    months: int = 1

    @classmethod
    def with_day(cls, day: date, months: int) -> Period:
        """The one of so many months (1, 3, 6, 12) that the local date lies in."""
        return cls(day.year, (day.month - 1) // months * months + 1, months)

    @property
    def to_on(self) -> date:
        after = self.back(-self.months)
        return date(after.year, after.month, 1)

    @property
    def previous(self) -> Period:
        return self._at(self.back(self.months))

    @property
    def next(self) -> Period:
        return self._at(self.back(-self.months))

    @property
    def year_before(self) -> Period:
        return self._at(self.back(12))

    def _at(self, first: Month) -> Period:
        return Period(first.year, first.month, self.months)

    @property
    def label(self) -> str:
        if self.months == 12:
            return f"{self.year}年"
        if self.months == 1:
            return f"{self.year}年{self.month}月"
        return f"{self.year}年{(_QUARTERS if self.months == 3 else _HALVES)[self.month]}"

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02d}+{self.months}"


@cache
def _month(year: int, month: int) -> Month:
    """One and the same object: it is found in a set without being compared."""
    return Month(year, month)
