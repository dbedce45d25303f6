"""Planning an activity: a new one, its changes, whom it calls, what each answered, and its simple steps."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from casework.forms.steps import form_for
from fieldwork.activities import parties, planning
from fieldwork.activities.forms import DecideForm, ReplyForm
from fieldwork.activities.messages import url_of
from fieldwork.activities.plan_forms import InviteForm, PlanForm, TimesForm
from fieldwork.activities.planning import Plan
from fieldwork.activities.steps.plan import ChangeInputs, InviteInputs, UninviteInputs
from fieldwork.activities.steps.replies import DecideInputs, ReplyInputs
from fieldwork.activities.steps.table import STEPS
from fieldwork.models import Invitation
from fieldwork.views.activities import OWN_PAGES, page_of
from fieldwork.views.activity_opening import READERS, Opened, open_for
from groups.models import Representative
from office.access import role_required
from office.actors import Actor
from office.form_fields import LineField, refuse
from office.models import User
from office.refusals import Refused
from office.roles import Role
from office.sent_once import sent_once

PROPOSERS = (Role.LIAISON, Role.REPRESENTATIVE, Role.STAFF, Role.APPROVER)


@role_required(*PROPOSERS)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sent_once
def activity_new(request: HttpRequest) -> HttpResponse:
    user, at, on = cast(User, request.user), timezone.now(), timezone.localdate()
    if not parties.may_propose(user, on):
        raise Http404
    form = PlanForm(_sent(request), user=user, on=on)
    if request.method == "POST" and form.is_valid():
        try:
            made = planning.propose(form.plan, form.groups, form.called, by=Actor.of(user), at=at)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, f"已提出，编号 {made.number}。代表工作机构确定后发出邀请")
            return HttpResponseRedirect(url_of(made), status=303)
    return render(request, "fieldwork/activity_new.html", {"form": form}, status=422 if form.errors else 200)


@role_required(*READERS)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def activity_change(request: HttpRequest, token: str) -> HttpResponse:
    opened = open_for(request, token, "change")
    if opened.activity.begins_at is None:
        raise Http404
    plan = Plan.of(opened.activity)
    form = TimesForm(_sent(request), initial=plan.__dict__)
    form.fields["reason"] = LineField(
        label="变更原因",
        max_length=200,
        help_text="会告诉受邀的代表和单位",
        error_messages={"required": "请写明变更原因", "max_length": "变更原因超过 200 字，请删减"},
    )
    if request.method == "POST" and form.is_valid():
        given = ChangeInputs(plan=form.plan, reason=form.cleaned_data["reason"])
        if done := _taken(opened, "change", given, form, "已修改，并告诉受邀的人"):
            return done
    return _form(opened, form, "修改安排", "保存修改")


@role_required(*READERS)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def activity_invite(request: HttpRequest, token: str) -> HttpResponse:
    opened = open_for(request, token, "invite")
    groups = [row.group for row in opened.file.groups]
    called = list(opened.file.called)
    form = InviteForm(_sent(request), activity=opened.activity, groups=groups, called=called, on=opened.on)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        given = InviteInputs(
            people=form.chosen, departments=tuple(said["departments"]), enterprises=tuple(said["enterprises"])
        )
        if done := _taken(opened, "invite", given, form, "已增加邀请"):
            return done
    return _form(opened, form, "增加邀请", "邀请")


@role_required(*READERS)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def activity_step(request: HttpRequest, token: str, step: str) -> HttpResponse:
    """A step whose form is its own inputs: confirmed, cancelled, held, reported, the wish to join."""
    if step not in STEPS or not STEPS[step].is_button or step in OWN_PAGES:
        raise Http404
    found, opened = STEPS[step], open_for(request, token, step)
    form = form_for(
        found, opened.activity, on=opened.on, data=request.POST if request.method == "POST" else None
    )
    if request.method == "POST" and form.is_valid():
        given = form.inputs(by=opened.by, at=opened.at)
        if done := _taken(opened, step, given, form, f"已办理：{found.past}"):
            return done
    return _form(opened, form, found.label, found.label, found.confirm)


@role_required(*READERS)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def activity_reply(request: HttpRequest, token: str, code: str) -> HttpResponse:
    """By the representative on a phone, or by a host for a representative."""
    opened = open_for(request, token, "reply")
    person = get_object_or_404(Representative, code=code, pk__in=list(opened.file.called))
    if not opened.is_host and person != opened.own:
        raise Http404
    form = ReplyForm(_sent(request))
    if request.method == "POST" and form.is_valid():
        given = ReplyInputs(representative=person, **form.cleaned_data)
        if done := _taken(opened, "reply", given, form, "已回复"):
            return done
    return _form(opened, form, f"{person.name}代表能否参加", "提交回复")


@role_required(*READERS)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def activity_decide(request: HttpRequest, token: str, pk: int) -> HttpResponse:
    """A leave, or somebody's wish to join."""
    opened = open_for(request, token, "decide_leave")
    row = get_object_or_404(Invitation, pk=pk, activity=opened.activity, state__in=["asked", "leave_asked"])
    is_leave = row.state == "leave_asked"
    form = DecideForm(_sent(request), is_leave=is_leave)
    if request.method == "POST" and form.is_valid():
        given = DecideInputs(invitation=row, **form.cleaned_data)
        name = "decide_leave" if is_leave else "decide_joining"
        if done := _taken(opened, name, given, form, "已答复"):
            return done
    asked = f"请假（{row.get_leave_kind_display()}）" if is_leave else "申请参加"
    note = f"本人说明：{row.words}" if row.words else ""
    return _form(opened, form, f"{row}代表{asked}", "答复", note)


@role_required(*READERS)
@require_POST
@never_cache
def activity_uninvite(request: HttpRequest, token: str, pk: int) -> HttpResponse:
    opened = open_for(request, token, "uninvite")
    row = get_object_or_404(Invitation.objects.called(), pk=pk, activity=opened.activity)
    reason = " ".join(request.POST.get("reason", "").replace("\x00", "").split())[:100] or "名单调整"
    try:
        opened.take("uninvite", UninviteInputs(invitation=row, reason=reason))
    except Refused as refused:
        return page_of(opened, status=409, refused=refused)
    messages.success(request, f"已撤回{row}的邀请")
    return opened.back()


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _taken(opened: Opened, name: str, given: Any, form: Any, said: str) -> HttpResponse | None:
    """Back to the activity; None where it was refused, with the reason beside its field."""
    try:
        opened.take(name, given)
    except Refused as refused:
        refuse(form, refused)
        return None
    messages.success(opened.request, said)
    return opened.back()


def _form(opened: Opened, form: Any, title: str, verb: str, note: str = "") -> HttpResponse:
    context = {
        "opened": opened,
        "activity": opened.activity,
        "form": form,
        "title": title,
        "verb": verb,
        "note": note,
    }
    return render(opened.request, "fieldwork/activity_form.html", context, status=422 if form.errors else 200)
