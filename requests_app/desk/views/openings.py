"""Who is looking at a case just now, and who has opened it."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from requests_app.access import openings
from requests_app.desk.views.opening import open_case

PAGE_SIZE = 50


@require_safe
@never_cache
def looking_now(request: HttpRequest, ledger_number: str) -> HttpResponse:
    """A line for the page of the case, which asks for it once it is shown; that page does without it."""
    opened = open_case(request, ledger_number, timezone.now())
    rows = openings.looking(opened.case, opened.user, opened.access, opened.scopes, at=opened.at)
    return render(request, "requests_app/_looking_now.html", {"rows": rows})


@require_safe
@never_cache
def opened_by(request: HttpRequest, ledger_number: str) -> HttpResponse:
    """For staff and auditors: everybody who opened the case, by day."""
    opened = open_case(request, ledger_number, timezone.now())
    if not openings.reads_openings(opened.access):
        raise Http404
    page = Paginator(openings.opened(opened.case, opened.access), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(
        request, "requests_app/desk_opened_by.html", {"opened": opened, "case": opened.case, "page": page}
    )
