"""Whose field work somebody reads and enters: the own, that of the served groups' members, all of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from fieldwork.models import Pairing
from groups.models import Liaison, ProfessionalMembership, RegionalMembership, Representative
from office.models import User
from office.roles import Role
from stations.models import Posting
from stations.scopes import Scopes


@dataclass(frozen=True)
class Reach:
    """Keys: `own` are representatives whose account this is or whom it stands in for, `served` are the members of
    the groups, professional and regional, that this person is a liaison of."""

    sees_all: bool
    is_staff: bool
    own: frozenset[int]
    served: frozenset[int]

    @property
    def people(self) -> frozenset[int]:
        return self.own | self.served

    def filter(self, path: str = "representative") -> Q:
        """Of rows that name a representative by `path`, those that this person reads."""
        return Q() if self.sees_all else Q(**{f"{path}__in": self.people})

    def enters_for(self, representative: int) -> bool:
        """Writes for this representative (a key): as the person, as a liaison, as staff. An auditor never does."""
        return self.is_staff or representative in self.people

    def serves(self, representative: int) -> bool:
        """As a liaison, or as staff."""
        return self.is_staff or representative in self.served


def reach_of(user: User, on: date) -> Reach:
    """Stand-ins included; at most three queries."""
    scopes = Scopes.of(user, on)
    liaisons = [scope.user_id for scope in scopes.all if Role.LIAISON in scope.roles]
    return Reach(
        sees_all=scopes.sees_all,
        is_staff=any(scope.is_staff for scope in scopes.all),
        own=frozenset[int]().union(*(scope.representatives for scope in scopes.all)),
        served=_served(liaisons, on) if liaisons else frozenset(),
    )


def people_of(reach: Reach, on: date) -> QuerySet[Representative]:
    """In office, whom this person may enter something for; by name."""
    rows = Representative.objects.in_office(on).by_name()
    return rows if reach.is_staff else rows.filter(pk__in=reach.people)


def offered_for_visits(reach: Reach, on: date) -> QuerySet[Representative]:
    """Whom the form of a visit offers: as `people_of`; to staff only who is posted or paired, so that it stays short."""
    if not reach.is_staff:
        return people_of(reach, on)
    posted = Posting.objects.in_force(on).values("representative")
    paired = Pairing.objects.standing().values("representative")
    return people_of(reach, on).filter(Q(pk__in=posted) | Q(pk__in=paired) | Q(pk__in=reach.people))


def _served(liaisons: list[int], on: date) -> frozenset[int]:
    posts = list(
        Liaison.objects.in_force(on)
        .filter(user__in=liaisons)
        .values_list("professional_group_id", "regional_group_id")
    )
    professional = ProfessionalMembership.objects.in_force(on).filter(
        group__in=[group for group, _ in posts if group]
    )
    regional = RegionalMembership.objects.in_force(on).filter(
        group__in=[group for _, group in posts if group]
    )
    return frozenset(
        [
            *professional.values_list("representative_id", flat=True),
            *regional.values_list("representative_id", flat=True),
        ]
    )
