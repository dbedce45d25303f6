"""What is done to a policy by one press: submit, return, publish, check, withdraw."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from office import publishing
from office.access import role_required
from office.actors import Actor
from office.refusals import Refused
from office.roles import Role
from policies.checking import may_take, name_of
from policies.editing import POLICIES
from policies.views.desk.policies import back_to, detail_context, signed_in, visible


@require_POST
@role_required(Role.EDITOR, Role.STAFF)
def policy_action(request: HttpRequest, slug: str, action: str) -> HttpResponse:
    """A refusal comes back on the page."""
    policy, user, name = visible(request, slug), signed_in(request), name_of(action)
    if name not in may_take(user, writes=True):
        raise Http404
    is_public = name in ("check", "withdraw")
    versions = policy.versions.published() if is_public else policy.versions.open()
    version = versions.first()
    if version is None:
        raise Http404
    back = reverse("policies:desk_policy", args=[slug])
    if asked := publishing.question(request, POLICIES, name, version, user, back=back):
        return asked
    text, compared = request.POST.get("reason", ""), bool(request.POST.get("compared"))
    try:
        publishing.take(
            POLICIES, name, version, text, compared=compared, by=Actor.of(user), at=timezone.now()
        )
    except Refused as refused:
        context = detail_context(request, policy, refused=refused.message, pressed=name)
        return render(request, "policies/desk_policy_detail.html", context, status=409)
    messages.success(request, POLICIES.acts[name].done)
    return back_to(slug)
