"""履职得分 on the desk: the own page with every line, a group's results, objections, the way to approval."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from evaluation.accounts import entering
from evaluation.duties.access import visible_people
from evaluation.duties.forms import ObjectionForm
from evaluation.forms import YearFilter
from evaluation.models import Account, Evaluation, ScoreObjection
from evaluation.models.accounts import LEVELS
from evaluation.scores import Part
from evaluation.views import score_pages
from evaluation.views.score_queries import WIDE, person_of, rows_of, standing, year_of
from evaluation.yearly import life_cycle, objecting
from evaluation.yearly.ranking import ranked
from fieldwork.norms import reading
from fieldwork.norms.paragraphs import rule_links
from fieldwork.reach import reach_of
from groups.models import ProfessionalGroup, Representative
from office import publishing
from office.access import role_required
from office.actors import Actor
from office.refusals import Refused
from office.roles import Role, roles_of

READERS = (Role.REPRESENTATIVE, Role.LIAISON, Role.STAFF, Role.APPROVER, Role.AUDITOR)
# Who takes which act on a whole group.
ACTS_OF = {"compute": Role.STAFF, "show": Role.STAFF, "approve": Role.APPROVER}


@role_required(*READERS)
@require_safe
@never_cache
def scores(request: HttpRequest) -> HttpResponse:
    """Results within each group; a representative is led to the own page, a liaison to the members' duties."""
    roles = roles_of(request.user)
    if not roles & set(WIDE):
        own = Representative.objects.filter(user=person_of(request)).first()
        return redirect("evaluation:score_of", code=own.code) if own else redirect("evaluation:duties")
    return _group_page(request)


@role_required(*READERS)
@require_safe
@never_cache
def score_of(request: HttpRequest, code: str) -> HttpResponse:
    return page(request, visible(request, code))


@role_required(Role.STAFF, Role.APPROVER)
@require_POST
@never_cache
def act_on_group(request: HttpRequest, action: str) -> HttpResponse:
    """Compute what is missing of a year, show or approve all of a group that can be."""
    role = ACTS_OF.get(action)
    if role is None or role not in roles_of(request.user):
        raise Http404
    year, by, at = year_of(request), Actor.of(person_of(request)), timezone.now()
    try:
        if action == "compute":
            done = life_cycle.compute(year, by=by, at=at)
            messages.success(request, f"新计算 {done} 人")
        else:
            _take_each(request, action, year, by, at)
    except Refused as refused:
        return _group_page(request, refused=refused, status=409)
    group = _group(request)
    return HttpResponseRedirect(f"{reverse('evaluation:scores')}?year={year}&group={group.code}", status=303)


@role_required(Role.STAFF)
@require_POST
@never_cache
def correct(request: HttpRequest, code: str) -> HttpResponse:
    person = visible(request, code)
    row = get_object_or_404(standing(person, year_of(request)).frozen())
    try:
        life_cycle.correct(
            row, request.POST.get("text", ""), by=Actor.of(person_of(request)), at=timezone.now()
        )
    except Refused as refused:
        return page(request, person, refused=refused, status=409)
    messages.success(request, life_cycle.EVALUATIONS.acts["correct"].done)
    return back(person, row.year)


def _group_page(request: HttpRequest, *, refused: Refused | None = None, status: int = 200) -> HttpResponse:
    on, form, group = timezone.localdate(), YearFilter(request.GET or request.POST), _group(request)
    form.is_valid()
    year = form.cleaned_data.get("year") or on.year - 1
    rows = list(rows_of(year).filter(group=group))
    roles, states = roles_of(request.user), {row.status for row in rows}
    shown = Evaluation.Status.SHOWN
    context = {
        "form": form,
        "year": year,
        "group": group,
        "groups": [
            {
                "label": each.name,
                "url": f"{reverse('evaluation:scores')}?year={year}&group={each.code}",
                "current": each == group,
            }
            for each in ProfessionalGroup.objects.order_by("order", "code")
        ],
        "parts": [part.label for part in Part],
        "classes": ranked(rows),
        "refused": refused,
        "is_over": date(year, 12, 31) < on,
        "may_compute": Role.STAFF in roles and date(year, 12, 31) < on,
        "may_show": Role.STAFF in roles and Evaluation.Status.COMPUTED in states,
        "may_approve": Role.APPROVER in roles and shown in states,
        "open_objections": ScoreObjection.objects.open()
        .filter(evaluation__in=Evaluation.objects.of_year(year).filter(group=group))
        .select_related("evaluation__representative"),
    }
    return render(request, "evaluation/desk_scores.html", context, status=status)


