"""What a figure is: rows of a month, those that count, those left out in the open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet

from evaluation.figures.as_of import AsOf
from evaluation.figures.reasons import reason
from evaluation.periods import Month


@dataclass(frozen=True)
class Rows:
    """Rows of a month, counted in one query for all figures that share them.

    `found(month, as_of)` finds them, sealed ones too; `case` is the path from a row to its case ("" or "case__"),
    `unit` the path to a unit of the row's own. `apart` are rows left out for a reason of their own (by name: 联系不上,
    柜台登记号码), beside those that every figure leaves out.
    """

    found: Callable[[Month, AsOf], QuerySet[Any]]
    case: str = "case__"
    unit: str = ""
    apart: tuple[str, Q] | None = None

    def of(self, month: Month, as_of: AsOf) -> QuerySet[Any]:
        """The rows of unsealed cases, with what `as_of.state` leads to."""
        return as_of.with_states(self.found(month, as_of), self.case)

    def explained(self, month: Month, as_of: AsOf) -> QuerySet[Any]:
        """The rows with `_reason`: why each is left out, `COUNTED` where it counts."""
        why = reason(self.case, self.apart, as_of)
        rows: QuerySet[Any] = self.of(month, as_of).annotate(_reason=why)
        return rows


@dataclass(frozen=True)
class Figure:
    """A rate: of the `rows` that are its own (`only`), those that count.

    `basis` says in words what is counted of what; `beside` are further counts of the same rows, by name. Which rows
    are its own never changes; which of them count is asked as of a day.
    """

    name: str
    label: str
    basis: str
    rows: Rows
    only: Q
    counts: Callable[[AsOf], Q]
    beside: dict[str, Callable[[AsOf], Q]] = field(default_factory=dict)
