"""What waits after the end: look-backs, calls after a withdrawal, promises."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import CharField, Exists, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat

from office.models import Event
from requests_app.access.conflicts import LOOKS_BACK, NO_PART
from requests_app.models.clocks import ClockKind
from requests_app.queues.holders import Moment, of_staff, served
from stations.scopes import Scope

PROMISE_DAYS = 7


def promise(scope: Scope, now: Moment) -> Q | None:
    mine = served(scope)
    soon = Q(kind=ClockKind.PROMISE, due_on__lte=now.on + timedelta(days=PROMISE_DAYS))
    return None if mine is None else mine & soon & Q(case__status="closed")


def look_back(scope: Scope, now: Moment) -> Q | None:
    return _second_person(scope, ClockKind.LOOK_BACK)


def call_back(scope: Scope, now: Moment) -> Q | None:
    return _second_person(scope, ClockKind.CALL_BACK)


def follow(scope: Scope, now: Moment) -> Q | None:
    return of_staff(scope, ClockKind.FOLLOW)


def _second_person(scope: Scope, kind: str) -> Q | None:
    """Staff or liaison, but not whoever took part (docs/domain.md § 1, 回避)."""
    held = Q() if scope.is_staff else served(scope)
    if held is None:
        return None
    subject = Concat(Value("case:"), Cast(OuterRef("case_id"), CharField()), output_field=CharField())
    mine = Event.objects.filter(
        Q(by_user_id=scope.user_id) | Q(on_behalf_of_id=scope.user_id), subject=subject
    )
    return held & Q(kind=kind) & ~Q(Exists(mine.exclude(action__in=NO_PART | LOOKS_BACK)))
