"""Policies as they come out, as Atom."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_safe

from policies.models import PolicyVersion

FEED_SIZE = 50


@require_safe
@login_not_required
def feed(request: HttpRequest) -> HttpResponse:
    """The versions that were published last; a new version of a policy is an entry of its own."""
    address = settings.SITE_URL.rstrip("/")
    atom = Atom1Feed(
        title="惠企政策",
        link=address + reverse("policies:policy_list"),
        description="新发布和更新的惠企政策，一句话说清好处。",
        language="zh-CN",
        feed_url=address + reverse("policies:policy_feed"),
    )
    rows = PolicyVersion.objects.published().select_related("policy").order_by("-released_at", "-pk")
    for row in rows[:FEED_SIZE]:
        page = address + reverse("policies:policy_detail", args=[row.policy.slug])
        atom.add_item(
            title=row.title,
            link=page,
            description=row.benefit,
            unique_id=f"{page}#{row.number}",
            pubdate=row.released_at,
            updateddate=row.released_at,
        )
    return HttpResponse(atom.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
