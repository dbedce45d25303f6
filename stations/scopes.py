"""What posts a user holds on a day: the own, and those of absent colleagues whom the user stands in for.

Visibility, the parties of a step and the desk's lists all read the same `Scopes`, so that what is shown and what is
allowed cannot differ.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Q

from groups.duty import Day, acting_for, roster_of
from groups.duty_roster import DutyRoster
from groups.models import DepartmentOfficer, Liaison, Representative
from office.models import User
from office.roles import Role, roles_of
from stations.models import Posting, StationClerk

STAFF_ROLES = frozenset({Role.STAFF, Role.APPROVER})
# 三员分立: what of an absent person's roles goes to a delegate of the same duty alone.
DUTIES = (STAFF_ROLES, frozenset({Role.AUDITOR}), frozenset({Role.ADMINISTRATOR}))


@dataclass(frozen=True)
class Scope:
    """What one person holds on one day. Ids, so that a page costs no further query.

    `attended` are the departments that answer on the desk themselves today (`DutyRoster.attended`).
    """

    user_id: int
    roles: frozenset[str]
    representatives: frozenset[int]
    groups: frozenset[int]
    triage_stations: frozenset[int]
    handles: frozenset[int]
    heads: frozenset[int]
    stations: frozenset[int]
    # For staff alone, who write down what comes by letter from all others.
    attended: frozenset[int] = frozenset()

    @property
    def is_staff(self) -> bool:
        return bool(self.roles & STAFF_ROLES)

    @property
    def is_approver(self) -> bool:
        return Role.APPROVER in self.roles

    @property
    def is_auditor(self) -> bool:
        return Role.AUDITOR in self.roles

    @property
    def departments(self) -> frozenset[int]:
        return self.handles | self.heads


def scope_of(user: User, day: Day) -> Scope:
    """Read a person's open posts from the domain rows (since ≤ on < until)."""
    roster = roster_of(day)
    on = roster.on
    during = Q(since__lte=on) & (Q(until__isnull=True) | Q(until__gt=on))
    roles = frozenset(roles_of(user, on))
    groups = frozenset(
        Liaison.objects.filter(during, user=user, professional_group__isnull=False).values_list(
            "professional_group_id", flat=True
        )
        if Role.LIAISON in roles
        else ()
    )
    duties = (
        list(DepartmentOfficer.objects.filter(during, user=user).values_list("department_id", "duty"))
        if roles & {Role.HANDLER, Role.HEAD}
        else []
    )
    handles = frozenset(pk for pk, duty in duties if duty == "handler")
    heads = frozenset(pk for pk, duty in duties if duty == "head")
    return Scope(
        user_id=user.pk,
        roles=roles,
        representatives=frozenset(
            Representative.objects.in_office(on).filter(user=user).values_list("pk", flat=True)
            if Role.REPRESENTATIVE in roles
            else ()
        ),
        groups=groups,
        triage_stations=_stations_with_postings(groups, on),
        handles=handles | _unhandled(heads - handles, roster),
        heads=heads,
        stations=frozenset(
            StationClerk.objects.filter(during, user=user).values_list("station_id", flat=True)
            if Role.CLERK in roles
            else ()
        ),
        attended=roster.attended() if roles & STAFF_ROLES else frozenset(),
    )


def _delegated(scope: Scope, to: Scope) -> Scope:
    """An absent person's posts as their delegate holds them."""
    kept = {role for duty in DUTIES if not duty & to.roles for role in duty}
    return replace(scope, roles=scope.roles - kept)


def _unhandled(departments: frozenset[int], roster: DutyRoster) -> frozenset[int]:
    """Units without a handler today, or whose handlers are away with nobody in their place: the head acts."""
    if not departments:
        return frozenset()
    rows = DepartmentOfficer.objects.on_duty(DepartmentOfficer.Duty.HANDLER, roster.on).filter(
        department_id__in=departments, user__is_active=True
    )
    handled = {row.department_id for row in rows.select_related("user") if roster.present([row.user])}
    return departments - handled


def _stations_with_postings(groups: frozenset[int], on: date) -> frozenset[int]:
    if not groups:
        return frozenset()
    open_membership = Q(representative__professional_memberships__until__isnull=True) | Q(
        representative__professional_memberships__until__gt=on
    )
    return frozenset(
        Posting.objects.filter(
            open_membership,
            Q(until__isnull=True) | Q(until__gt=on),
            since__lte=on,
            representative__professional_memberships__group_id__in=groups,
        )
        .values_list("station_id", flat=True)
        .distinct()
    )


@dataclass(frozen=True)
class Scopes:
    """A user's own posts first, then those of each absent person the user stands in for (AB 岗)."""

    own: Scope
    stood_in: tuple[tuple[User, Scope], ...]

    @classmethod
    def of(cls, user: User, on: date) -> Scopes:
        """Build it, once per user object and day (request.user lives for one request)."""
        known: dict[date, Scopes] = user.__dict__.setdefault("_scopes", {})
        if on not in known:
            roster = DutyRoster(on)
            own = scope_of(user, roster)
            absent = [
                (person, _delegated(scope_of(person, roster), own)) for person in acting_for(user, roster)
            ]
            known[on] = cls(own=own, stood_in=tuple(absent))
        return known[on]

    @property
    def all(self) -> tuple[Scope, ...]:
        return (self.own, *(scope for _, scope in self.stood_in))

    @property
    def department_ids(self) -> frozenset[int]:
        return frozenset().union(*(scope.departments for scope in self.all))

    @property
    def sees_all(self) -> bool:
        return any(scope.is_staff or scope.is_auditor for scope in self.all)
