"""Opening and ending a feed, and the file that a phone reads."""

from __future__ import annotations

import base64
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse

from office import calendar_files
from office.actors import Actor
from office.calendar import local_date
from office.calendar_files import CalendarEvent
from office.crypto import derive, keyed_hash
from office.events import Fact, record
from office.models import User
from office.verbs import verb
from stations.calendar_feed import entries
from stations.models import CalendarFeed

BACK, AHEAD = timedelta(days=30), timedelta(days=366)


@verb
def open_feed(user: User, *, at: datetime) -> CalendarFeed:
    """A fresh link; one that was open ends, so that whoever had it reads no more."""
    User.objects.select_for_update().get(pk=user.pk)
    _end(user, at)
    feed = CalendarFeed(user=user, opened_at=at)
    feed.token_hash = _hash(token_of(feed))
    feed.save()
    record(Fact(f"user:{user.pk}", "calendar_feed_opened"), by=Actor.of(user), at=at)
    return feed


@verb
def end_feed(user: User, *, at: datetime) -> None:
    """A repeat changes nothing."""
    if _end(user, at):
        record(Fact(f"user:{user.pk}", "calendar_feed_ended"), by=Actor.of(user), at=at)


def current(user: User) -> CalendarFeed | None:
    return CalendarFeed.objects.filter(user=user, ended_at__isnull=True).first()


def by_token(token: str) -> CalendarFeed | None:
    """An open one of somebody who may still sign in."""
    rows = CalendarFeed.objects.filter(ended_at__isnull=True, user__in=User.objects.active())
    return rows.select_related("user").filter(token_hash=_hash(token)).first()


def link_of(feed: CalendarFeed) -> str:
    return f"{settings.SITE_URL.rstrip('/')}{reverse('stations:calendar', args=[token_of(feed)])}"


def token_of(feed: CalendarFeed) -> str:
    return base64.urlsafe_b64encode(derive("calendar_feed", feed.salt)).decode().rstrip("=")


def file_of(user: User, *, at: datetime) -> str:
    """What is ahead for the person within a year, and the last month."""
    on = local_date(at)
    site = settings.SITE_URL.rstrip("/")
    events = [
        CalendarEvent(
            uid=f"{entry.uid}@station",
            sequence=entry.sequence,
            begins_at=entry.begins_at,
            ends_at=entry.ends_at,
            summary=entry.title,
            place=entry.place,
            link=f"{site}{entry.path}",
            alarm=f"明天{entry.title}",
            is_cancelled=entry.is_cancelled,
            moves_with_holidays=entry.moves_with_holidays,
        )
        for entry in entries.of(user, on - BACK, on + AHEAD)
    ]
    return calendar_files.feed(events, name="履职日程", product="feed", at=at)


def _end(user: User, at: datetime) -> int:
    return CalendarFeed.objects.filter(user=user, ended_at__isnull=True).update(ended_at=at)


def _hash(token: str) -> str:
    return keyed_hash("calendar_feed", token)
