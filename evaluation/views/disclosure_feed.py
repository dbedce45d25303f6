"""The published months as a feed."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from evaluation.models import Disclosure
from office.feeds import FEED_SIZE, FeedEntry, feed_of


@require_safe
@login_not_required
def feed(request: HttpRequest) -> HttpResponse:
    """The latest editions, each an entry of its own: a correction is news."""
    rows = Disclosure.objects.published().select_related("station").order_by("-published_at", "-pk")
    return feed_of(
        map(_entry, rows[:FEED_SIZE]),
        title="履职公示",
        page=reverse("evaluation:disclosures"),
        feed=reverse("evaluation:disclosure_feed"),
        text="各服务站每月的履职公示，经代表核对、另一人审签。",
    )


def _entry(row: Disclosure) -> FeedEntry:
    edition = f"（第 {row.edition} 版）" if row.edition > 1 else ""
    sums = row.figures["sums"]
    month = reverse("evaluation:disclosure", args=[row.year, row.month])
    return FeedEntry(
        title=f"{row.year} 年 {row.month} 月　{row.station.name}{edition}",
        path=f"{month}?station={row.station.code}",
        mark=str(row.edition),
        text=f"收到 {sums['received']} 件，已办结 {sums['settled']} 件。",
        since=row.published_at,
        changed_at=row.published_at,
    )
