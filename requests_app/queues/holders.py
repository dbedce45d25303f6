"""Whose a clock is: the person's posts, and the few conditions that several queues begin with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from office.calendar import WorkingCalendar
from stations.scopes import Scope


@dataclass(frozen=True)
class Moment:
    """What the conditions need of the day."""

    on: date
    calendar: WorkingCalendar


@dataclass(frozen=True)
class Queue:
    """`label` names the number, `verb` the row's deed, `step` the form it leads to (empty: the case's page)."""

    key: str
    label: str
    verb: str
    step: str
    holds: Callable[[Scope, Moment], Q | None]


def of_units(posts_ids: frozenset[int], kind: str, *extra: Q) -> Q | None:
    return Q(*extra, kind=kind, assignment__department_id__in=posts_ids) if posts_ids else None


def represented(scope: Scope, kind: str) -> Q | None:
    if not scope.representatives:
        return None
    return Q(kind=kind, case__representative_id__in=scope.representatives)


def served(scope: Scope) -> Q | None:
    """The cases of a liaison: of the group, before acceptance of the proposed one."""
    if not scope.groups:
        return None
    untriaged = Q(case__group__isnull=True)
    return (
        Q(case__group_id__in=scope.groups)
        | (untriaged & Q(case__proposed_group_id__in=scope.groups))
        | (untriaged & Q(case__proposed_group__isnull=True, case__station_id__in=scope.triage_stations))
    )


def of_staff(scope: Scope, *kinds: str, **extra: Any) -> Q | None:
    return Q(kind__in=kinds, **extra) if scope.is_staff else None
