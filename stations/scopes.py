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
from office.models import RoleGrant, User
from office.roles import Role, roles_of
from stations.models import Posting, StationClerk

STAFF_ROLES = frozenset({Role.STAFF, Role.APPROVER})
# 三员分立: what of an absent person's roles goes to a delegate of the same duty alone.
DUTIES = (STAFF_ROLES, frozenset({Role.AUDITOR}), frozenset({Role.ADMINISTRATOR}))


@dataclass(frozen=True)
class Scope:
    """What one person holds on one day. Ids, so that a page costs no further query.

    `attended` are the departments that answer on the desk themselves today (`DutyRoster.attended`), `headed` those
    of which a head can confirm, `served` the professional groups of which a liaison is there.
    """

    user_id: int
    roles: frozenset[str]
    representatives: frozenset[int]
    groups: frozenset[int]
    triage_stations: frozenset[int]
    handles: frozenset[int]
    heads: frozenset[int]
    stations: frozenset[int]
    # For staff alone, who write down what comes by letter from all others, and act where no liaison is.
    attended: frozenset[int] = frozenset()
    headed: frozenset[int] = frozenset()
    served: frozenset[int] = frozenset()

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
        **_there(roster, roles),
    )


def scope_of_everybody(on: date) -> Scope:
    """All posts of a local date of which somebody is there, as one person's: what waits in none of its queues waits
    in nobody's. Of a sealed case nothing is told: its keeper is nobody here."""
    roster = DutyRoster(on)
    active = frozenset(User.objects.active().values_list("pk", flat=True))
    roles: dict[int, set[str]] = {}
    for role, user in RoleGrant.objects.in_force(on).values_list("role", "user_id"):
        if user in active and roster.is_done(user):
            roles.setdefault(user, set()).add(role)
    held = frozenset(role for each in roles.values() for role in each)
    of_units = {user for user, own in roles.items() if own & {Role.HANDLER, Role.HEAD}}
    officers = DepartmentOfficer.objects.in_force(on).filter(user__in=of_units)
    posts = set(officers.values_list("department_id", "duty"))
    handled = frozenset(pk for pk, duty in posts if duty == DepartmentOfficer.Duty.HANDLER)
    heads = frozenset(pk for pk, duty in posts if duty == DepartmentOfficer.Duty.HEAD)
    groups = roster.served()
    mandates = Representative.objects.in_office(on).filter(user__in=_with(roles, Role.REPRESENTATIVE))
    clerks = StationClerk.objects.in_force(on).filter(user__in=_with(roles, Role.CLERK))
    return Scope(
        user_id=0,
        roles=held,
        representatives=frozenset(mandates.values_list("pk", flat=True)),
        groups=groups,
        triage_stations=_stations_with_postings(groups, on),
        handles=handled | heads,
        heads=heads,
        stations=frozenset(clerks.values_list("station_id", flat=True)),
        **_there(roster, held),
    )


def _with(roles: dict[int, set[str]], role: str) -> set[int]:
    return {user for user, own in roles.items() if role in own}


def _there(roster: DutyRoster, roles: frozenset[str]) -> dict[str, frozenset[int]]:
    if not roles & STAFF_ROLES:
        return {}
    return {"attended": roster.attended(), "headed": roster.headed(), "served": roster.served()}


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
