"""发不出的消息 on the desk: staff send again or write down that they have told it by telephone; auditors read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from casework.paging import NEWEST, page_of
from office.access import role_required
from office.actors import Actor
from office.background import leases
from office.models import Message, User
from office.models.notices import Channel
from office.notifications import delivery
from office.refusals import Refused
from office.roles import Role, has_role
from portal import undelivered

ON_A_PAGE = 30
HANDLED_SHOWN = timedelta(days=7)
MOST_HANDLED = 10


@require_safe
@never_cache
@role_required(Role.STAFF, Role.APPROVER, Role.AUDITOR)
def dead_letters(request: HttpRequest) -> HttpResponse:
    """Newest first, by channel; below what was told by telephone in the last days."""
    channel = request.GET.get("channel", "")
    channel = channel if channel in Channel.values else ""
    page = page_of(undelivered.dead(channel), NEWEST, request.GET.get("cursor", ""), size=ON_A_PAGE)
    counts = undelivered.counts()
    called = undelivered.handled(timezone.now() - HANDLED_SHOWN)[:MOST_HANDLED]
    context = {
        "rows": undelivered.rows_of(page.rows),
        "told": undelivered.rows_of(called),
        "tabs": _tabs(channel, counts),
        "tries": leases.TRIES,
        "hours": leases.TRIED_FOR // timedelta(hours=1),
        "refusals": delivery.PATIENCE,
        "may_act": has_role(request.user, Role.STAFF, Role.APPROVER),
        "previous_url": f"?channel={channel}&cursor={page.previous}" if page.previous else "",
        "next_url": f"?channel={channel}&cursor={page.following}" if page.following else "",
    }
    return render(request, "portal/desk_dead_letters.html", context)


@require_POST
@role_required(Role.STAFF, Role.APPROVER)
def act(request: HttpRequest, action: str) -> HttpResponse:
    """Send the chosen ones again, or note that they were told; what somebody else has done meanwhile is said."""
    if action not in ACTIONS:
        raise Http404
    verb, done = ACTIONS[action]
    by, at = Actor.of(cast(User, request.user)), timezone.now()
    refused, carried_out = [], 0
    for message in _chosen(request):
        try:
            verb(message, by, at)
            carried_out += 1
        except Refused as refusal:
            refused.append(refusal.message)
    if carried_out:
        messages.success(request, done.format(carried_out))
    for words in dict.fromkeys(refused):
        messages.warning(request, words)
    if not carried_out and not refused:
        messages.warning(request, "请先选择要处理的消息")
    return HttpResponseRedirect(reverse("portal:dead_letters"), status=303)


def _chosen(request: HttpRequest) -> list[Message]:
    keys = [pk for pk in request.POST.getlist("id") if pk.isascii() and pk.isdigit() and len(pk) < 19]
    return list(Message.objects.filter(pk__in=keys[: ON_A_PAGE * 2]).order_by("pk"))


def _send_again(message: Message, by: Actor, at: datetime) -> None:
    delivery.revive(message, by=by, at=at)


def _record_told_by_telephone(message: Message, by: Actor, at: datetime) -> None:
    delivery.tell_by_telephone(message, by=by, at=at)


ACTIONS: dict[str, tuple[Callable[[Message, Actor, datetime], None], str]] = {
    "again": (_send_again, "{} 条消息将在一分钟内再发一次"),
    "told": (_record_told_by_telephone, "已记录 {} 条由您电话告知"),
}


def _tabs(current: str, counts: dict[str, int]) -> list[dict[str, object]]:
    tabs = [("", "全部", sum(counts.values()))]
    tabs += [(channel.value, channel.label, counts[channel]) for channel in Channel if channel in counts]
    return [
        {"url": f"?channel={key}", "label": label, "count": count, "current": key == current}
        for key, label, count in tabs
    ]