def page(
    request: HttpRequest,
    person: Representative,
    *,
    refused: Refused | None = None,
    objection_form: ObjectionForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """One person's score of a year, with the form of an objection that was refused."""
    user, on = person_of(request), timezone.localdate()
    form = YearFilter(request.GET or request.POST)
    year = form.chosen(on)
    is_own, roles = person.user_id == user.pk, roles_of(user)
    on_behalf = person.user_id is None and reach_of(user, on).serves(person.pk)
    row = score_pages.readable(standing(person, year), is_own=is_own, is_wide=bool(roles & set(WIDE)))
    shown = score_pages.of_evaluation(row) if row else None
    problem = ""
    if shown is None and is_own:
        try:
            shown = score_pages.of_preview(person, year, on)
        except Refused as no_scheme:
            problem = no_scheme.message
    may_object = (is_own or on_behalf) and row is not None and objecting.is_open(row, on)
    norms = reading.norms_of(person, min(on, date(year, 12, 31)))
    if shown is not None:
        score_pages.link_rules(shown, rule_links(norms))
    context = {
        "person": person,
        "years": form,
        "year": year,
        "is_own": is_own,
        "row": row,
        "page": shown,
        "problem": problem,
        "objections": score_pages.objections_of(person, year) if row is not None else [],
        "may_object": may_object,
        "on_behalf": on_behalf,
        "objection_form": objection_form
        or (score_pages.objection_form(shown, on_behalf=on_behalf) if may_object and shown else None),
        "may_answer": Role.STAFF in roles,
        "may_correct": Role.STAFF in roles and row is not None and row.status == "frozen",
        "changes": publishing.changes(life_cycle.EVALUATIONS, row) if row and row.edition > 1 else [],
        "refused": refused,
        "norms": norms,
        **_account(person, year, may_write=bool(roles & {Role.STAFF, Role.LIAISON}) and not is_own),
        "typed": request.POST.get("text", ""),
        "typed_answer": request.POST.get("answer", ""),
    }
    return render(request, "evaluation/desk_score.html", context, status=status)


def _account(person: Representative, year: int, *, may_write: bool) -> dict[str, Any]:
    """述职 beside the score: to everybody who sees the page once it is checked."""
    row = Account.objects.filter(representative=person, year=year).first()
    shown = row if row is not None and row.checked_at is not None else None
    return {
        "account": shown,
        "account_lines": entering.lines_of(shown) if shown else [],
        "levels": LEVELS,
        "may_account": may_write,
    }


def _take_each(request: HttpRequest, action: str, year: int, by: Actor, at: Any) -> None:
    """What cannot be taken of somebody is said, and the others go on."""
    wanted = Evaluation.Status.COMPUTED if action == "show" else Evaluation.Status.SHOWN
    take = life_cycle.show if action == "show" else life_cycle.approve
    done, kept = 0, ""
    for row in rows_of(year).filter(group=_group(request), status=wanted):
        try:
            take(row, by=by, at=at)
            done += 1
        except Refused as refused:
            kept = kept or refused.message
    if not done:
        raise Refused("nothing", kept or "没有可以办理的结果")
    messages.success(request, f"{done} 人{'已展示' if action == 'show' else '已审签'}")
    if kept:
        messages.warning(request, f"其余没有办理：{kept}")


def _group(request: HttpRequest) -> ProfessionalGroup:
    groups = list(ProfessionalGroup.objects.order_by("order", "code"))
    asked = request.POST.get("group") or request.GET.get("group")
    found = next((each for each in groups if each.code == asked), groups[0] if groups else None)
    if found is None:
        raise Http404
    return found


def visible(request: HttpRequest, code: str) -> Representative:
    """Whose score this reader may see; a stranger's is a 404."""
    return get_object_or_404(visible_people(person_of(request), timezone.localdate()), code=code)


def back(person: Representative, year: int) -> HttpResponse:
    """To the page of the person's year."""
    address = f"{reverse('evaluation:score_of', args=[person.code])}?year={year}"
    return HttpResponseRedirect(address, status=303)
