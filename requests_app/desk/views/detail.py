"""One case on the desk; and the enterprise's contact, shown once to whoever says why."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from office import cached_counts
from office.form_fields import refuse
from office.pages import wants_fragment
from office.refusals import Refused
from requests_app.access import access_log, openings
from requests_app.access.redaction import RestrictedFile, listed_filter
from requests_app.desk.forms.desk import RevealForm
from requests_app.desk.views.case_actions import actions_of
from requests_app.desk.views.case_dates import dates_of
from requests_app.desk.views.case_events import case_events_of
from requests_app.desk.views.case_header import header_of
from requests_app.desk.views.case_parts import callee_of, contact_of, parts_of
from requests_app.desk.views.first_pages import first_page_of
from requests_app.desk.views.lists import capped
from requests_app.desk.views.opening import Opened, open_case
from requests_app.desk.views.related_cases import near_cases
from requests_app.desk.views.rows import rows_of
from requests_app.desk.views.same_enterprise import in_question
from requests_app.history import case_history
from requests_app.models import EnterpriseRequest
from requests_app.queues.filters import BY_DUE, in_tab
from requests_app.steps.onward import links_of

BESIDE = 15


@require_safe
@never_cache
def detail(request: HttpRequest, ledger_number: str) -> HttpResponse:
    """Everything the reader may see of the case; a unit's first look is recorded, and whoever opens it is noted."""
    opened = open_case(request, ledger_number, timezone.now())
    if access_log.view(opened.file, opened.user, at=opened.at):
        opened = open_case(request, ledger_number, opened.at)
    openings.note(opened.case, opened.user, opened.access, at=opened.at)
    if opened.access.is_restricted:
        return render(request, "requests_app/desk_restricted.html", _restricted_page(opened))
    return render(request, "requests_app/desk_detail.html", _page(opened))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def reveal(request: HttpRequest, ledger_number: str) -> HttpResponse:
    """Asks why, records it, and shows the contact in this one answer."""
    opened = open_case(request, ledger_number, timezone.now())
    if not opened.access.reveals:
        raise Http404
    form = RevealForm(request.POST or None, initial={"reason": "contact"})
    context: dict[str, Any] = {"opened": opened, "case": opened.case, "form": form}
    status = 200
    if request.method == "POST":
        try:
            context["shown"] = _revealed(opened, form)
        except Refused as refused:
            refuse(form, refused)
        status = 422 if form.errors else 200
    template = "requests_app/_reveal.html" if wants_fragment(request) else "requests_app/desk_reveal.html"
    return render(request, template, context, status=status)


def _revealed(opened: Opened, form: RevealForm) -> access_log.Revealed | None:
    if not form.is_valid():
        return None
    said = form.cleaned_data
    return access_log.reveal(
        opened.case, reason=said["reason"], note=said["note"], by=opened.user, at=opened.at
    )


def _page(opened: Opened) -> dict[str, Any]:
    reads = opened.access.reads
    return {
        "opened": opened,
        "case": opened.case,
        "today": opened.on,
        "header": header_of(opened),
        "dates": dates_of(opened),
        "actions": actions_of(opened),
        "parts": parts_of(opened),
        "turns": case_events_of(opened) if reads else [],
        "contact": contact_of(opened.case) if reads else None,
        "in_question": in_question(opened) if reads else [],
        "callee": callee_of(opened),
        "helpers": opened.file.helpers if reads else [],
        "entries": case_history.for_desk(opened.case, opened.access),
        "near": near_cases(opened) if reads else [],
        "onward": links_of(opened.case, opened.user, opened.on) if reads else [],
        "beside": _beside(opened),
        "reads_openings": openings.reads_openings(opened.access),
    }


def _restricted_page(opened: Opened) -> dict[str, Any]:
    """What was released, the own part, its dates and letters; nothing else of the case is read."""
    release = opened.file.release if isinstance(opened.file, RestrictedFile) else None
    return {
        "opened": opened,
        "case": opened.case,
        "release": release,
        "today": opened.on,
        "header": header_of(opened),
        "dates": dates_of(opened),
        "actions": actions_of(opened),
        "parts": parts_of(opened),
        "beside": _beside(opened),
    }


def _beside(opened: Opened) -> dict[str, Any]:
    """The reader's work in hand, for the middle column of a wide screen."""
    page = first_page_of(opened.scopes, "open", BY_DUE, size=BESIDE)
    rows = rows_of(page.rows, user=opened.user, on=opened.on, calendar=opened.calendar)
    reader = opened.scopes.own.user_id
    return {
        "rows": rows,
        "count": cached_counts.get("beside", reader, opened.on, count=lambda: _count_in_hand(opened)),
    }


def _count_in_hand(opened: Opened) -> str:
    return capped(in_tab(EnterpriseRequest.objects.filter(listed_filter(opened.scopes)), "open"))
