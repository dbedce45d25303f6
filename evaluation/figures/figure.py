"""What a figure is: rows of a month, those that count, those left out in the open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from evaluation.figures.reasons import reason
from evaluation.periods import Month


@dataclass(frozen=True)
class Rows:
    """Rows of a month, counted in one query for all figures that share them.

    `of(month, as_of)` gives them; `case` is the path from a row to its case ("" or "case__"), `unit` the path to a
    unit of the row's own. `apart` are rows left out for a reason of their own (by name: 联系不上, 柜台登记号码), beside
    those that every figure leaves out.
    """

    of: Callable[[Month, date], QuerySet[Any]]
    case: str = "case__"
    unit: str = ""
    apart: tuple[str, Q] | None = None

    def explained(self, month: Month, as_of: date) -> QuerySet[Any]:
        """The rows with `_reason`: why each is left out, `COUNTED` where it counts."""
        rows: QuerySet[Any] = self.of(month, as_of).annotate(_reason=reason(self.case, self.apart))
        return rows


@dataclass(frozen=True)
class Figure:
    """A rate: of the `rows` that are its own (`only`), those that count.

    `basis` says in words what is counted of what; `beside` are further counts of the same rows, by name.
    """

    name: str
    label: str
    basis: str
    rows: Rows
    only: Q
    counts: Callable[[date], Q]
    beside: dict[str, Q] = field(default_factory=dict)
