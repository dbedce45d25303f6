"""As of when something is counted: as everything stands now, or as it was on record at the end of a month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import BigIntegerField, Case, CharField, F, FilteredRelation, Q, QuerySet, When

from office.calendar import local_date
from office.months import Month

# The row of `CaseState` that holds for a past day, beside each row that is counted; and, of a case that a correction
# names, the one that held when the correction was made.
PAST, CORRECTED = "past", "corrected"


@dataclass(frozen=True)
class Correction:
    """Cases, by key, whose record was mended by the instant `at` (docs/domain.md § 6).

    They belong to whom they belonged then, and what had happened to them by the end of the month counts, although it
    was recorded after it. How they had ended by then stays: a later step corrects nothing.
    """

    cases: frozenset[int]
    at: datetime


@dataclass(frozen=True)
class AsOf:
    """Dates before `on` have passed. Of what happened, everything counts, or what was on record before `until`."""

    on: date
    until: datetime | None = None
    correction: Correction | None = None

    @classmethod
    def end_of(cls, month: Month, correction: Correction | None = None) -> AsOf:
        """24:00 of the month's last day: no later step changes what was counted so (docs/domain.md § 3)."""
        return cls(month.to_on, month.ends_at, correction)

    @classmethod
    def seen(cls, month: Month, on: date) -> AsOf:
        """How the month is shown on a local date: its end once it is over, until then as everything stands now."""
        return cls.end_of(month) if month.to_on <= on else cls(on)

    def happened(self, column: str) -> Q:
        """What was on record at the instant in `column` already."""
        never = Q(**{f"{column}__isnull": True})
        return ~never if self.until is None else Q(**{f"{column}__lt": self.until})

    def pending(self, column: str) -> Q:
        """What had not been on record yet."""
        never = Q(**{f"{column}__isnull": True})
        return never if self.until is None else never | Q(**{f"{column}__gte": self.until})

    def known(self, column: str) -> Q:
        """As `happened`, of a column that always has its instant."""
        return Q() if self.until is None else Q(**{f"{column}__lt": self.until})

    def stopped(self) -> Q:
        """Of clocks: the stop was on record; of a corrected case one of a day before."""
        on_record = self.known("stopped_at")
        if self.correction is None:
            return on_record
        late = Q(stopped_at__lt=self.correction.at, stopped_on__lt=self.on)
        return on_record | Q(late, case__in=self.correction.cases)

    def owner(self, case: str, column: str) -> Any:
        """To whom the case belonged, by a column of its state; as corrected where it is."""
        if self.correction is None:
            return F(f"{self.state(case)}{column}")
        named = When(**{f"{PAST}__case__in": self.correction.cases}, then=F(f"{CORRECTED}__{column}"))
        kind = BigIntegerField() if column.endswith("_id") else CharField()
        return Case(named, default=F(f"{PAST}__{column}"), output_field=kind)

    def state(self, case: str) -> str:
        """The path to the case's columns as they were; `case` is the path to the case itself ("" or "case__")."""
        return case if self.until is None else f"{PAST}__"

    def with_states(self, rows: QuerySet[Any], case: str) -> QuerySet[Any]:
        """The unsealed rows, each with the state that `state` leads to; without those that were not there yet."""
        if self.until is None:
            return rows.filter(**{f"{case}sealed": False})
        rows = rows.annotate(**{PAST: _stated(case, self.on - timedelta(days=1))})
        if self.correction is not None:
            rows = rows.annotate(**{CORRECTED: _stated(case, local_date(self.correction.at))})
        return rows.filter(**{f"{PAST}__sealed": False})


def _stated(case: str, day: date) -> FilteredRelation:
    states = f"{case}states"
    condition = Q(**{f"{states}__from_on__lte": day}) & Q(**{f"{states}__until_on__gt": day})
    return FilteredRelation(states, condition=condition)
