"""述职和选民测评 of one representative's year: entered, checked, sheets to print."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evaluation.accounts import entering, sheets
from evaluation.duties.access import visible_people
from evaluation.forms import AccountForm
from evaluation.models import Account
from evaluation.models.accounts import LEVELS, QUESTIONS
from evaluation.views.score_queries import person_of
from groups.models import Representative
from office.access import role_required
from office.actors import Actor
from office.downloads import pdf_file, record_export
from office.form_fields import refuse
from office.refusals import Refused
from office.roles import Role

WRITERS = (Role.STAFF, Role.LIAISON)
SHEETS = 50
YEARS = range(2020, 2100)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@role_required(*WRITERS)
def account(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """The form; what was typed stays where something is wrong."""
    person = _person(request, code, year)
    row = Account.objects.filter(representative=person, year=year).select_related("entered_by").first()
    if request.method != "POST":
        return _page(request, person, year, row, AccountForm(initial=_initial(row, year)))
    form = AccountForm(request.POST)
    if not form.is_valid():
        return _page(request, person, year, row, form, status=422)
    try:
        entering.enter(person, year, form.told(), by=Actor.of(person_of(request)), at=timezone.now())
    except Refused as refused:
        refuse(form, refused)
        return _page(request, person, year, row, form, status=409)
    messages.success(request, "已登记，请另一人对照测评表核对")
    return _back(person, year)


@require_POST
@never_cache
@role_required(*WRITERS)
def account_check(request: HttpRequest, code: str, year: int) -> HttpResponse:
    person = _person(request, code, year)
    row = get_object_or_404(Account, representative=person, year=year)
    try:
        entering.check(row, by=Actor.of(person_of(request)), at=timezone.now())
    except Refused as refused:
        form = AccountForm(initial=_initial(row, year))
        return _page(request, person, year, row, form, refused=refused, status=409)
    messages.success(request, "已核对")
    return _back(person, year)


@require_safe
@never_cache
@role_required(*WRITERS)
def account_sheets(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """Blank sheets; `?number=` says how many."""
    person, asked = _person(request, code, year), request.GET.get("number", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 5 else SHEETS
    number = min(max(1, number), sheets.AT_MOST)
    page, at = reverse("evaluation:account", args=[code, year]), timezone.now()
    record_export(page, rows=number, filters={"year": year}, by=person_of(request), at=at)
    return pdf_file(
        sheets.pdf(person, year, number, on=timezone.localdate(at)), f"{person.name}{year}年选民测评表"
    )


def _page(
    request: HttpRequest,
    person: Representative,
    year: int,
    row: Account | None,
    form: AccountForm,
    *,
    refused: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "person": person,
        "year": year,
        "row": row,
        "lines": entering.lines_of(row) if row else [],
        "levels": LEVELS,
        "form": form if row is None or row.checked_at is None else None,
        "sheets": SHEETS,
        "sheets_at_most": sheets.AT_MOST,
        "may_check": row is not None and row.checked_at is None,
        "refused": refused,
    }
    return render(request, "evaluation/desk_account.html", context, status=status)


def _initial(row: Account | None, year: int) -> dict[str, Any]:
    if row is None:
        return {"handed_out": SHEETS}
    own = {name: getattr(row, name) for name in ("held_on", "place", "text", "handed_out", "returned")}
    counted = {
        f"q{question}_{level}": row.counts[question][level]
        for question in range(len(QUESTIONS))
        for level in range(len(LEVELS))
    }
    return own | counted


def _person(request: HttpRequest, code: str, year: int) -> Representative:
    if year not in YEARS:
        raise Http404
    return get_object_or_404(visible_people(person_of(request), timezone.localdate()), code=code)


def _back(person: Representative, year: int) -> HttpResponse:
    return HttpResponseRedirect(reverse("evaluation:account", args=[person.code, year]), status=303)
