"""What is said of a duty file: objections and their answers, missing records and their check, the private link."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from evaluation.duties import file_page, links, objecting, own_entries, progress
from evaluation.duties.forms import DutyEntryForm, DutyObjectionForm
from evaluation.duties.own_entries import Entered
from evaluation.forms import YearFilter
from evaluation.models import DutyEntry, DutyFileLink, DutyObjection
from evaluation.models.duty_files import SaidBy
from evaluation.views.duties import back, duty_words, page, person_of, visible
from fieldwork.models import Acknowledgement, Norm
from fieldwork.norms import reading
from groups.models import Representative
from office import form_limits, terminals
from office.access import role_required
from office.actors import Actor
from office.calendar import local_date
from office.form_fields import refuse
from office.refusals import Refused
from office.roles import Role

ANSWERERS = (Role.LIAISON, Role.STAFF)


@role_required(Role.REPRESENTATIVE)
@require_POST
@never_cache
def object_to(request: HttpRequest, code: str) -> HttpResponse:
    person, at = visible(request, code), timezone.now()
    year = YearFilter(request.GET).chosen(local_date(at))
    form = DutyObjectionForm(request.POST, lines=file_page.lines_of(person, year, local_date(at)))
    if not _objected(form, person, year, SaidBy.ACCOUNT, Actor.of(person_of(request))):
        return page(request, person, objection_form=form, status=422)
    messages.success(request, "已提出，会书面答复")
    return back(person, year)


@role_required(Role.REPRESENTATIVE)
@require_POST
@never_cache
def enter_missing(request: HttpRequest, code: str) -> HttpResponse:
    person, form = visible(request, code), DutyEntryForm(request.POST)
    if not _entered(form, person, SaidBy.ACCOUNT, Actor.of(person_of(request))):
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


@login_not_required
@terminals.opens_elsewhere
@require_http_methods(["GET", "HEAD", "POST"])
def own_duty_file(request: HttpRequest, token: str) -> HttpResponse:
    """The person's own year behind the private link: read, objected to line by line, added to."""
    at = timezone.now()
    link = links.link_of(token, local_date(at))
    if link is None:
        return render(request, "evaluation/duty_file_over.html", {"days": links.OPENS_FOR.days}, status=404)
    if request.method != "POST":
        return _own(request, link)
    if over := form_limits.refused(request, lambda message: _own(request, link, message=message), at=at):
        return over
    person, by = link.representative, Actor.requester("own")
    if "norm" in request.POST:
        return _read_norm(request, link, by)
    if "line" in request.POST:
        lines = file_page.lines_of(person, link.year, local_date(at))
        objection = DutyObjectionForm(request.POST, lines=lines)
        if not _objected(objection, person, link.year, SaidBy.LINK, by):
            return _own(request, link, objection_form=objection, status=422)
    else:
        entry = DutyEntryForm(request.POST)
        if not _entered(entry, person, SaidBy.LINK, by):
            return _own(request, link, entry_form=entry, status=422)
    return HttpResponseRedirect(request.path, status=303)


def _read_norm(request: HttpRequest, link: DutyFileLink, by: Actor) -> HttpResponse:
    """已阅 of the edition that was shown; one that holds no more is shown anew."""
    at = timezone.now()
    norms = Norm.objects.in_force(local_date(at))
    norm = next((row for row in norms if str(row.pk) == request.POST["norm"]), None)
    if norm is None:
        return _own(request, link, message="这一版现在不施行，页面已更新。", status=409)
    try:
        reading.acknowledge(norm, [link.representative], how=Acknowledgement.How.LINK, by=by, at=at)
    except Refused as refused:
        return _own(request, link, message=refused.message, status=409)
    return HttpResponseRedirect(request.path, status=303)


def _own(request: HttpRequest, link: DutyFileLink, *, status: int = 200, **changed: object) -> HttpResponse:
    person, on = link.representative, local_date(timezone.now())
    found = progress.of_year([person.pk], link.year, until=on + timedelta(days=1))[person.pk]
    context = {
        "person": person,
        "year": link.year,
        "expires_on": link.expires_on,
        "unread": reading.unread_by([person.pk], on),
        "duties": [duty_words(duty, on) for duty in found],
        **file_page.of(person, link.year, found, on),
        **file_page.forms_of(person, link.year, found, on, request.GET.get("line", "")),
    }
    return render(request, "evaluation/own_duty_file.html", context | changed, status=status)


def _objected(form: DutyObjectionForm, person: Representative, year: int, way: SaidBy, by: Actor) -> bool:
    if not form.is_valid():
        return False
    said = form.cleaned_data
    try:
        objecting.raise_objection(person, year, said["line"], said["text"], way=way, by=by, at=timezone.now())
    except Refused as refused:
        refuse(form, refused)
        return False
    return True


def _entered(form: DutyEntryForm, person: Representative, way: SaidBy, by: Actor) -> bool:
    if not form.is_valid():
        return False
    try:
        own_entries.enter(person, Entered(**form.cleaned_data), way=way, by=by, at=timezone.now())
    except Refused as refused:
        refuse(form, refused)
        return False
    return True
