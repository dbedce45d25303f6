"""定向结对 at the desk: the list with the next contact due, a new one, one pairing and what is done with it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fieldwork.models import Pairing, PairingStatus
from fieldwork.models.pairings import PLACES
from fieldwork.pairings import desk, pairing
from fieldwork.pairings.forms import ContactForm, ProposalForm, ReasonForm, SheetForm
from fieldwork.reach import people_of
from fieldwork.views.opening import READERS, WRITERS, reach, to
from office import files
from office.access import person, role_required
from office.actors import Actor
from office.calendar import local_date
from office.downloads import record_export, xlsx_file
from office.files import shown_response
from office.form_fields import refuse
from office.models import User
from office.refusals import Refused
from office.sheets import write_xlsx
from stations.models import Enterprise
from stations.scopes import Scopes

COLUMNS = (
    "企业",
    "代表",
    "代表证号",
    "职能",
    "行业",
    "为什么结对",
    "状态",
    "结对日期",
    "上次联系",
    "本季",
    "下次到期",
    "结束原因",
)
# What each act asks for, and the button.
FORMS: dict[str, tuple[type[forms.Form], str]] = {
    "contact": (ContactForm, "保存联系人"),
    "sheet": (SheetForm, "登记同意书"),
    "end": (ReasonForm, "结束结对"),
}


@role_required(*READERS)
@require_safe
@never_cache
def desk_pairings(request: HttpRequest) -> HttpResponse:
    mine, on = reach(request), timezone.localdate()
    tab = request.GET.get("tab", "open")
    if tab not in dict(desk.TABS):
        raise Http404
    context = {
        "rows": desk.listed(mine, tab, on),
        "tabs": [
            {"url": f"?tab={name}", "label": label, "current": name == tab} for name, label in desk.TABS
        ],
        "tab": tab,
        "can_propose": mine.is_staff or bool(mine.people),
        "pages": list(desk.pairing_pages),
    }
    return render(request, "fieldwork/desk_pairings.html", context)


@role_required(*READERS)
@require_safe
@never_cache
def desk_pairings_xlsx(request: HttpRequest) -> HttpResponse:
    """All pairings that this person sees, ended ones too; who took it is recorded."""
    mine, at = reach(request), timezone.now()
    rows = desk.rows_of(list(desk.pairings_for(mine).for_list()), local_date(at))
    content = write_xlsx("定向结对", COLUMNS, [_cells(row) for row in rows])
    record_export("pairings", rows=len(rows), by=person(request), at=at)
    return xlsx_file(content, "定向结对")


@role_required(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def desk_pairing_new(request: HttpRequest) -> HttpResponse:
    today, at = timezone.localdate(), timezone.now()
    people = people_of(reach(request), today)
    form = ProposalForm(request.POST or None, people=people, today=today)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            said = form.cleaned_data
            try:
                made = pairing.propose(
                    said["representative"],
                    said["enterprise"],
                    form.proposal,
                    by=Actor.of(person(request)),
                    at=at,
                )
            except Refused as refused:
                refuse(form, refused)
            else:
                messages.success(request, "已提出，等另一位工作人员核定")
                return to("fieldwork:desk_pairing", made.token)
        status = 422
    context = {"form": form, "enterprises": known_enterprises(person(request)), "most": len(PLACES)}
    return render(request, "fieldwork/desk_pairing_form.html", context, status=status)


@require_safe
@never_cache
def desk_pairing(request: HttpRequest, token: str) -> HttpResponse:
    return _page(request, _pairing(request, token))


@require_safe
@never_cache
def desk_pairing_sheet(request: HttpRequest, token: str) -> HttpResponseBase:
    row = _pairing(request, token)
    if row.consent_file is None:
        raise Http404
    return shown_response(request, row.consent_file)


@require_POST
@never_cache
def desk_pairing_act(request: HttpRequest, token: str, act: str) -> HttpResponse:
    row = _pairing(request, token)
    if act not in _acts(request, row):
        raise Http404
    form = FORMS[act][0](request.POST, request.FILES) if act in FORMS else None
    if form is not None and not form.is_valid():
        return _page(request, row, bound=(act, form), status=422)
    try:
        _take(request, row, act, form.cleaned_data if form else {})
    except Refused as refused:
        if form is None:
            return _page(request, row, refused=refused, status=409)
        refuse(form, refused)
        return _page(request, row, bound=(act, form), status=409)
    messages.success(request, "已登记")
    return to("fieldwork:desk_pairing", row.token)


def known_enterprises(user: User) -> list[str]:
    """Names to pick from while typing, at most so many as a page can carry.

    None for who answers for a unit, be it for a colleague: among the names are those who complained about the unit.
    """
    if Scopes.of(user, timezone.localdate()).department_ids:
        return []
    return list(Enterprise.objects.leading().order_by("name").values_list("name", flat=True)[:300])


def _take(request: HttpRequest, row: Pairing, act: str, said: dict[str, Any]) -> None:
    by, at = Actor.of(person(request)), timezone.now()
    if act == "approve":
        pairing.approve(row, by=by, at=at)
    elif act == "contact":
        pairing.set_contact(row, said["contact"], said["phone"], by=by, at=at)
    elif act == "sheet":
        stored = files.store(said["file"], by=person(request), at=at)
        pairing.agree_on_paper(row, stored, by=by, at=at)
    else:
        pairing.end(row, said["reason"], by=by, at=at)


def _acts(request: HttpRequest, row: Pairing) -> list[str]:
    """What this person may do with it now, in the order of the page."""
    if row.status == PairingStatus.ENDED:
        return []
    mine, user = reach(request), person(request)
    serves = mine.serves(row.representative_id)
    possible = {
        "approve": row.awaits_approval and mine.is_staff and row.proposed_by_id != user.pk,
        "sheet": row.awaits_consent and serves and row.proposed_by_id != user.pk,
        "contact": mine.enters_for(row.representative_id),
        "end": serves,
    }
    return [act for act, can in possible.items() if can]


def _pairing(request: HttpRequest, token: str) -> Pairing:
    rows = desk.pairings_for(reach(request)).select_related(
        "representative", "enterprise", "function", "proposed_by", "approved_by", "phone_by", "consent_file"
    )
    return get_object_or_404(rows, token=token)


def _page(
    request: HttpRequest,
    row: Pairing,
    *,
    bound: tuple[str, forms.Form] | None = None,
    refused: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    """`bound` is the form that was refused, with its act."""
    on, acts, mine = timezone.localdate(), _acts(request, row), reach(request)
    asked = []
    for act in acts:
        if act in FORMS:
            kind, verb = FORMS[act]
            initial = {"contact": row.contact} if act == "contact" else {}
            form = bound[1] if bound and bound[0] == act else kind(initial=initial, auto_id=f"id_{act}_%s")
            asked.append({"act": act, "form": form, "verb": verb, "is_open": bool(bound and bound[0] == act)})
    visits = desk.visits_for(mine).filter(enterprise=row.enterprise_id).for_list().latest_first()
    context = {
        "row": desk.rows_of([row], on)[0],
        "pairing": row,
        "can_approve": "approve" in acts,
        "waits_for_other": row.awaits_approval and row.proposed_by_id == person(request).pk,
        "asked": asked,
        "visits": list(visits.filter(parts__representative=row.representative_id).distinct()[:20]),
        "can_record": row.status == PairingStatus.OPEN and mine.enters_for(row.representative_id),
        "pages": list(desk.pairing_pages),
        "refused": refused,
        "on": on,
    }
    return render(request, "fieldwork/desk_pairing.html", context, status=status)


def _cells(row: desk.Row) -> tuple[Any, ...]:
    each, contact = row.pairing, row.contact
    return (
        each.enterprise.name,
        each.representative.name,
        each.representative.certificate_number,
        each.function.name if each.function else "",
        each.industry,
        each.reason,
        each.state_words,
        each.since,
        contact.last_on if contact else None,
        contact.words if contact else "",
        contact.due_on if contact else None,
        each.end_reason,
    )
