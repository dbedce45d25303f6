"""劝改评价: what requesters answered and whence they judged, for the auditor alone; counted by unit for the office."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from casework.paging import NEWEST, page_of
from office.access import person, role_required
from office.roles import Role, has_role
from requests_app.followup import pressure_counts, verdict_sources
from requests_app.models import PressureAnswer

ON_A_PAGE = 50


@require_safe
@never_cache
@role_required(Role.STAFF, Role.APPROVER, Role.AUDITOR)
def pressure(request: HttpRequest) -> HttpResponse:
    """The auditor reads who said so and of which case; the office reads numbers from five answers on."""
    context: dict[str, object] = {
        "units": pressure_counts.by_unit(),
        "counted_from": pressure_counts.COUNTED_FROM,
    }
    if has_role(person(request), Role.AUDITOR):
        rows = PressureAnswer.objects.filter(pressed=True).select_related("case", "department")
        found = page_of(rows, NEWEST, request.GET.get("cursor", ""), size=ON_A_PAGE)
        context |= {
            "reads": True,
            "rows": found.rows,
            "previous": found.previous,
            "following": found.following,
            "sources": verdict_sources.unusual(timezone.now()),
            "source_days": verdict_sources.DAYS,
            "requesters_from": verdict_sources.REQUESTERS_FROM,
        }
    return render(request, "requests_app/desk_pressure.html", context)
