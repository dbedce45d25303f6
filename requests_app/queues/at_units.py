"""What waits at the units: signing, passing on, writing, confirming, and a table to sit at."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from requests_app.models import (
    Reply,
    Seat,
)
from requests_app.models.assignments import AssignmentStatus, ReplyState
from requests_app.models.clocks import ClockKind
from requests_app.queues.holders import Moment, of_units
from stations.scopes import Scope


def _awaits_head() -> Exists:
    return Exists(Reply.objects.filter(assignment=OuterRef("assignment"), state=ReplyState.AWAITS_HEAD))


def _signed() -> Q:
    return Q(assignment__status=AssignmentStatus.SIGNED)


def confirm(scope: Scope, now: Moment) -> Q | None:
    return of_units(scope.heads, ClockKind.REPLY, Q(_awaits_head()))


def sign(scope: Scope, now: Moment) -> Q | None:
    return of_units(scope.handles, ClockKind.SIGN)


def relay(scope: Scope, now: Moment) -> Q | None:
    """Of a 转办单位: to sign and pass on."""
    held = scope.handles
    return Q(kind=ClockKind.RELAY, assignment__through_id__in=held) if held else None


def sit(scope: Scope, now: Moment) -> Q | None:
    """A 会诊 to come, for every unit at its table."""
    if not scope.departments:
        return None
    invited = Seat.objects.at_the_table().filter(
        consultation__clock=OuterRef("pk"), department_id__in=scope.departments
    )
    return Q(Exists(invited), kind=ClockKind.MINUTES)


def reply(scope: Scope, now: Moment) -> Q | None:
    return of_units(scope.handles, ClockKind.REPLY, _signed(), ~Q(_awaits_head()))


def opinion(scope: Scope, now: Moment) -> Q | None:
    return of_units(scope.handles, ClockKind.OPINION, _signed())


def late_unit(scope: Scope, now: Moment) -> Q | None:
    return of_units(scope.heads - scope.handles, ClockKind.REPLY, Q(due_on__lt=now.on))
