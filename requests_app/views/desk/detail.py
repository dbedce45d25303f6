"""One case on the desk; and the enterprise's contact, shown once to whoever says why."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from office.refusals import Refused
from requests_app import chronicle, looking
from requests_app.filters import BY_DUE, bound, in_tab
from requests_app.forms.desk import RevealForm
from requests_app.models import EnterpriseRequest, Helper
from requests_app.paging import page_of
from requests_app.sight import units_of_reader
from requests_app.views.desk.case_actions import actions_of
from requests_app.views.desk.case_dates import dates_of
from requests_app.views.desk.case_header import header_of
from requests_app.views.desk.case_near import near_cases
from requests_app.views.desk.case_parts import callee_of, contact_of, parts_of
from requests_app.views.desk.case_turns import turns_of
from requests_app.views.desk.lists import capped
from requests_app.views.desk.opening import Opened, open_case
from requests_app.views.desk.rows import rows_of, with_parts

BESIDE = 15


@require_safe
@never_cache
def detail(request: HttpRequest, ledger_number: str) -> HttpResponse:
    """Everything the reader may see of the case; a unit's first look is recorded."""
    opened = open_case(request, ledger_number, timezone.now())
    looking.view(opened.case, opened.user, at=opened.at)
    return render(request, "requests_app/desk_detail.html", _page(opened))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def reveal(request: HttpRequest, ledger_number: str) -> HttpResponse:
    """Asks why, records it, and shows the contact in this one answer."""
    opened = open_case(request, ledger_number, timezone.now())
    if not opened.sight.reveals:
        raise Http404
    form = RevealForm(request.POST or None, initial={"reason": "contact"})
    context: dict[str, Any] = {"opened": opened, "case": opened.case, "form": form}
    status = 200
    if request.method == "POST":
        try:
            context["shown"] = _revealed(opened, form)
        except Refused as refused:
            form.add_error(refused.field or None, refused.message)
        status = 422 if form.errors else 200
    fragment = bool(getattr(request, "htmx", None)) and not request.htmx.boosted  # type: ignore[attr-defined]
    template = "requests_app/_reveal.html" if fragment else "requests_app/desk_reveal.html"
    return render(request, template, context, status=status)


def _revealed(opened: Opened, form: RevealForm) -> looking.Revealed | None:
    if not form.is_valid():
        return None
    said = form.cleaned_data
    return looking.reveal(opened.case, reason=said["reason"], note=said["note"], by=opened.user, at=opened.at)


def _page(opened: Opened) -> dict[str, Any]:
    reads = opened.sight.reads
    return {
        "opened": opened,
        "case": opened.case,
        "today": opened.on,
        "header": header_of(opened),
        "dates": dates_of(opened),
        "actions": actions_of(opened),
        "parts": parts_of(opened),
        "turns": turns_of(opened) if reads else [],
        "contact": contact_of(opened.case) if reads and not opened.sight.is_veiled else None,
        "callee": callee_of(opened),
        "helpers": _helpers(opened) if reads else [],
        "entries": chronicle.entries(opened.case, opened.sight),
        "near": near_cases(opened) if reads and not opened.sight.is_veiled else [],
        "beside": _beside(opened),
    }


def _helpers(opened: Opened) -> list[Helper]:
    return list(Helper.objects.open().filter(case=opened.case).select_related("representative"))


def _beside(opened: Opened) -> dict[str, Any]:
    """The reader's work in hand, for the middle column of a wide screen."""
    units = units_of_reader(opened.standing)
    mine = in_tab(EnterpriseRequest.objects.filter(opened.standing.request_filter()), "open")
    page = page_of(with_parts(bound(mine, units)), BY_DUE, "", size=BESIDE)
    rows = rows_of(page.rows, user=opened.user, on=opened.on, calendar=opened.calendar)
    return {"rows": rows, "count": capped(mine)}
