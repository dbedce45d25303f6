"""Who a user is towards cases on a day: own posts and those of absent colleagues they stand in for.

Visibility, the engine's parties and the desk's lists all read the same `Standing`, so that what is
shown and what is allowed cannot differ.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from groups.duty import acting_for, present, stand_in
from groups.models import DepartmentOfficer, Liaison, Representative
from office.access import Role, roles_of
from office.models import User
from stations.models import Posting, StationClerk

STAFF_ROLES = frozenset({Role.STAFF, Role.APPROVER})


@dataclass(frozen=True)
class Posts:
    """What one person holds on one day. Ids, so that a page costs no further query."""

    user_id: int
    roles: frozenset[str]
    representatives: frozenset[int]
    groups: frozenset[int]
    triage_stations: frozenset[int]
    handles: frozenset[int]
    heads: frozenset[int]
    stations: frozenset[int]

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


def posts_of(user: User, on: date) -> Posts:
    """Read a person's open posts from the domain rows (since ≤ on < until)."""
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
    return Posts(
        user_id=user.pk,
        roles=roles,
        representatives=frozenset(
            Representative.objects.in_office(on).filter(user=user).values_list("pk", flat=True)
            if Role.REPRESENTATIVE in roles
            else ()
        ),
        groups=groups,
        triage_stations=_stations_with_postings(groups, on),
        handles=handles | _unhandled(heads - handles, on),
        heads=heads,
        stations=frozenset(
            StationClerk.objects.filter(during, user=user).values_list("station_id", flat=True)
            if Role.CLERK in roles
            else ()
        ),
    )


def _unhandled(departments: frozenset[int], on: date) -> frozenset[int]:
    """Units without a handler today, or whose handlers are away with nobody in their place: the head acts."""
    if not departments:
        return frozenset()
    rows = DepartmentOfficer.objects.on_duty(DepartmentOfficer.Duty.HANDLER, on).filter(
        department_id__in=departments, user__is_active=True
    )
    officers = list(rows.select_related("user"))
    there = {user.pk for user in present((officer.user for officer in officers), on)}
    absent = {
        officer.user_id: stand_in(officer.user, on) for officer in officers if officer.user_id not in there
    }
    handled = {
        officer.department_id
        for officer in officers
        if officer.user_id in there or absent[officer.user_id] is not None
    }
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
class Standing:
    """A user's own posts first, then those of each absent person the user stands in for (AB 岗)."""

    own: Posts
    stood_in: tuple[tuple[User, Posts], ...]

    @classmethod
    def of(cls, user: User, on: date) -> Standing:
        """Build it, once per user object and day (request.user lives for one request)."""
        known: dict[date, Standing] = user.__dict__.setdefault("_standings", {})
        if on not in known:
            absent = [(person, posts_of(person, on)) for person in acting_for(user, on)]
            known[on] = cls(own=posts_of(user, on), stood_in=tuple(absent))
        return known[on]

    @property
    def all_posts(self) -> tuple[Posts, ...]:
        return (self.own, *(posts for _, posts in self.stood_in))

    def request_filter(self) -> Q:
        """The rows of `EnterpriseRequest` these posts may see; a sealed case only its keeper and the auditor."""
        if self.own.is_auditor:
            return Q()
        keepers = [posts.user_id for posts in self.all_posts if posts.is_staff]
        if keepers:
            # Staff see every case but the sealed ones of others.
            return Q(sealed=False) | Q(sealed=True, sealed_for_id__in=keepers)
        seen = Q(pk__in=())
        for posts in self.all_posts:
            seen |= _seen_with(posts)
        return seen & Q(sealed=False)

    @property
    def department_ids(self) -> frozenset[int]:
        return frozenset().union(*(posts.departments for posts in self.all_posts))

    @property
    def sees_all(self) -> bool:
        return any(posts.is_staff or posts.is_auditor for posts in self.all_posts)


def _seen_with(posts: Posts) -> Q:
    seen = Q(pk__in=())
    if posts.representatives:
        seen |= Q(representative_id__in=posts.representatives) | Q(pk__in=_helped_by(posts.representatives))
    if posts.groups:
        untriaged = Q(group__isnull=True)
        seen |= Q(group_id__in=posts.groups)
        seen |= untriaged & Q(proposed_group_id__in=posts.groups)
        seen |= untriaged & Q(proposed_group__isnull=True, station_id__in=posts.triage_stations)
    if posts.departments:
        seen |= Q(pk__in=_assigned_to(posts.departments)) | Q(pk__in=_relayed_by(posts.departments))
        seen |= Q(pk__in=_sat_with(posts.departments))
    if posts.stations:
        seen |= Q(station_id__in=posts.stations)
    return seen


def _helped_by(representatives: frozenset[int]) -> object:
    from requests_app.models import Helper

    return Helper.objects.open().filter(representative_id__in=representatives).values("case_id")


def _relayed_by(departments: frozenset[int]) -> object:
    """Through a 转办单位 the case goes on; it sees what became of it."""
    from requests_app.models import Assignment

    return Assignment.objects.current().filter(through_id__in=departments).order_by().values("case_id")


def _sat_with(departments: frozenset[int]) -> object:
    from requests_app.models import Seat

    rows = Seat.objects.at_the_table().filter(department_id__in=departments)
    return rows.order_by().values("consultation__case_id")


def _assigned_to(departments: frozenset[int]) -> object:
    from requests_app.models import Assignment

    return Assignment.objects.current().of(list(departments)).order_by().values("case_id")
