"""Whose a clock is: the posts of a person, as conditions on running clocks.

A condition is None where the posts hold no such clock at all, so that nothing is asked for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import CharField, Exists, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat

from casework.queues.table import Condition, Moment
from office import options
from office.models import Event
from requests_app.access.conflicts import LOOKS_BACK, NO_PART
from requests_app.deadlines.kinds import Holder
from stations.scopes import Scope


def holds(holder: Holder, kind: str, scope: Scope, now: Moment) -> Q | None:
    """The clocks of a kind that wait on the desk of these posts."""
    mine = _OF_HOLDER[holder](scope, now)
    return None if mine is None else mine & Q(kind=kind)


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


def served_or_staff(scope: Scope) -> Q | None:
    return Q() if scope.is_staff else served(scope)


def served_or_unserved(scope: Scope) -> Q | None:
    """The cases of a liaison; for staff those of groups of which no liaison is there."""
    mine = served(scope)
    if not scope.is_staff:
        return mine
    unserved = ~Q(case__group_id__in=scope.served)
    return unserved if mine is None else mine | unserved


def of_staff(scope: Scope, *kinds: str, **extra: Any) -> Q | None:
    return Q(kind__in=kinds, **extra) if scope.is_staff else None


def _handled(scope: Scope, now: Moment) -> Q | None:
    return Q(assignment__department_id__in=scope.handles) if scope.handles else None


def _passed_on(scope: Scope, now: Moment) -> Q | None:
    return Q(assignment__through_id__in=scope.handles) if scope.handles else None


def _represented(scope: Scope, now: Moment) -> Q | None:
    return Q(case__representative_id__in=scope.representatives) if scope.representatives else None


def _assigned(scope: Scope, now: Moment) -> Q | None:
    """Staff; the liaison of the group too where the office has delegated it (设置 授权联络员交办)."""
    if scope.is_staff:
        return Q()
    return served(scope) if options.value("liaison_assigns", now.on) else None


def _second_person(scope: Scope, now: Moment) -> Q | None:
    """Staff or liaison, but not whoever took part (docs/domain.md § 1, 回避)."""
    held = served_or_staff(scope)
    if held is None:
        return None
    subject = Concat(Value("case:"), Cast(OuterRef("case_id"), CharField()), output_field=CharField())
    mine = Event.objects.filter(
        Q(by_user_id=scope.user_id) | Q(on_behalf_of_id=scope.user_id), subject=subject
    )
    return held & ~Q(Exists(mine.exclude(action__in=NO_PART | LOOKS_BACK)))


_OF_HOLDER: Mapping[Holder, Condition] = {
    Holder.HANDLER: _handled,
    Holder.RELAY_HANDLER: _passed_on,
    Holder.REPRESENTATIVE: _represented,
    Holder.LIAISON: lambda scope, now: served_or_unserved(scope),
    Holder.LIAISON_OR_STAFF: lambda scope, now: served_or_staff(scope),
    Holder.ASSIGNER: _assigned,
    Holder.STAFF: lambda scope, now: Q() if scope.is_staff else None,
    Holder.SECOND_PERSON: _second_person,
    Holder.APPROVER: lambda scope, now: Q() if scope.is_approver else None,
    Holder.CLERK: lambda scope, now: Q(case__station_id__in=scope.stations) if scope.stations else None,
}
