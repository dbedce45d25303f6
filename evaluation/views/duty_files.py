"""What is said of a duty file: objections and their answers, missing records and their check, the private link."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from evaluation.duties import file_page, links, objecting, own_entries
from evaluation.duties.forms import DutyEntryForm, ObjectionForm, SheetForm
from evaluation.duties.on_behalf import ACCOUNT, Said, on_sheet
from evaluation.duties.own_entries import Entered
from evaluation.forms import YearFilter
from evaluation.models import DutyEntry, DutyObjection, ScoreObjection
from evaluation.views.duties import back, page, person_of, visible
from fieldwork.reach import reach_of
from groups.models import Representative
from office import files
from office.access import role_required
from office.actors import Actor
from office.calendar import local_date
from office.form_fields import refuse
from office.refusals import Refused
from office.roles import Role

ANSWERERS = (Role.LIAISON, Role.STAFF)
READERS = (*ANSWERERS, Role.APPROVER, Role.AUDITOR)
SPEAKERS = (Role.REPRESENTATIVE, *ANSWERERS)


@role_required(*SPEAKERS)
@require_POST
@never_cache
def object_to(request: HttpRequest, code: str) -> HttpResponse:
    """By the person; by liaison or staff from a signed sheet of who has no account."""
    person, at = visible(request, code), timezone.now()
    year = YearFilter(request.GET).chosen(local_date(at))
    on_behalf = is_on_behalf(request, person)
    lines = file_page.lines_of(person, year, local_date(at))
    form = ObjectionForm(request.POST, request.FILES, lines=lines, on_behalf=on_behalf)
    if not objected(form, person, year, None if on_behalf else ACCOUNT, Actor.of(person_of(request))):
        return page(request, person, objection_form=form, status=422)
    messages.success(request, "已提出，会书面答复")
    return back(person, year)


@role_required(*SPEAKERS)
@require_POST
@never_cache
def enter_missing(request: HttpRequest, code: str) -> HttpResponse:
    """As `object_to`."""
    person = visible(request, code)
    on_behalf = is_on_behalf(request, person)
    form = DutyEntryForm(request.POST, request.FILES, on_behalf=on_behalf)
    if not entered(form, person, None if on_behalf else ACCOUNT, Actor.of(person_of(request))):
        return page(request, person, entry_form=form, status=422)
    messages.success(request, "已补记，核实后计入")
    return back(person, form.cleaned_data["on"].year)


@role_required(*ANSWERERS)
@require_POST
@never_cache
def answer_objection(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    person, by = visible(request, code), Actor.of(person_of(request))
    row = get_object_or_404(DutyObjection, pk=pk, representative=person)
    answer, upheld = request.POST.get("answer", ""), request.POST.get("upheld")
    kept = {"typed_for": f"objection-{pk}", "typed": answer}
    if upheld not in ("yes", "no"):
        return page(request, person, refused=Refused("missing", "请选择成立或不成立"), **kept, status=422)
    try:
        objecting.answer(row, answer, upheld=upheld == "yes", by=by, at=timezone.now())
    except Refused as refused:
        return page(request, person, refused=refused, **kept, status=409)
    messages.success(request, "已答复，并告知代表")
    return back(person, row.year)


@role_required(*ANSWERERS)
@require_POST
@never_cache
def decide_entry(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    person, by = visible(request, code), Actor.of(person_of(request))
    row = get_object_or_404(DutyEntry, pk=pk, representative=person)
    basis, accepted = request.POST.get("basis", ""), request.POST.get("accepted")
    kept = {"typed_for": f"entry-{pk}", "typed": basis}
    if accepted not in ("yes", "no"):
        return page(request, person, refused=Refused("missing", "请选择属实或不属实"), **kept, status=422)
    try:
        own_entries.decide(row, basis, accepted=accepted == "yes", by=by, at=timezone.now())
    except Refused as refused:
        return page(request, person, refused=refused, **kept, status=409)
    messages.success(request, "已核实，并告知代表")
    return back(person, row.on.year)


@role_required(*ANSWERERS)
@require_POST
@never_cache
def send_link(request: HttpRequest, code: str) -> HttpResponse:
    """The private link of this year's file, to the roster's number of who has no account."""
    person, at = visible(request, code), timezone.now()
    year = YearFilter(request.GET).chosen(local_date(at))
    try:
        links.send(person, year, by=Actor.of(person_of(request)), at=at)
    except Refused as refused:
        return page(request, person, refused=refused, status=409)
    messages.success(request, "已发到名册里的手机号")
    return back(person, year)


@role_required(*READERS)
@require_safe
@never_cache
def signed_sheet(request: HttpRequest, code: str, token: str) -> HttpResponseBase:
    """The scan on which an objection or a missing record rests."""
    person = visible(request, code)
    said: tuple[QuerySet[Any], ...] = (
        DutyObjection.objects.filter(representative=person),
        DutyEntry.objects.filter(representative=person),
        ScoreObjection.objects.filter(evaluation__representative=person),
    )
    for rows in said:
        row = rows.filter(sheet__token=token).select_related("sheet").first()
        if row is not None:
            return files.shown_response(request, row.sheet)
    raise Http404


def is_on_behalf(request: HttpRequest, person: Representative) -> bool:
    """Whether liaison or staff type what somebody without an account signed. Raises Http404 for anybody else but the
    person."""
    user = person_of(request)
    if person.user_id == user.pk:
        return False
    if person.user_id is not None or not reach_of(user, timezone.localdate()).serves(person.pk):
        raise Http404
    return True


def said_of(form: SheetForm, said: Said | None, by: Actor) -> Said:
    """As given, or from the scan that was sent along; raises Refused for a file that cannot be kept."""
    if said is not None:
        return said
    try:
        return on_sheet(files.store(form.cleaned_data["sheet"], by=by.user, at=timezone.now()))
    except Refused as refused:
        raise Refused(refused.code, refused.message, field="sheet") from refused


def objected(form: ObjectionForm, person: Representative, year: int, said: Said | None, by: Actor) -> bool:
    """Whether what was typed became an objection; without `said` from a signed sheet."""
    if not form.is_valid():
        return False
    typed = form.cleaned_data
    try:
        way = said_of(form, said, by)
        objecting.raise_objection(
            person, year, typed["line"], typed["text"], said=way, by=by, at=timezone.now()
        )
    except Refused as refused:
        refuse(form, refused)
        return False
    return True


def entered(form: DutyEntryForm, person: Representative, said: Said | None, by: Actor) -> bool:
    """Whether it became a missing record; without `said` from a signed sheet."""
    if not form.is_valid():
        return False
    typed = form.cleaned_data
    missing = Entered(typed["kind"], typed["on"], typed["words"])
    try:
        own_entries.enter(person, missing, said=said_of(form, said, by), by=by, at=timezone.now())
    except Refused as refused:
        refuse(form, refused)
        return False
    return True
