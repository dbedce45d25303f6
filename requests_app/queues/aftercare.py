"""What waits after the end: look-backs, calls after a withdrawal, promises."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import CharField, Exists, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat

from office.models import Event
from requests_app.conflicts import LOOKS_BACK, NO_PART
from requests_app.models.clocks import ClockKind
from requests_app.queues.holders import Moment, of_staff, served
from requests_app.standing import Posts

PROMISE_DAYS = 7


def promise(posts: Posts, now: Moment) -> Q | None:
    mine = served(posts)
    soon = Q(kind=ClockKind.PROMISE, due_on__lte=now.on + timedelta(days=PROMISE_DAYS))
    return None if mine is None else mine & soon & Q(case__status="closed")


def look_back(posts: Posts, now: Moment) -> Q | None:
    return _second_person(posts, ClockKind.LOOK_BACK)


def call_back(posts: Posts, now: Moment) -> Q | None:
    return _second_person(posts, ClockKind.CALL_BACK)


def follow(posts: Posts, now: Moment) -> Q | None:
    return of_staff(posts, ClockKind.FOLLOW)


def _second_person(posts: Posts, kind: str) -> Q | None:
    """Staff or liaison, but not whoever took part (docs/domain.md § 1, 回避)."""
    held = Q() if posts.is_staff else served(posts)
    if held is None:
        return None
    subject = Concat(Value("case:"), Cast(OuterRef("case_id"), CharField()), output_field=CharField())
    mine = Event.objects.filter(
        Q(by_user_id=posts.user_id) | Q(on_behalf_of_id=posts.user_id), subject=subject
    )
    return held & Q(kind=kind) & ~Q(Exists(mine.exclude(action__in=NO_PART | LOOKS_BACK)))
