"""Which rows of `EnterpriseRequest` somebody may see (docs/domain.md § 1, who sees a request).

A confidential complaint is in none of them for the officers of the department complained about and their delegates:
those read it through requests_app/access/redaction.py alone.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from requests_app.models.assignments import Assignment
from requests_app.models.complaints import Complaint
from requests_app.models.consultations import Seat
from requests_app.models.helping import Helper
from stations.scopes import Scope, Scopes

# How many readers' statements a process keeps, by the scopes that these filters depend on.
READERS_AT_ONCE = 256


def request_filter(scopes: Scopes) -> Q:
    """The rows of `EnterpriseRequest` these scopes may see; a sealed case only its keeper and the auditor."""
    if scopes.own.is_auditor:
        return Q()
    return _seen(scopes) & ~Q(pk__in=confidential_to(scopes)) if restricting(scopes) else _seen(scopes)


def restricted_filter(scopes: Scopes) -> Q:
    """The rows that these scopes handle, or sit at the table of, and read only as far as released for them."""
    if not restricting(scopes):
        return Q(pk__in=())
    handled = Q(pk__in=())
    for scope in scopes.all:
        if scope.departments:
            handled |= _of_units(scope.departments)
    return handled & Q(sealed=False) & Q(pk__in=confidential_to(scopes))


def restricting(scopes: Scopes) -> frozenset[int]:
    """The departments about which a complaint is confidential to this person, own and of absent colleagues.

    None for staff and auditors by their own post: they release, and look on.
    """
    if scopes.own.is_staff or scopes.own.is_auditor:
        return frozenset()
    return scopes.department_ids


def confidential_to(scopes: Scopes) -> QuerySet[Any, Any]:
    """Keys of the cases that complain about a department of these scopes without the enterprise's consent."""
    rows = Complaint.objects.confidential().filter(departments__in=restricting(scopes))
    return rows.order_by().values("case_id")


def _seen(scopes: Scopes) -> Q:
    keepers = [scope.user_id for scope in scopes.all if scope.is_staff]
    if keepers:
        # Staff see every case but the sealed ones of others.
        return Q(sealed=False) | Q(sealed=True, sealed_for_id__in=keepers)
    seen = Q(pk__in=())
    for scope in scopes.all:
        seen |= _seen_with(scope)
    return seen & Q(sealed=False)


def _seen_with(scope: Scope) -> Q:
    seen = Q(pk__in=())
    if scope.representatives:
        seen |= Q(representative_id__in=scope.representatives) | Q(pk__in=_helped_by(scope.representatives))
    if scope.groups:
        untriaged = Q(group__isnull=True)
        seen |= Q(group_id__in=scope.groups)
        seen |= untriaged & Q(proposed_group_id__in=scope.groups)
        seen |= untriaged & Q(proposed_group__isnull=True, station_id__in=scope.triage_stations)
    if scope.departments:
        seen |= _of_units(scope.departments)
    if scope.stations:
        seen |= Q(station_id__in=scope.stations)
    return seen


def _of_units(departments: frozenset[int]) -> Q:
    return (
        Q(pk__in=_assigned_to(departments))
        | Q(pk__in=_relayed_by(departments))
        | Q(pk__in=_sat_with(departments))
    )


def _helped_by(representatives: frozenset[int]) -> QuerySet[Any, Any]:
    return Helper.objects.open().filter(representative_id__in=representatives).values("case_id")


def _relayed_by(departments: frozenset[int]) -> QuerySet[Any, Any]:
    """Through a 转办单位 the case goes on; it sees what became of it."""
    return Assignment.objects.current().filter(through_id__in=departments).order_by().values("case_id")


def _sat_with(departments: frozenset[int]) -> QuerySet[Any, Any]:
    rows = Seat.objects.at_the_table().filter(department_id__in=departments)
    return rows.order_by().values("consultation__case_id")


def _assigned_to(departments: frozenset[int]) -> QuerySet[Any, Any]:
    return Assignment.objects.current().of(list(departments)).order_by().values("case_id")
