"""履职评价办法 on the desk: what a scheme changes, its trials on past years, the way to approval."""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evaluation.forms import YearFilter
from evaluation.models import Scheme, SchemeTrial
from evaluation.views.score_queries import WIDE, person_of
from evaluation.yearly import proposing
from evaluation.yearly import schemes as trials
from groups.models import ProfessionalGroup, Representative
from office import publishing
from office.access import role_required
from office.actors import Actor
from office.refusals import Refused
from office.roles import Role, roles_of

TONES = {Scheme.Status.DRAFT: "asked", Scheme.Status.SUBMITTED: "doing", Scheme.Status.APPROVED: "done"}
ACTS_OF = {
    "submit": Role.STAFF,
    "hand_back": Role.APPROVER,
    "publish": Role.APPROVER,
    "withdraw": Role.APPROVER,
}


@role_required(*WIDE)
@require_safe
@never_cache
def schemes(request: HttpRequest) -> HttpResponse:
    """All schemes, the newest first."""
    rows = Scheme.objects.select_related("approved_by").annotate(tried=Count("trials"))
    context = {
        "rows": [{"scheme": row, "tone": TONES.get(Scheme.Status(row.status), "ended")} for row in rows],
        "may_add": Role.STAFF in roles_of(request.user),
    }
    return render(request, "evaluation/desk_schemes.html", context)


@role_required(*WIDE)
@require_safe
@never_cache
def scheme(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, get_object_or_404(Scheme, pk=pk))


@role_required(Role.STAFF, Role.APPROVER)
@require_POST
@never_cache
def try_scheme(request: HttpRequest, pk: int) -> HttpResponse:
    """A trial of the year that was asked for."""
    row, form = get_object_or_404(Scheme, pk=pk), YearFilter(request.POST)
    year = form.cleaned_data.get("year") if form.is_valid() else None
    if year is None:
        wrong = Refused("missing", "请填写试算哪一年，例如 2025", field="year")
        return _page(request, row, refused=wrong, status=422)
    try:
        trials.try_out(row, year, by=Actor.of(person_of(request)), at=timezone.now())
    except Refused as refused:
        return _page(request, row, refused=refused, status=409)
    messages.success(request, f"已按现在的参数试算 {year} 年")
    return _back(row)


@role_required(*WIDE)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def scheme_proposals(request: HttpRequest, pk: int) -> HttpResponse:
    """What a past year says of the priors and weights; staff adopt the ones that they tick, of a draft alone."""
    row, at = get_object_or_404(Scheme, pk=pk), timezone.now()
    if row.status not in trials.OPEN:
        raise Http404
    may_adopt = Role.STAFF in roles_of(request.user) and row.status == Scheme.Status.DRAFT
    refused = None
    if request.method == "POST":
        if not may_adopt:
            raise Http404
        try:
            chosen = proposing.adopt(
                row, request.POST.getlist("name"), by=Actor.of(person_of(request)), at=at
            )
        except Refused as found:
            refused = found
        else:
            messages.success(request, f"已采用 {len(chosen)} 项，请按新的参数再试算")
            return _back(row)
    on = timezone.localdate(at)
    year, until = proposing.basis_of(row, on)
    context = {
        "scheme": row,
        "year": year,
        "last": until - timedelta(days=1),
        "rows": proposing.proposals(row, on),
        "fewest": proposing.FEWEST,
        "may_adopt": may_adopt,
        "ticked": request.POST.getlist("name"),
        "refused": refused,
    }
    status = 409 if refused else 200
    return render(request, "evaluation/desk_scheme_proposals.html", context, status=status)


@role_required(Role.STAFF, Role.APPROVER)
@require_POST
@never_cache
def scheme_act(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """submit by staff; hand_back, publish, withdraw by the approver."""
    row, user = get_object_or_404(Scheme, pk=pk), person_of(request)
    if ACTS_OF.get(action) not in roles_of(user):
        raise Http404
    back = reverse("evaluation:scheme", args=[pk])
    if asked := publishing.question(request, trials.SCHEMES, action, row, user, back=back):
        return asked
    try:
        publishing.take(
            trials.SCHEMES, action, row, request.POST.get("text", ""), by=Actor.of(user), at=timezone.now()
        )
    except Refused as refused:
        return _page(request, row, refused=refused, status=409)
    messages.success(request, trials.SCHEMES.acts[action].done)
    return _back(row)


def _page(
    request: HttpRequest, row: Scheme, *, refused: Refused | None = None, status: int = 200
) -> HttpResponse:
    user = person_of(request)
    may = {name for name, role in ACTS_OF.items() if role in roles_of(user)}
    before, valid = trials.former(row), trials.valid_trial(row)
    past = list(row.trials.select_related("compared", "tried_by"))
    context = {
        "scheme": row,
        "tone": TONES.get(Scheme.Status(row.status), "ended"),
        "before": before,
        "changes": trials.difference(before, row) if before else [],
        "acts": publishing.possible(trials.SCHEMES, [row], user, may),
        "is_open": row.status in trials.OPEN,
        "may_edit": Role.STAFF in roles_of(user) and row.status == Scheme.Status.DRAFT,
        "may_try": bool(roles_of(user) & {Role.STAFF, Role.APPROVER}) and row.status in trials.OPEN,
        "year": request.POST.get("year") or timezone.localdate().year - 1,
        "trials": [_trial(each, is_valid=each == valid) for each in past],
        "refused": refused,
        "typed": request.POST.get("text", ""),
    }
    return render(request, "evaluation/desk_scheme.html", context, status=status)


def _trial(trial: SchemeTrial, *, is_valid: bool) -> dict[str, Any]:
    """`classes` are (group, class, rows) of those whose rank would be another, in the order of the new ranks."""
    rows = trials.moved(trial)
    names = dict(
        Representative.objects.filter(pk__in=[row["person"] for row in rows]).values_list("pk", "name")
    )
    groups = {each.code: (each.order, each.name) for each in ProfessionalGroup.objects.order_by("order")}
    rows.sort(key=lambda row: (groups[row["group"]], not row["is_posted"], row["rank_after"], row["person"]))
    return {
        "trial": trial,
        "is_valid": is_valid,
        "people": len(trial.rows),
        "moved": len(rows),
        "classes": [
            (
                groups[group][1],
                "进站代表" if is_posted else "其他代表",
                [row | {"name": names.get(row["person"], "")} for row in own],
            )
            for (group, is_posted), own in groupby(rows, lambda row: (row["group"], row["is_posted"]))
        ],
    }


def _back(row: Scheme) -> HttpResponse:
    return HttpResponseRedirect(reverse("evaluation:scheme", args=[row.pk]), status=303)
