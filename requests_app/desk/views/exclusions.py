"""不予受理抽查: what was drawn each month of spam and repeats, by which seed, and what a second person found."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from office.access import person, role_required
from office.models import User
from office.roles import Role, has_role
from requests_app.models import ExclusionCheck, ExclusionSample
from requests_app.models.samples import SampleOutcome

MONTHS = 12


@require_safe
@never_cache
@role_required(Role.STAFF, Role.APPROVER, Role.AUDITOR)
def exclusions(request: HttpRequest) -> HttpResponse:
    """The last twelve months, newest first; a waiting check leads to its form."""
    user = person(request)
    checks = ExclusionCheck.objects.filter(disposal__case__sealed=False)
    checks = checks.select_related("disposal__case", "disposal__decided_by", "checked_by")
    wrong = Count("checks", filter=Q(checks__outcome=SampleOutcome.WRONG))
    samples = ExclusionSample.objects.annotate(drawn=Count("checks"), wrong=wrong).prefetch_related(
        Prefetch("checks", checks.order_by("pk"))
    )[:MONTHS]
    checking = has_role(user, Role.STAFF, Role.APPROVER)
    months = [
        {"sample": sample, "rows": [_row(check, user, checking) for check in sample.checks.all()]}
        for sample in samples
    ]
    return render(request, "requests_app/desk_exclusions.html", {"months": months})


def _row(check: ExclusionCheck, user: User, checking: bool) -> dict[str, Any]:
    disposal = check.disposal
    case = disposal.case
    moot = not check.outcome and (case.status != case.Status.DECLINED or bool(disposal.appeal_upheld))
    own = user.pk in (disposal.decided_by_id, disposal.proposed_by_id)
    waits = not check.outcome and not moot
    return {
        "check": check,
        "case": case,
        "disposal": disposal,
        "is_moot": moot,
        "is_own": waits and own,
        "url": reverse("requests:step", args=[case.ledger_number, "check_exclusion"])
        if waits and checking and not own
        else "",
    }
