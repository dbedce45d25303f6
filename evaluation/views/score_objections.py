"""Objections to a score: by the person, from a signed sheet of who has no account; answered by staff."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from evaluation.duties.forms import ObjectionForm
from evaluation.duties.on_behalf import ACCOUNT, Said
from evaluation.models import Evaluation, ScoreObjection
from evaluation.views import score_pages
from evaluation.views.duty_files import SPEAKERS, is_on_behalf, said_of
from evaluation.views.score_queries import person_of, standing, year_of
from evaluation.views.scores import back, page, visible
from evaluation.yearly import objecting
from office.access import role_required
from office.actors import Actor
from office.form_fields import refuse
from office.refusals import Refused
from office.roles import Role


@role_required(*SPEAKERS)
@require_POST
@never_cache
def object_to(request: HttpRequest, code: str) -> HttpResponse:
    """By the person; by liaison or staff from a signed sheet of who has no account."""
    person = visible(request, code)
    on_behalf = is_on_behalf(request, person)
    row = standing(person, year_of(request)).filter(status=Evaluation.Status.SHOWN).first()
    if row is None:
        return page(request, person, refused=Refused("too_late", "现在不在核对期，不能提出异议"), status=409)
    shown = score_pages.of_evaluation(row)
    form = score_pages.objection_form(shown, request.POST, request.FILES, on_behalf=on_behalf)
    by = Actor.of(person_of(request))
    if not objected(form, row, None if on_behalf else ACCOUNT, by):
        return page(request, person, objection_form=form, status=422)
    messages.success(request, "异议已提交，答复后会告知本人")
    return back(person, row.year)


@role_required(Role.STAFF)
@require_POST
@never_cache
def answer_objection(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    person = visible(request, code)
    row = get_object_or_404(ScoreObjection, pk=pk, evaluation__representative=person)
    upheld = request.POST.get("upheld")
    try:
        if upheld not in ("yes", "no"):
            raise Refused("missing", "请选择异议成立或不成立")
        objecting.answer(
            row,
            request.POST.get("answer", ""),
            upheld=upheld == "yes",
            by=Actor.of(person_of(request)),
            at=timezone.now(),
        )
    except Refused as refused:
        return page(request, person, refused=refused, status=409)
    messages.success(request, "已答复异议")
    return back(person, row.evaluation.year)


def objected(form: ObjectionForm, row: Evaluation, said: Said | None, by: Actor) -> bool:
    """Whether what was typed became an objection to the line; without `said` from a signed sheet."""
    if not form.is_valid():
        return False
    typed = form.cleaned_data
    try:
        way = said_of(form, said, by)
        objecting.raise_objection(row, typed["line"], typed["text"], said=way, by=by, at=timezone.now())
    except Refused as refused:
        refuse(form, refused)
        return False
    return True
