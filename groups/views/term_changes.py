"""换届 at the desk: prepared by staff, the list with its counts, confirmed by an approver."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groups import namesakes
from groups.models import Representative, TermChange
from groups.term_changes import changing
from groups.term_changes.forms import ChangeForm, SuccessorForm
from groups.term_changes.parts import Leaving
from groups.views.carrying_out import carried_out
from office.access import role_required
from office.actors import Actor
from office.models import User
from office.refusals import Refused
from office.roles import Role, roles_of

WRITERS = (Role.STAFF, Role.APPROVER)
READERS = (*WRITERS, Role.AUDITOR)
# So many of a part are named on the page; the rest is counted.
NAMED = 30


@role_required(*READERS)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def term_changes(request: HttpRequest) -> HttpResponse:
    """All of them; staff prepare one."""
    user, at = cast(User, request.user), timezone.now()
    may = bool(roles_of(user) & set(WRITERS))
    form = ChangeForm(request.POST or None)
    if request.method == "POST" and may:
        made: list[TermChange] = []

        def prepare() -> None:
            said = form.cleaned_data
            made.append(
                changing.prepare(
                    said["old_term"],
                    said["new_term"],
                    on=said["changes_on"],
                    document=said["document"],
                    by=Actor.of(user),
                    at=at,
                )
            )

        if carried_out(form, prepare, across=lambda values: changing.faults_of(dict(values))):
            messages.success(request, "已拟定。请核对清单和接任代表，再请另一人确认")
            return _to(made[0])
    context = {"rows": TermChange.objects.for_list(), "form": form if may else None}
    return render(request, "groups/term_changes.html", context, status=422 if form.errors else 200)


@role_required(*READERS)
@require_safe
@never_cache
def term_change(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _change(pk), timezone.now())


@role_required(*WRITERS)
@require_POST
@never_cache
def term_change_successor(request: HttpRequest, pk: int) -> HttpResponse:
    change, at = _change(pk), timezone.now()
    leaving = changing.leaving_of(change)
    form = SuccessorForm(request.POST, people=_staying(leaving), leaving=_leaving(leaving), on=leaving.on)
    if not form.is_valid():
        return _page(request, change, at, wrong=form, status=422)
    said, by = form.cleaned_data, Actor.of(cast(User, request.user))
    return _take(
        request,
        change,
        lambda: changing.name_successor(change, said["representative"], said["successor"], by=by, at=at),
        "已保存接任代表",
        at,
    )


@role_required(*WRITERS)
@require_POST
@never_cache
def term_change_drop(request: HttpRequest, pk: int) -> HttpResponse:
    change, at = _change(pk), timezone.now()
    by = Actor.of(cast(User, request.user))
    return _take(request, change, lambda: changing.drop(change, by=by, at=at), "已取消，什么都没有变", at)


@role_required(*WRITERS)
@require_POST
@never_cache
def term_change_restore(request: HttpRequest, pk: int) -> HttpResponse:
    change, at = _change(pk), timezone.now()
    by = Actor.of(cast(User, request.user))
    return _take(
        request, change, lambda: changing.restore(change, by=by, at=at), "已恢复，请重新核对清单", at
    )


@role_required(Role.APPROVER)
@require_POST
@never_cache
def term_change_carry_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything at once, for the list that was read."""
    change, at, seen = _change(pk), timezone.now(), request.POST.get("seen", "")
    by = Actor.of(cast(User, request.user))
    return _take(request, change, lambda: changing.carry_out(change, seen, by=by, at=at), "换届已执行", at)


def _take(
    request: HttpRequest, change: TermChange, verb: Callable[[], object], said: str, at: datetime
) -> HttpResponse:
    try:
        verb()
    except Refused as refused:
        return _page(request, _change(change.pk), at, refused=refused, status=409)
    messages.success(request, said)
    return _to(change)


def _page(
    request: HttpRequest,
    change: TermChange,
    at: datetime,
    *,
    refused: Refused | None = None,
    wrong: SuccessorForm | None = None,
    status: int = 200,
) -> HttpResponse:
    user = cast(User, request.user)
    roles = roles_of(user)
    context: dict[str, Any] = {
        "change": change,
        "refused": refused,
        "named": NAMED,
        "may_write": change.is_open and bool(roles & set(WRITERS)),
        "may_restore": change.dropped_at is not None and bool(roles & set(WRITERS)),
        "may_confirm": change.is_open
        and Role.APPROVER in roles
        and user.pk not in changing.writers_of(change),
        "is_early": change.changes_on > timezone.localdate(at),
    }
    if change.is_open:
        context |= _list(change, at, wrong)
    return render(request, "groups/term_change.html", context, status=status)


def _list(change: TermChange, at: datetime, wrong: SuccessorForm | None) -> dict[str, Any]:
    leaving = changing.leaving_of(change)
    rows = changing.listed(leaving, at)
    held, people = changing.holders(leaving, at), list(_staying(leaving))
    holders = _leaving(leaving).filter(pk__in=held).by_name()
    named = namesakes.labels(people, leaving.on)
    return {
        "rows": rows,
        "seen": changing.digest(change, rows),
        "leaving": len(leaving.people),
        "stays": changing.stays_of(change),
        "people": [(person.pk, named[person.pk]) for person in people],
        "holders": [(person, held[person.pk], leaving.successors.get(person.pk)) for person in holders],
        "wrong": wrong,
    }


def _staying(leaving: Leaving) -> Any:
    return Representative.objects.in_office(leaving.on).exclude(pk__in=leaving.people).by_name()


def _leaving(leaving: Leaving) -> Any:
    return Representative.objects.filter(pk__in=leaving.people)


def _change(pk: int) -> TermChange:
    return get_object_or_404(TermChange.objects.for_list().select_related("dropped_by"), pk=pk)


def _to(change: TermChange) -> HttpResponse:
    return HttpResponseRedirect(reverse("groups:term_change", args=[change.pk]), status=303)
