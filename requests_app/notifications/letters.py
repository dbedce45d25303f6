"""Numbered letters: the next number of a kind and year, taken under a lock."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Max

from office.calendar import local_date
from office.models import User
from requests_app.models import Assignment, EnterpriseRequest, LedgerCounter, Letter, Promise


def issue(
    case: EnterpriseRequest,
    kind: str,
    *,
    by: User,
    at: datetime,
    assignment: Assignment | None = None,
    text: str = "",
    due_on: date | None = None,
    promise: Promise | None = None,
) -> Letter:
    """Number a letter of `kind` for the local year of `at`, without gaps.

    `due_on` is the local date that it speaks of, as it stands now; `promise` what is urged of a unit that has replied.
    """
    on = local_date(at)
    LedgerCounter.objects.select_for_update().get_or_create(year=on.year)
    last = Letter.objects.filter(kind=kind, year=on.year).aggregate(last=Max("serial"))["last"]
    return Letter.objects.create(
        kind=kind,
        year=on.year,
        serial=(last or 0) + 1,
        case=case,
        assignment=assignment,
        issued_at=at,
        issued_on=on,
        issued_by=by,
        text=text,
        due_on=due_on,
        promise=promise,
    )
