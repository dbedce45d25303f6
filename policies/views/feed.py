"""Policies as they come out, as a feed."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from office.feeds import FEED_SIZE, FeedEntry, feed_of
from policies.models import PolicyVersion


@require_safe
@login_not_required
def feed(request: HttpRequest) -> HttpResponse:
    """The versions that were published last; a new version of a policy is an entry of its own."""
    rows = PolicyVersion.objects.published().select_related("policy").order_by("-released_at", "-pk")
    return feed_of(
        map(_entry, rows[:FEED_SIZE]),
        title="惠企政策",
        page=reverse("policies:policy_list"),
        feed=reverse("policies:policy_feed"),
        text="新发布和更新的惠企政策，一句话说清好处。",
    )


def _entry(row: PolicyVersion) -> FeedEntry:
    return FeedEntry(
        title=row.title,
        path=reverse("policies:policy_detail", args=[row.policy.slug]),
        mark=str(row.number),
        text=row.benefit,
        since=row.released_at,
        changed_at=row.released_at,
    )
