"""建议评审: what waits for one's own marks; for the office, who assesses and what has to be drawn."""

from __future__ import annotations

import secrets
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from evaluation.models import Assessment, Assessor
from evaluation.models.assessments import CRITERIA, MOST
from evaluation.yearly import assessing
from groups import year_records
from groups.models import Representative
from groups.year_records import AnsweredSuggestion
from office.access import role_required
from office.actors import Actor
from office.models import User
from office.refusals import Refused
from office.roles import Role, roles_of

ASSESSORS = (Role.REPRESENTATIVE, Role.LIAISON, Role.STAFF, Role.APPROVER)
READERS = (*ASSESSORS, Role.AUDITOR)


@role_required(*READERS)
@require_safe
@never_cache
def assessments(request: HttpRequest) -> HttpResponse:
    return _page(request)


@role_required(Role.STAFF)
@require_POST
@never_cache
def list_assessor(request: HttpRequest) -> HttpResponse:
    at, asked = timezone.now(), request.POST.get("user", "")
    user = next((each for each in assessing.may_be_listed(at) if str(each.pk) == asked), None)
    if user is None:
        return _page(request, refused=Refused("missing", "请选择评审人"), status=422)
    return _taken(
        request, lambda by: assessing.list_assessor(at.year, user, by=by, at=at), "已列入，由另一人批准"
    )


@role_required(Role.APPROVER)
@require_POST
@never_cache
def approve_assessor(request: HttpRequest, pk: int) -> HttpResponse:
    row, at = get_object_or_404(Assessor, pk=pk), timezone.now()
    return _taken(request, lambda by: assessing.approve_assessor(row, by=by, at=at), "已批准")


@role_required(Role.STAFF)
@require_POST
@never_cache
def draw(request: HttpRequest) -> HttpResponse:
    """For every suggestion of the year that has no two assessors yet."""
    at, seed = timezone.now(), secrets.token_hex(16)
    wanted = _undrawn(at.year)

    def take(by: Actor) -> None:
        for suggestion in wanted:
            assessing.draw(suggestion, at.year, seed=seed, by=by, at=at)

    return _taken(request, take, f"已为 {len(wanted)} 件建议抽取评审人")


@role_required(*ASSESSORS)
@require_POST
@never_cache
def act(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """评分 or 回避, by the assessor alone."""
    rows = Assessment.objects.select_related("assessor").filter(assessor__user=_person(request))
    row, at, given = get_object_or_404(rows, pk=pk), timezone.now(), request.POST
    authors = _authors_of(row)
    if action == "give":
        marks = {name: int(text) for name in CRITERIA if (text := given.get(name, "")) in _MARKS}
        return _taken(
            request,
            lambda by: assessing.give(row, marks, authors=authors, by=by, at=at),
            "评分已提交",
            row=row,
        )
    if action == "withdraw":
        reason = given.get("reason", "")
        return _taken(
            request,
            lambda by: assessing.withdraw(row, reason, authors=authors, by=by, at=at),
            "已回避",
            row=row,
        )
    raise Http404


_MARKS = {str(number) for number in range(MOST + 1)}


def _taken(request: HttpRequest, verb: Any, done: str, *, row: Assessment | None = None) -> HttpResponse:
    try:
        verb(Actor.of(_person(request)))
    except Refused as refused:
        return _page(request, refused=refused, row=row, status=409)
    messages.success(request, done)
    return HttpResponseRedirect(reverse("evaluation:assessments"), status=303)


def _page(
    request: HttpRequest, *, refused: Refused | None = None, row: Assessment | None = None, status: int = 200
) -> HttpResponse:
    user, at = _person(request), timezone.now()
    roles, year = roles_of(user), timezone.localdate().year
    is_office = bool(roles & {Role.STAFF, Role.APPROVER, Role.AUDITOR})
    own = Assessment.objects.counting().filter(assessor__user=user, year=year)
    assessors = list(Assessor.objects.of_year(year).select_related("user", "listed_by", "approved_by"))
    listed = {each.user_id for each in assessors}
    context = {
        "year": year,
        "waiting": [_waiting(each, request, row) for each in own.waiting().order_by("drawn_at", "pk")],
        "given": own.given().order_by("-given_at"),
        "criteria": _criteria(),
        "is_office": is_office,
        "assessors": assessors if is_office else [],
        "fewest": assessing.FEWEST,
        "choices": [each for each in assessing.may_be_listed(at) if each.pk not in listed]
        if Role.STAFF in roles
        else [],
        "may_approve": Role.APPROVER in roles,
        "undrawn": _undrawn(year) if is_office else [],
        "may_draw": Role.STAFF in roles,
        "refused": refused,
        "user": user,
    }
    return render(request, "evaluation/desk_assessments.html", context, status=status)


def _waiting(each: Assessment, request: HttpRequest, refused_row: Assessment | None) -> dict[str, Any]:
    """With what was typed, where this one was refused."""
    typed = request.POST if refused_row is not None and refused_row.pk == each.pk else {}
    fields = [(name, label, typed.get(name, "")) for name, label in _criteria()]
    return {"row": each, "fields": fields, "reason": typed.get("reason", "")}


def _criteria() -> list[tuple[str, str]]:
    labels = {field.name: str(field.verbose_name) for field in Assessment._meta.local_concrete_fields}
    return [(name, labels[name]) for name in CRITERIA]


def _answered(year: int) -> list[AnsweredSuggestion]:
    people = list(Representative.objects.values_list("pk", flat=True))
    return year_records.answered_suggestions(people, date(year, 1, 1), date(year + 1, 1, 1))


def _undrawn(year: int) -> list[AnsweredSuggestion]:
    drawn = set(Assessment.objects.counting().filter(year=year).values_list("suggestion", flat=True))
    return [each for each in _answered(year) if each.is_lead and each.record not in drawn]


def _authors_of(row: Assessment) -> frozenset[int]:
    found = [each.authors for each in _answered(row.year) if each.record == row.suggestion]
    return frozenset[int]().union(*found)


def _person(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise Http404
    return request.user
