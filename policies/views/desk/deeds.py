"""What is done to a policy by one press: submit, return, publish, check, withdraw."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from groups.views.carrying_out import carried_out
from office.access import role_required
from office.actors import Actor
from office.roles import Role
from policies import editing
from policies.forms import PublishForm, ReasonForm
from policies.models import Policy, PolicyVersion
from policies.views.desk.policies import back_to, detail_context, editable, visible

Verb = Callable[[Policy, forms.Form, Actor], object]


@dataclass(frozen=True)
class Deed:
    """`roles` may press it; `form` is what is asked; `done` is what the next page says."""

    roles: tuple[str, ...]
    form: type[forms.Form]
    verb: Verb
    done: str


def _opened(policy: Policy) -> PolicyVersion:
    version = policy.versions.open().select_related("policy").first()
    if version is None:
        raise Http404
    return version


def _shown(policy: Policy) -> PolicyVersion:
    version = policy.versions.published().select_related("policy").first()
    if version is None:
        raise Http404
    return version


DEEDS: dict[str, Deed] = {
    "submit": Deed(
        (Role.EDITOR, Role.STAFF),
        forms.Form,
        lambda policy, form, by: editing.submit(_opened(policy), by=by, at=timezone.now()),
        "已送核，工作人员核对后发布",
    ),
    "return": Deed(
        (Role.STAFF,),
        ReasonForm,
        lambda policy, form, by: editing.hand_back(
            _opened(policy), form.cleaned_data["reason"], by=by, at=timezone.now()
        ),
        "已退回修改",
    ),
    "publish": Deed(
        (Role.STAFF,),
        PublishForm,
        lambda policy, form, by: editing.publish(
            _opened(policy), compared=form.cleaned_data["compared"], by=by, at=timezone.now()
        ),
        "已发布，公众现在可以看到",
    ),
    "check": Deed(
        (Role.STAFF,),
        forms.Form,
        lambda policy, form, by: editing.check(_shown(policy), by=by, at=timezone.now()),
        "已记为今天复核",
    ),
    "withdraw": Deed(
        (Role.STAFF,),
        ReasonForm,
        lambda policy, form, by: editing.withdraw(
            policy, form.cleaned_data["reason"], by=by, at=timezone.now()
        ),
        "已撤下，公众不再看到",
    ),
}


@require_POST
@role_required(Role.EDITOR, Role.STAFF)
def policy_deed(request: HttpRequest, slug: str, deed: str) -> HttpResponse:
    """A refusal comes back on the page with what was typed."""
    chosen = DEEDS.get(deed)
    if chosen is None:
        raise Http404
    policy = editable(request, slug) if deed == "submit" else visible(request, slug)
    role_required(*chosen.roles)(lambda request: HttpResponse())(request)
    by = Actor.of(request.user)  # type: ignore[arg-type]
    form = chosen.form(request.POST)
    if carried_out(form, lambda: chosen.verb(policy, form, by)):
        messages.success(request, chosen.done)
        return back_to(slug)
    context = detail_context(request, policy, **{f"{deed}_form": form, "refused": _first(form)})
    return render(request, "policies/desk_policy_detail.html", context, status=409)


def _first(form: forms.Form) -> str:
    return next((str(error) for errors in form.errors.values() for error in errors), "")
