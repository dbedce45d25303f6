"""The published months as Atom, for whoever follows them in a reader or a program."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_safe

from evaluation.models import Disclosure

FEED_SIZE = 50


@require_safe
@login_not_required
def feed(request: HttpRequest) -> HttpResponse:
    """The latest editions, each an entry of its own: a correction is news."""
    address = settings.SITE_URL.rstrip("/")
    atom = Atom1Feed(
        title="履职公示",
        link=address + reverse("evaluation:disclosures"),
        description="各服务站每月的履职公示，经代表核对、另一人审签。",
        language="zh-CN",
        feed_url=address + reverse("evaluation:disclosure_feed"),
    )
    rows = Disclosure.objects.published().select_related("station").order_by("-published_at", "-pk")
    for row in rows[:FEED_SIZE]:
        page = f"{address}{reverse('evaluation:disclosure', args=[row.year, row.month])}?station={row.station.code}"
        edition = f"（第 {row.edition} 版）" if row.edition > 1 else ""
        sums = row.figures["sums"]
        atom.add_item(
            title=f"{row.year} 年 {row.month} 月　{row.station.name}{edition}",
            link=page,
            description=f"收到 {sums['received']} 件，已办结 {sums['settled']} 件。",
            unique_id=f"{page}#{row.edition}",
            pubdate=row.published_at,
            updateddate=row.published_at,
        )
    return HttpResponse(atom.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
