"""What is new of a public list, as Atom: for whoever follows it in a reader or a program."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import HttpResponse
from django.utils.feedgenerator import Atom1Feed

# Entries of one feed; whoever makes it puts the latest first.
FEED_SIZE = 50


@dataclass(frozen=True)
class FeedEntry:
    """`path` is the entry's page within the site. `mark` tells entries of one page apart and stays the same when an
    entry changes; `since` is the instant of its beginning, `changed_at` of its last change."""

    title: str
    path: str
    mark: str
    text: str
    since: datetime | None
    changed_at: datetime | None


def feed_of(entries: Iterable[FeedEntry], *, title: str, page: str, feed: str, text: str) -> HttpResponse:
    """The feed with its `text`, of the list whose path is `page`; `feed` is the feed's own path."""
    site = settings.SITE_URL.rstrip("/")
    atom = Atom1Feed(title=title, link=site + page, description=text, language="zh-CN", feed_url=site + feed)
    for entry in entries:
        address = site + entry.path
        atom.add_item(
            title=entry.title,
            link=address,
            description=entry.text,
            unique_id=f"{address}#{entry.mark}",
            pubdate=entry.since,
            updateddate=entry.changed_at,
        )
    return HttpResponse(atom.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
