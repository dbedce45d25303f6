"""What is rising, falling and coming back: this month against the six before, with counts (docs/domain.md § 8)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from evaluation.analysis.matters import BY, Asked, Matter, counted, enterprises_of, of_months
from evaluation.analysis.tests_of_chance import Counts, Trend, trends
from office.calendar import WorkingCalendar
from office.months import Month

COMES_BACK_WITHIN = 365
FROM_ENTERPRISES = 3
# In the order of the page: what rises first, what is too little last.
ORDER = (
    Trend.CLEAR_RISE, Trend.POSSIBLE_RISE, Trend.CLEAR_FALL, Trend.POSSIBLE_FALL, Trend.STEADY, Trend.FEW,
)  # fmt: skip


@dataclass(frozen=True)
class Movement:
    """One category or unit: `values` are its counts of the seven months, `x` the judged one, `y` the six before together."""

    by: str
    key: int
    values: tuple[int, ...]
    x: int
    y: int
    enterprises: int
    again: int
    trend: Trend
    p: float | None


def movements(matters: Sequence[Matter], asked: Asked, calendar: WorkingCalendar, by: str) -> list[Movement]:
    """Of each category or unit with anything in the seven months."""
    months = [*asked.compared, asked.judged]
    groups: dict[int, list[Matter]] = defaultdict(list)
    for each in of_months(matters, months):
        key = BY[by](each)
        if key is not None:
            groups[key].append(each)
    found = {key: _monthly(own, months) for key, own in groups.items()}
    now = {key: of_months(own, [asked.judged]) for key, own in groups.items()}
    counts = {
        key: Counts(values[-1], sum(values[:-1]), enterprises_of(now[key])) for key, values in found.items()
    }
    told = trends(counts, *_working_days(asked, calendar))
    rows = [
        Movement(
            by, key, values, counts[key].x, counts[key].y, counts[key].enterprises,
            len(_again(groups[key], now[key])), *told[key],
        )
        for key, values in found.items()
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (ORDER.index(row.trend), -row.x, -row.y, row.key))


def _monthly(own: Iterable[Matter], months: Sequence[Month]) -> tuple[int, ...]:
    by_month = Counter(each.month for each in counted(own))
    return tuple(by_month[month] for month in months)


def _working_days(asked: Asked, calendar: WorkingCalendar) -> tuple[int, int]:
    """Of the judged month, as far as it has gone, and of the six before."""
    before = asked.judged.from_on - timedelta(days=1)
    until = min(asked.judged.last_on, asked.on)
    first = asked.compared[0].from_on - timedelta(days=1)
    return calendar.count(before, until), calendar.count(first, before)


def _again(all_of_key: Iterable[Matter], now: Iterable[Matter]) -> set[str]:
    """Enterprises of the last month that had raised the same within a year of its closing, or whose case came back."""
    closed: dict[str, list[date]] = defaultdict(list)
    for each in all_of_key:
        if each.enterprise and each.closed_on:
            closed[each.enterprise].append(each.closed_on)
    return {
        each.enterprise
        for each in now
        if each.enterprise
        and (each.round > 1 or any(_soon_after(day, each.received_on) for day in closed[each.enterprise]))
    }


def _soon_after(closed_on: date, received_on: date) -> bool:
    return closed_on < received_on <= closed_on + timedelta(days=COMES_BACK_WITHIN)


@dataclass(frozen=True)
class Repeated:
    """The same category at the same unit, raised by at least three enterprises in six months."""

    category: int
    unit: int
    matters: int
    enterprises: int
    reopened: int


def repeated(matters: Sequence[Matter], asked: Asked) -> list[Repeated]:
    """Of the judged month and the five before it, up to the last day; the most frequent first."""
    groups: dict[tuple[int, int], list[Matter]] = defaultdict(list)
    for each in of_months(matters, asked.judged.back(5).upto(asked.last)):
        if each.category is not None and each.unit is not None:
            groups[each.category, each.unit].append(each)
    rows = [
        Repeated(category, unit, len(counted(own)), enterprises_of(own), sum(each.round > 1 for each in own))
        for (category, unit), own in groups.items()
        if enterprises_of(own) >= FROM_ENTERPRISES
    ]
    return sorted(rows, key=lambda row: (-row.enterprises, -row.matters, row.category, row.unit))
