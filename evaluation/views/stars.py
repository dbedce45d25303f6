"""专业履职之星 on the desk, and those that are shown for everybody."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from evaluation.duties.access import visible_people
from evaluation.forms import StarForm
from evaluation.models import Star
from evaluation.stars import choosing
from office.access import role_required
from office.actors import Actor
from office.form_fields import refuse
from office.models import User
from office.refusals import Refused
from office.roles import Role, roles_of
from office.typed import days

READERS = (Role.REPRESENTATIVE, Role.LIAISON, Role.STAFF, Role.APPROVER, Role.AUDITOR)
PROPOSERS = (Role.LIAISON, Role.STAFF)
WIDE = frozenset({Role.STAFF, Role.APPROVER, Role.AUDITOR})
DAYS_SHOWN = 90
LISTED = 48
TONES = {
    Star.Status.PROPOSED: "asked",
    Star.Status.CONSENTED: "doing",
    Star.Status.PUBLISHED: "done",
}


@login_not_required
@require_safe
def shown(request: HttpRequest) -> HttpResponse:
    """Those that are shown today, the newest first."""
    rows = Star.objects.shown(timezone.localdate()).select_related("representative", "group")
    return render(request, "evaluation/star_list.html", {"stars": rows})


@role_required(*READERS)
@require_safe
@never_cache
def stars(request: HttpRequest) -> HttpResponse:
    return _page(request)


@role_required(*PROPOSERS)
@require_POST
@never_cache
def propose(request: HttpRequest) -> HttpResponse:
    form = StarForm(request.POST, people=_candidates(request), today=timezone.localdate())
    if not form.is_valid():
        return _page(request, form=form, status=422)
    given = form.cleaned_data
    try:
        choosing.propose(
            given["representative"],
            given["year"],
            given["quarter"],
            given["reason"],
            by=Actor.of(_person(request)),
            at=timezone.now(),
        )
    except Refused as refused:
        refuse(form, refused)
        return _page(request, form=form, status=409)
    messages.success(request, "已推荐，请本人答复是否同意展示")
    return _back()


@role_required(*READERS)
@require_POST
@never_cache
def act(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """agree, decline: the person or staff for somebody without an account; publish, revoke: approver and staff."""
    row = get_object_or_404(_visible(request), pk=pk)
    if action not in _possible(row, _person(request)):
        raise Http404
    by, at, text = Actor.of(_person(request)), timezone.now(), request.POST.get("reason", "")
    try:
        if action == "publish":
            choosing.publish(row, shown_until=_day(request.POST.get("shown_until", "")), by=by, at=at)
        elif action == "revoke":
            choosing.revoke(row, text, by=by, at=at)
        else:
            choosing.answer(row, agreed=action == "agree", by=by, at=at)
    except Refused as refused:
        return _page(request, refused=refused, status=409)
    messages.success(request, "已登记")
    return _back()


def _page(
    request: HttpRequest, *, form: StarForm | None = None, refused: Refused | None = None, status: int = 200
) -> HttpResponse:
    user, on = _person(request), timezone.localdate()
    roles = roles_of(user)
    rows = _visible(request).select_related("representative", "group", "proposed_by", "approved_by")[:LISTED]
    shown = [
        {"star": row, "tone": TONES.get(Star.Status(row.status), "ended"), "acts": _possible(row, user)}
        for row in rows
    ]
    quarter = {"year": on.year, "quarter": (on.month + 2) // 3}
    context = {
        "rows": [each for each in shown if not each["star"].is_over(on)],
        "past": [each["star"] for each in shown if each["star"].is_over(on)],
        "form": (form or StarForm(people=_candidates(request), today=timezone.localdate(), initial=quarter))
        if roles & set(PROPOSERS)
        else None,
        "shown_until": on + timedelta(days=DAYS_SHOWN),
        "refused": refused,
        "typed": request.POST.get("reason", ""),
    }
    return render(request, "evaluation/desk_stars.html", context, status=status)


def _possible(row: Star, user: User) -> set[str]:
    """What the page offers this person; the verb says the rest."""
    roles, own = roles_of(user), row.representative.user_id
    found: set[str] = set()
    if row.status == Star.Status.PROPOSED and (own == user.pk or (own is None and Role.STAFF in roles)):
        found |= {"agree", "decline"}
    if row.status == Star.Status.CONSENTED and Role.APPROVER in roles:
        found.add("publish")
    living = (Star.Status.PROPOSED, Star.Status.CONSENTED, Star.Status.PUBLISHED)
    if row.status in living and roles & {Role.STAFF, Role.APPROVER}:
        found.add("revoke")
    return found


def _visible(request: HttpRequest) -> Any:
    """All to the office and the auditor; to others those of people whom they may see."""
    rows = Star.objects.select_related("representative", "group")
    if roles_of(request.user) & WIDE:
        return rows
    people = visible_people(_person(request), timezone.localdate())
    return rows.filter(representative__in=people.values("pk"))


def _candidates(request: HttpRequest) -> Any:
    on = timezone.localdate()
    return visible_people(_person(request), on).in_office(on).by_name()


def _day(text: str) -> date:
    """Raises `Refused` with the words for the page."""
    try:
        return days.day(text)
    except ValueError:
        raise Refused("missing", "请填写展示到哪一天", field="shown_until") from None


def _back() -> HttpResponse:
    return HttpResponseRedirect(reverse("evaluation:stars"), status=303)


def _person(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise Http404
    return request.user
