"""Norms of conduct: in public what holds, on the desk who has read it, how it is written and published."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fieldwork.models import Norm
from fieldwork.norms import editing, reading
from fieldwork.norms.editing import NORMS
from fieldwork.norms.forms import HandBackForm, NewNormForm, NormForm, SheetForm
from fieldwork.norms.paragraphs import paragraphs_of
from fieldwork.views.of_groups import sent
from groups.models import Representative
from office import publishing
from office.access import role_required
from office.actors import Actor
from office.form_fields import refuse
from office.models import User
from office.publishing import changes, possible
from office.refusals import Refused
from office.roles import Role, has_role
from office.sent_once import sent_once
from stations.scopes import Scopes

READERS = (Role.STAFF, Role.APPROVER, Role.AUDITOR, Role.LIAISON, Role.REPRESENTATIVE)
WRITERS = (Role.STAFF, Role.APPROVER)
PUT_OFF = "norms_put_off"
OVER = "没有待审签的一版，可能刚才已经办过，页面已更新。"
SHOWN = 40


@login_not_required
@require_safe
def norm_list(request: HttpRequest) -> HttpResponse:
    on = timezone.localdate()
    rows = Norm.objects.public().filter(effective_on__gt=on).select_related("group").latest_first()
    context = {"norms": Norm.objects.in_force(on), "coming": rows}
    return render(request, "fieldwork/norm_list.html", context)


@login_not_required
@require_safe
def norm_detail(request: HttpRequest, code: str, edition: int | None = None) -> HttpResponse:
    """What holds today, or the first edition that will, or the one asked for; with what each edition changed."""
    on = timezone.localdate()
    editions = list(Norm.objects.public().filter(code=code).select_related("group").order_by("-edition"))
    begun = [norm for norm in editions if norm.effective_on <= on]
    holds = max(begun, key=lambda row: (row.effective_on, row.edition), default=None) or _first(editions)
    norm = next((row for row in editions if row.edition == edition), None) if edition else holds
    if norm is None or holds is None:
        raise Http404
    context = {
        "norm": norm,
        "holds": holds,
        "paragraphs": paragraphs_of(norm.body),
        "tally": reading.tally_of(norm, on),
        "history": [(row, changes(NORMS, row)) for row in editions],
    }
    return render(request, "fieldwork/norm_detail.html", context)


@role_required(*READERS)
@require_safe
@never_cache
def desk_norms(request: HttpRequest) -> HttpResponse:
    user, on = cast(User, request.user), timezone.localdate()
    context = {
        "norms": [(norm, reading.tally_of(norm, on)) for norm in Norm.objects.in_force(on)],
        "coming": Norm.objects.public().filter(effective_on__gt=on).latest_first(),
        "open": Norm.objects.open().latest_first() if has_role(user, *WRITERS, Role.AUDITOR) else [],
        "to_read": reading.unread_by(_people(user), on),
        "writes": has_role(user, *WRITERS),
    }
    return render(request, "fieldwork/desk_norms.html", context)


@role_required(*READERS)
@require_safe
@never_cache
def desk_norm(request: HttpRequest, code: str) -> HttpResponse:
    return _norm_page(request, code, HandBackForm())


def _norm_page(
    request: HttpRequest, code: str, hand_back: HandBackForm, *, status: int = 200
) -> HttpResponse:
    user, on = cast(User, request.user), timezone.localdate()
    holds = next((norm for norm in Norm.objects.in_force(on) if norm.code == code), None)
    inside = has_role(user, *WRITERS, Role.AUDITOR)
    rows = Norm.objects.filter(code=code).select_related("group", "written_by", "approved_by")
    editions = list(rows.order_by("-edition") if inside else rows.public().order_by("-edition"))
    if not editions:
        raise Http404
    open_edition = next((row for row in editions if row.published_at is None), None)
    waiting = list(reading.not_yet(holds, on)) if holds else []
    may = {"submit", "hand_back", "publish"} if has_role(user, Role.APPROVER) else {"submit"}
    context: dict[str, Any] = {
        "norm": holds or editions[0],
        "holds": holds,
        "open": open_edition,
        "editions": editions,
        "changes": changes(NORMS, open_edition) if open_edition else [],
        "acts": possible(NORMS, [open_edition], user, may if has_role(user, *WRITERS) else set()),
        "hand_back": hand_back,
        "tally": reading.tally_of(holds, on) if holds else None,
        "waiting": waiting[:SHOWN],
        "more_waiting": max(0, len(waiting) - SHOWN),
        "reads": any(person.pk in _people(user) for person in waiting),
        "writes": has_role(user, *WRITERS),
        "records_sheets": has_role(user, *WRITERS, Role.LIAISON) and bool(waiting),
    }
    return render(request, "fieldwork/desk_norm.html", context, status=status)


@role_required(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def desk_norm_new(request: HttpRequest) -> HttpResponse:
    form = NewNormForm(sent(request), edition=1)
    if request.method == "POST" and form.is_valid():
        try:
            norm = editing.begin(
                form.cleaned_data["code"], form.text, by=Actor.of(_user(request)), at=timezone.now()
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, "已保存草稿")
            return HttpResponseRedirect(_page(norm.code), status=303)
    return _form(request, form, "新写一份履职规范", reverse("fieldwork:desk_norms"))


@role_required(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def desk_norm_edit(request: HttpRequest, code: str) -> HttpResponse:
    last = Norm.objects.filter(code=code).select_related("group").order_by("-edition").first()
    if last is None:
        raise Http404
    edition = last.edition if last.state in (Norm.State.DRAFT, Norm.State.SUBMITTED) else last.edition + 1
    initial = NormForm.initial_of(last) | ({} if edition == last.edition else {"note": ""})
    form = NormForm(sent(request), edition=edition, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            editing.revise(code, form.text, by=Actor.of(_user(request)), at=timezone.now())
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, "已保存草稿")
            return HttpResponseRedirect(_page(code), status=303)
    return _form(request, form, f"{last.title}：第 {edition} 版", _page(code))


@role_required(*WRITERS)
@require_POST
def desk_norm_act(request: HttpRequest, code: str, act: str) -> HttpResponse:
    """送审签, 退回, 审签并公布: the last asks once, with its difference."""
    user = _user(request)
    norm = Norm.objects.open().filter(code=code).first()
    if norm is None:
        if act not in NORMS.acts or not Norm.objects.filter(code=code).exists():
            raise Http404
        messages.info(request, OVER)
        return HttpResponseRedirect(_page(code), status=303)
    if question := publishing.question(request, NORMS, act, norm, user, back=_page(code)):
        return question
    form = HandBackForm(request.POST)
    if act == "hand_back" and not form.is_valid():
        return _norm_page(request, code, form, status=422)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    verbs = {"submit": editing.submit, "hand_back": editing.hand_back, "publish": editing.publish}
    try:
        verbs[act](norm, reason, by=Actor.of(user), at=timezone.now())
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, NORMS.acts[act].done)
    return HttpResponseRedirect(_page(code), status=303)


@role_required(Role.REPRESENTATIVE)
@require_POST
def desk_norm_read(request: HttpRequest, code: str) -> HttpResponse:
    """已阅 by the person's own account, of the edition that was shown."""
    user, at = _user(request), timezone.now()
    norm = get_object_or_404(Norm.objects.public().filter(code=code), edition=_number(request))
    people = Representative.objects.filter(pk__in=_people(user))
    try:
        reading.acknowledge(norm, people, how=reading.How.ACCOUNT, by=Actor.of(user), at=at)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, "已记为已阅")
    return HttpResponseRedirect(_page(code), status=303)


