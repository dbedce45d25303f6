"""As of when something is counted: as everything stands now, or as it was on record at the end of a month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import FilteredRelation, Q, QuerySet

from office.months import Month

# The row of `CaseState` that holds for a past day, beside each row that is counted.
PAST = "past"


@dataclass(frozen=True)
class AsOf:
    """Dates before `on` have passed. Of what happened, everything counts, or what was on record before `until`."""

    on: date
    until: datetime | None = None

    @classmethod
    def end_of(cls, month: Month) -> AsOf:
        """24:00 of the month's last day: no later step changes what was counted so (docs/domain.md § 3)."""
        return cls(month.to_on, month.ends_at)

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

    def state(self, case: str) -> str:
        """The path to the case's columns as they were; `case` is the path to the case itself ("" or "case__")."""
        return case if self.until is None else f"{PAST}__"

    def with_states(self, rows: QuerySet[Any], case: str) -> QuerySet[Any]:
        """The unsealed rows, each with the state that `state` leads to; without those that were not there yet."""
        if self.until is None:
            return rows.filter(**{f"{case}sealed": False})
        last_on = Q(**{f"{case}states__from_on__lt": self.on}) & Q(
            **{f"{case}states__until_on__gte": self.on}
        )
        rows = rows.annotate(**{PAST: FilteredRelation(f"{case}states", condition=last_on)})
        return rows.filter(**{f"{PAST}__sealed": False})
