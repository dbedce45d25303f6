"""What a figure is: rows of a month, those that count, those left out in the open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from evaluation.periods import Month
from requests_app.models import Disposal
from requests_app.models.requests import Status

DISPOSED = (Status.DECLINED, Status.REFERRED)
LEFT_OUT = (*DISPOSED, Status.WITHDRAWN)


@dataclass(frozen=True)
class Figure:
    """`rows(month, as_of)`: all rows of the month; `case` is the path from a row to its case ("" or "case__").

    `basis` says in words what is counted of what. `aside` are rows that are left out for a reason of this figure's
    own (联系不上), beside those that every figure leaves out.
    """

    name: str
    label: str
    basis: str
    rows: Callable[[Month, date], QuerySet[Any]]
    case: str
    counts: Callable[[date], Q]
    beside: dict[str, Q] = field(default_factory=dict)
    aside: Q | None = None

    def left_out(self) -> Q:
        """Withdrawn, anonymous, and what two people declined or referred; one person alone excludes nothing."""
        disposed = Disposal.objects.exclusions().values("case_id")
        everywhere = (
            Q(**{f"{self.case}status": Status.WITHDRAWN})
            | Q(**{f"{self.case}anonymous": True})
            | Q(**{f"{self.case}status__in": DISPOSED, f"{self.case}pk__in": disposed})
        )
        return everywhere if self.aside is None else everywhere | self.aside
