"""What somebody without an account reads and says behind the private link: the own duty file and score of a year."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from evaluation.duties import file_page, links, progress
from evaluation.duties.forms import DutyEntryForm, ObjectionForm
from evaluation.duties.on_behalf import LINK
from evaluation.models import Evaluation
from evaluation.views import score_pages
from evaluation.views.duties import duty_words
from evaluation.views.duty_files import entered, objected
from evaluation.views.score_objections import objected as objected_to_score
from evaluation.views.score_queries import standing
from evaluation.yearly import objecting
from fieldwork.models import Acknowledgement, Norm
from fieldwork.norms import reading
from fieldwork.own_links import OwnLink, opened_by, pages_of
from groups.models import Representative
from office import form_limits, terminals
from office.actors import Actor
from office.calendar import local_date
from office.refusals import Refused


@login_not_required
@terminals.opens_elsewhere
@require_http_methods(["GET", "HEAD", "POST"])
def own_duty_file(request: HttpRequest, token: str) -> HttpResponse:
    """The person's own year behind the private link: read, objected to line by line, added to."""
    at = timezone.now()
    link = opened_by(token, local_date(at))
    if link is None:
        return render(request, "evaluation/duty_file_over.html", {"days": links.OPENS_FOR.days}, status=404)
    if request.method != "POST":
        return _own(request, link)
    if over := form_limits.refused(request, lambda message: _own(request, link, message=message), at=at):
        return over
    person, by = link.representative, Actor.requester("own")
    if "norm" in request.POST:
        return _read_norm(request, link, by)
    if "score-line" in request.POST:
        return _object_to_score(request, link, by)
    if "line" in request.POST:
        lines = file_page.lines_of(person, link.year, local_date(at))
        objection = ObjectionForm(request.POST, lines=lines)
        if not objected(objection, person, link.year, LINK, by):
            return _own(request, link, objection_form=objection, status=422)
    else:
        entry = DutyEntryForm(request.POST)
        if not entered(entry, person, LINK, by):
            return _own(request, link, entry_form=entry, status=422)
    return HttpResponseRedirect(request.path, status=303)


def _read_norm(request: HttpRequest, link: OwnLink, by: Actor) -> HttpResponse:
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


def _own(request: HttpRequest, link: OwnLink, *, status: int = 200, **changed: object) -> HttpResponse:
    person, on = link.representative, local_date(timezone.now())
    found = progress.of_year([person.pk], link.year, until=on + timedelta(days=1))[person.pk]
    context = {
        "person": person,
        "year": link.year,
        "expires_on": link.expires_on,
        "own_pages": pages_of(link, on),
        "to_read": reading.unread_by([person.pk], on),
        "duties": [duty_words(duty, on) for duty in found],
        **file_page.of(person, link.year, found, on),
        **file_page.forms_of(person, link.year, found, on, request.GET.get("line", "")),
        **_score(person, link.year, on),
    }
    return render(request, "evaluation/own_duty_file.html", context | changed, status=status)


def _object_to_score(request: HttpRequest, link: OwnLink, by: Actor) -> HttpResponse:
    row = standing(link.representative, link.year).filter(status=Evaluation.Status.SHOWN).first()
    if row is None:
        return _own(request, link, message="现在不在核对期，不能对得分提出异议。", status=409)
    form = score_pages.objection_form(score_pages.of_evaluation(row), request.POST, prefix="score")
    if not objected_to_score(form, row, LINK, by):
        return _own(request, link, score_form=form, status=422)
    return HttpResponseRedirect(request.path, status=303)


def _score(person: Representative, year: int, on: date) -> dict[str, Any]:
    """The result as the person may see it, until it is shown the preview; the form while it may be objected to."""
    row = score_pages.readable(standing(person, year), is_own=True, is_wide=False)
    try:
        shown = score_pages.of_evaluation(row) if row else score_pages.of_preview(person, year, on)
    except Refused:
        return {}
    may_object = row is not None and objecting.is_open(row, on)
    return {
        "score": shown,
        "score_row": row,
        "score_form": score_pages.objection_form(shown, prefix="score") if may_object else None,
        "score_objections": score_pages.objections_of(person, year) if row else [],
    }
