"""补记: what happened in an earlier month and was written down in this one (docs/domain.md § 3).

It is in no figure of the earlier month, whose edition stays; the later month says how many there were.
"""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from evaluation.periods import Month
from requests_app.models import Clock, Contact, EnterpriseRequest

KEY, LABEL = "late_entries", "补记上月"
HINT = "上月发生、月底以后才登记的：不计入上月的数字，上月已公示的不变"


def count(cases: QuerySet[EnterpriseRequest], month: Month) -> int:
    """Requests, contacts and what units did on paper, of the `cases`, each once: recorded in the month, of a day before."""
    since, until = month.previous.ends_at, month.ends_at
    keys = cases.values("pk")
    received = EnterpriseRequest.objects.filter(
        pk__in=keys, received_on__lt=month.from_on, submitted_at__gte=since, submitted_at__lt=until
    )
    contacted = Contact.objects.filter(
        case__in=keys, contacted_on__lt=month.from_on, entered_at__gte=since, entered_at__lt=until
    )
    # One step may end several clocks of a unit: its instant is the fact.
    on_paper = Clock.objects.filter(
        case__in=keys,
        assignment__isnull=False,
        stopped_on__lt=month.from_on,
        stopped_at__gte=since,
        stopped_at__lt=until,
    ).order_by()
    return (
        received.count()
        + contacted.count()
        + on_paper.values("case", "assignment", "stopped_at").distinct().count()
    )


def of(figures: dict[str, Any]) -> int | None:
    """As frozen; None of a month that was frozen before it was counted."""
    found: int | None = figures.get(KEY)
    return found
