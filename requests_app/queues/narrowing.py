"""When a clock waits on its holder's desk: what must be so beside its kind. By the key of the queue."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q

from casework.queues.table import Moment
from requests_app.models import (
    Assignment,
    ClassDispute,
    Clock,
    Disposal,
    Extension,
    JointConsultation,
    Reply,
    Transfer,
)
from requests_app.models.assignments import AssignmentStatus, Part, ReplyState
from requests_app.models.clocks import ClockKind
from requests_app.models.requests import Status
from stations.scopes import Scope

SUPERVISION_DAYS = 3  # working days before an order of 重点督办 runs out
CALL_DAYS = 1  # working days before the window for the verdict closes
PROMISE_DAYS = 7  # calendar days before a promised date
REVIEW_DAYS = 7  # calendar days before the date on which conditions are looked at again


def awaits_head() -> Exists:
    """The unit's reply is written and its head has to confirm it."""
    written = Reply.objects.filter(assignment=OuterRef("assignment"), state=ReplyState.AWAITS_HEAD)
    return Exists(written.latest_of_part())


def is_checked() -> Q:
    """The lead has replied, and neither the reply nor its class is in question."""
    lead = Assignment.objects.filter(case=OuterRef("case"), part=Part.LEAD, status=AssignmentStatus.REPLIED)
    judged = Clock.objects.running().filter(
        case=OuterRef("case"), kind__in=(ClockKind.CHECK, ClockKind.CLASS)
    )
    return Q(Exists(lead)) & ~Q(Exists(judged))


def _signed() -> Q:
    return Q(assignment__status=AssignmentStatus.SIGNED)


def _asked_by_another(asked: type[Any], field: str) -> Callable[[Scope, Moment], Q]:
    """Whoever asked for a decision does not take it (two-person rule)."""
    return lambda scope, now: ~Q(Exists(asked.objects.filter(clock=OuterRef("pk"), **{field: scope.user_id})))


def _not_own_disposal(scope: Scope, now: Moment) -> Q:
    """Not one's own decision or proposal (two-person rule)."""
    own = Disposal.objects.filter(case=OuterRef("case"), appeal_decided_at__isnull=True).filter(
        Q(decided_by_id=scope.user_id) | Q(proposed_by_id=scope.user_id)
    )
    return ~Q(Exists(own))


def _has_met(scope: Scope, now: Moment) -> Q:
    return Q(Exists(JointConsultation.objects.filter(clock=OuterRef("pk"), meets_on__lte=now.on)))


NARROWED: Mapping[str, Callable[[Scope, Moment], Q]] = {
    "reply": lambda scope, now: _signed() & ~Q(awaits_head()),
    "opinion": lambda scope, now: _signed(),
    "answer": lambda scope, now: is_checked(),
    "extension": _asked_by_another(Extension, "asked_by_id"),
    "transfer": _asked_by_another(Transfer, "asked_by_id"),
    "class": _asked_by_another(ClassDispute, "raised_by_id"),
    "minutes": _has_met,
    "appeal": _not_own_disposal,
    "call": lambda scope, now: Q(due_on__lte=now.calendar.add(now.on, CALL_DAYS)),
    "supervision": lambda scope, now: Q(due_on__lte=now.calendar.add(now.on, SUPERVISION_DAYS)),
    "promise": lambda scope, now: Q(
        due_on__lte=now.on + timedelta(days=PROMISE_DAYS), case__status=Status.CLOSED
    ),
    "review": lambda scope, now: Q(due_on__lte=now.on + timedelta(days=REVIEW_DAYS)),
}
