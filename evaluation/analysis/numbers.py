"""What the analysis counts over the cases themselves, as numbers and keys: it names nobody and nothing.

Counting takes seconds where a year has a hundred thousand cases: `packed` and `unpacked` let it be kept
(evaluation/analysis/kept.py). Names, and what became of the cases, are read each time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from evaluation.analysis import durations, movements, units
from evaluation.analysis.matters import Asked, Matter, by_month, cases_in, counted, left_out, read
from evaluation.analysis.movements import Movement, Repeated
from evaluation.analysis.tests_of_chance import Compared, Trend
from office.calendar import WorkingCalendar
from office.months import Month


@dataclass(frozen=True)
class MonthLine:
    month: Month
    received: int
    settled: int

    @property
    def going(self) -> int:
        return self.received - self.settled


@dataclass(frozen=True)
class Numbers:
    """As `Analysis` of evaluation/analysis/whole.py has them."""

    months: list[MonthLine]
    left_out: int
    moving: list[Movement]
    moving_units: list[Movement]
    repeated: list[Repeated]
    spent: list[durations.Spent]
    compared: list[units.UnitLine]


def count(asked: Asked, calendar: WorkingCalendar) -> Numbers:
    """From the cases as they are now. Six queries, however many cases there are."""
    matters, cases = read(asked), cases_in(asked)
    received = by_month(matters)
    return Numbers(
        [_month(received.get(month, []), month) for month in asked.shown],
        left_out(asked),
        movements.movements(matters, asked, calendar, "category"),
        movements.movements(matters, asked, calendar, "unit"),
        movements.repeated(matters, asked),
        durations.spent(cases, asked.on, calendar),
        units.lines(cases, asked.on),
    )


def packed(numbers: Numbers) -> dict[str, Any]:
    """As JSON takes it."""
    return asdict(numbers)


def unpacked(stored: Mapping[str, Any]) -> Numbers:
    """What `packed` gave, equal in every number."""
    return Numbers(
        [MonthLine(**{**row, "month": Month(**row["month"])}) for row in stored["months"]],
        stored["left_out"],
        [_movement(row) for row in stored["moving"]],
        [_movement(row) for row in stored["moving_units"]],
        [Repeated(**row) for row in stored["repeated"]],
        [durations.Spent(**row) for row in stored["spent"]],
        [
            units.UnitLine(row["unit"], tuple(row["mix"]), Compared(**row["compared"]))
            for row in stored["compared"]
        ],
    )


def _month(matters: Sequence[Matter], month: Month) -> MonthLine:
    own = counted(matters)
    return MonthLine(month, len(own), sum(each.is_settled for each in own))


def _movement(row: Mapping[str, Any]) -> Movement:
    return Movement(**{**row, "values": tuple(row["values"]), "trend": Trend(row["trend"])})
