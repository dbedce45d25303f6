"""Counts of requests that an opinion rests on, and that stand beside a mechanism: whole families, nothing sealed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from requests_app.access.redaction import confidential_cases
from requests_app.models import Category, EnterpriseRequest
from requests_app.models.states import Outcome, Status

LEFT_OUT = (Status.DECLINED, Status.REFERRED, Status.WITHDRAWN, Status.MERGED)


@dataclass(frozen=True)
class Counted:
    received: int
    settled: int


def day_after(day: date) -> date:
    return day + timedelta(days=1)


def countable(category: Category) -> QuerySet[EnterpriseRequest]:
    """Accepted requests of the category or of those below it.

    Merged ones stand behind their leading case; sealed ones, complaints about a unit and what was declined, referred or
    withdrawn are left out.
    """
    within = Q(category=category) | Q(category__parent=category)
    rows = EnterpriseRequest.objects.unsealed().filter(within, accepted_on__isnull=False)
    return rows.exclude(status__in=LEFT_OUT).exclude(pk__in=confidential_cases())


def of_category(category: Category, since: date, until: date) -> Counted:
    """Received in [since, until), local dates; settled as they stand now."""
    rows = countable(category).filter(received_on__gte=since, received_on__lt=until)
    return Counted(rows.count(), rows.filter(outcome=Outcome.SETTLED).count())
