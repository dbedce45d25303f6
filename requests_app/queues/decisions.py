"""What was asked for and waits for a decision: extension, transfer, class, 会诊, 重点督办."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q

from requests_app.models import (
    ClassDispute,
    Extension,
    JointConsultation,
    Transfer,
)
from requests_app.models.clocks import ClockKind
from requests_app.queues.holders import Moment, of_staff, served
from requests_app.standing import Posts

SUPERVISION_DAYS = 3


def _by_another(posts: Posts, kind: str, asked: type[Any], field: str) -> Q | None:
    """A decision that whoever asked for it does not take (two-person rule)."""
    own = asked.objects.filter(clock=OuterRef("pk"), **{field: posts.user_id})
    found = of_staff(posts, kind)
    return None if found is None else found & ~Q(Exists(own))


def extension(posts: Posts, now: Moment) -> Q | None:
    return _by_another(posts, ClockKind.EXTENSION, Extension, "asked_by_id")


def transfer(posts: Posts, now: Moment) -> Q | None:
    return _by_another(posts, ClockKind.TRANSFER, Transfer, "asked_by_id")


def class_in_question(posts: Posts, now: Moment) -> Q | None:
    return _by_another(posts, ClockKind.CLASS, ClassDispute, "raised_by_id")


def _table(posts: Posts, kind: str) -> Q | None:
    """会诊 is the liaison's to convene and to write down, or staff's."""
    if posts.is_staff:
        return Q(kind=kind)
    mine = served(posts)
    return None if mine is None else mine & Q(kind=kind)


def consult(posts: Posts, now: Moment) -> Q | None:
    return _table(posts, ClockKind.CONSULT)


def minutes(posts: Posts, now: Moment) -> Q | None:
    """Once the table has met."""
    met = JointConsultation.objects.filter(clock=OuterRef("pk"), meets_on__lte=now.on)
    found = _table(posts, ClockKind.MINUTES)
    return None if found is None else found & Q(Exists(met))


def supervision(posts: Posts, now: Moment) -> Q | None:
    """重点督办 that runs out: released, or ordered anew."""
    if not posts.is_approver:
        return None
    return Q(kind=ClockKind.SUPERVISE, due_on__lte=now.calendar.add(now.on, SUPERVISION_DAYS))
