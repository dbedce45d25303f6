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
from stations.scopes import Scope

SUPERVISION_DAYS = 3


def _by_another(scope: Scope, kind: str, asked: type[Any], field: str) -> Q | None:
    """A decision that whoever asked for it does not take (two-person rule)."""
    own = asked.objects.filter(clock=OuterRef("pk"), **{field: scope.user_id})
    found = of_staff(scope, kind)
    return None if found is None else found & ~Q(Exists(own))


def extension(scope: Scope, now: Moment) -> Q | None:
    return _by_another(scope, ClockKind.EXTENSION, Extension, "asked_by_id")


def transfer(scope: Scope, now: Moment) -> Q | None:
    return _by_another(scope, ClockKind.TRANSFER, Transfer, "asked_by_id")


def class_in_question(scope: Scope, now: Moment) -> Q | None:
    return _by_another(scope, ClockKind.CLASS, ClassDispute, "raised_by_id")


def _table(scope: Scope, kind: str) -> Q | None:
    """会诊 is the liaison's to convene and to write down, or staff's."""
    if scope.is_staff:
        return Q(kind=kind)
    mine = served(scope)
    return None if mine is None else mine & Q(kind=kind)


def consult(scope: Scope, now: Moment) -> Q | None:
    return _table(scope, ClockKind.CONSULT)


def minutes(scope: Scope, now: Moment) -> Q | None:
    """Once the table has met."""
    met = JointConsultation.objects.filter(clock=OuterRef("pk"), meets_on__lte=now.on)
    found = _table(scope, ClockKind.MINUTES)
    return None if found is None else found & Q(Exists(met))


def supervision(scope: Scope, now: Moment) -> Q | None:
    """重点督办 that runs out: released, or ordered anew."""
    if not scope.is_approver:
        return None
    return Q(kind=ClockKind.SUPERVISE, due_on__lte=now.calendar.add(now.on, SUPERVISION_DAYS))