@role_required(Role.REPRESENTATIVE)
@require_POST
def desk_norms_put_off(request: HttpRequest) -> HttpResponse:
    """以后再看: the home asks again at the next login."""
    request.session[PUT_OFF] = True
    return HttpResponseRedirect("/desk/", status=303)


@role_required(*WRITERS, Role.LIAISON)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sent_once
def desk_norm_sheet(request: HttpRequest, code: str) -> HttpResponse:
    """Who signed the sheet: entered by staff, or by a liaison for the own group."""
    user, on = _user(request), timezone.localdate()
    norm = next((row for row in Norm.objects.in_force(on) if row.code == code), None)
    if norm is None:
        raise Http404
    people = reading.not_yet(norm, on)
    if not has_role(user, *WRITERS):
        groups = frozenset[int]().union(*(scope.groups for scope in Scopes.of(user, on).all))
        people = people.filter(
            professional_memberships__group__in=groups, professional_memberships__until__isnull=True
        )
    form = SheetForm(sent(request), people=people, today=on)
    if request.method == "POST" and form.is_valid():
        chosen, at = form.cleaned_data["people"], timezone.now()
        try:
            count = reading.acknowledge(norm, chosen, how=reading.How.SHEET, by=Actor.of(user), at=at)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, f"已登记 {count} 人")
            return HttpResponseRedirect(_page(code), status=303)
    return _form(request, form, f"{norm.title}：登记签名单", _page(code), verb="登记")


def _form(request: HttpRequest, form: Any, title: str, back: str, *, verb: str = "保存草稿") -> HttpResponse:
    context = {"form": form, "title": title, "verb": verb, "back": back}
    status = 422 if form.errors else 200
    return render(request, "fieldwork/group_form.html", context, status=status)


def _first(editions: list[Norm]) -> Norm | None:
    return min(editions, key=lambda row: (row.effective_on, row.edition), default=None)


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)


def _people(user: User) -> frozenset[int]:
    """Of the own account alone: nobody reads for an absent colleague."""
    return Scopes.of(user, timezone.localdate()).own.representatives


def _page(code: str) -> str:
    return reverse("fieldwork:desk_norm", args=[code])


def _number(request: HttpRequest) -> int:
    typed = request.POST.get("edition", "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 5 else 0
