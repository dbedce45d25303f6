"""The numbers that steer work, one condition a notion: tiles, 督办, the ledger and the admin count by the same.

Each number is a link into the ledger, whose filter has the condition (`requests_app/queues/filters.py`). `column` is
the date that binds the reader: `bound_on` of `filters.bound`, or the enterprise's date.
"""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from office.calendar import WorkingCalendar
from requests_app.access.redaction import listed_filter
from requests_app.deadlines.display import SOON_DAYS
from requests_app.models import EnterpriseRequest, Supervision
from requests_app.models.requests import OPEN, Status
from requests_app.models.states import missed
from stations.scopes import Scopes

RUNNING = Q(status__in=OPEN, waiting_since__isnull=True)
# 待补充: the enterprise is asked, its clocks stand still.
ASKED = Q(status__in=OPEN, waiting_since__isnull=False)
# 在办
IN_HAND = Q(closed_at__isnull=True, status__in=OPEN)
# 待评价
ANSWERED = Q(closed_at__isnull=True, status=Status.ANSWERED)


def overdue(column: str, on: date) -> Q:
    """超期: the date passed, before the enterprise was asked where it is asked now."""
    return Q(missed(column, on), status__in=OPEN)


def soon(column: str, on: date, calendar: WorkingCalendar) -> Q:
    """临期: due within three working days, today included."""
    return RUNNING & Q(**{f"{column}__gte": on, f"{column}__lte": calendar.add(on, SOON_DAYS)})


def supervised(on: date) -> Q:
    """重点督办: under an order in force."""
    return Q(Exists(Supervision.objects.in_force(on).filter(case=OuterRef("pk"))))


def listed(scopes: Scopes) -> QuerySet[EnterpriseRequest]:
    """What the reader's ledger holds, restricted rows included."""
    return EnterpriseRequest.objects.filter(listed_filter(scopes))
