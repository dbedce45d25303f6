"""As whom somebody works on the affairs of a group: officer, liaison, member, staff, approver, auditor.

Own posts come before those of absent colleagues whom the person stands in for (AB 岗). Rules: docs/domain.md § 1.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from groups.models import Group, GroupOfficer, Liaison, Representative, of_group
from office.actors import Actor
from office.models import User
from office.roles import Role
from stations.scopes import Scope, Scopes

# What each part may do: `ask` for papers, `propose` a plan, `keep` money and materials, see `funds`, `decide`, `approve`.
OFFICER = frozenset({"read", "ask", "propose", "funds"})
MEMBER = frozenset({"read", "ask"})
LIAISON = frozenset({"read", "ask", "propose", "keep", "funds"})
STAFF = frozenset({"read", "ask", "propose", "keep", "funds", "decide"})
APPROVER = STAFF | {"approve"}
AUDITOR = frozenset({"read", "funds"})
NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Part:
    """What somebody may do in one group today, each right with the absent person whose it is, or None."""

    user: User
    rights: dict[str, User | None]

    def may(self, right: str) -> bool:
        return right in self.rights

    def actor(self, right: str) -> Actor:
        """Raises KeyError without the right."""
        return Actor.of(self.user, self.rights[right])


def part_of(user: User, group: Group, *, on: date) -> Part:
    rights: dict[str, User | None] = {}
    scopes = Scopes.of(user, on)
    for person, scope in ((None, scopes.own), *scopes.stood_in):
        for right in _rights(scope, group, on):
            rights.setdefault(right, person)
    return Part(user, rights)


def own_groups(user: User, on: date) -> list[Group]:
    """Groups that somebody serves as liaison or belongs to, stand-ins included: professional ones first."""
    scopes = Scopes.of(user, on)
    served = _served(scopes.all, on).select_related("professional_group", "regional_group__unit")
    people = Representative.objects.filter(pk__in=_people(scopes.all)).with_groups(on)
    found: list[Group] = [row.group for row in served.order_by("pk")]
    for person in people:
        found += [each.group for each in (*person.current_professional, *person.current_regional)]  # type: ignore[attr-defined]
    return list(dict.fromkeys(found))


def people_of(group: Group, on: date) -> list[User]:
    """Accounts of the group's liaisons and officers: who is told about its affairs."""
    liaisons = Liaison.objects.in_force(on).filter(of_group(group)).values("user")
    officers = GroupOfficer.objects.serving(on).of(group).values("representative__user")
    users = User.objects.active()
    return list((users.filter(pk__in=liaisons) | users.filter(pk__in=officers)).order_by("pk").distinct())


def liaisons_of(group: Group, on: date) -> list[User]:
    rows = Liaison.objects.in_force(on).filter(of_group(group)).values("user")
    return list(User.objects.active().filter(pk__in=rows).order_by("pk"))


def _rights(scope: Scope, group: Group, on: date) -> Iterator[str]:
    if scope.is_approver:
        yield from APPROVER
    elif scope.is_staff:
        yield from STAFF
    if scope.is_auditor:
        yield from AUDITOR
    if _served((scope,), on).filter(of_group(group)).exists():
        yield from LIAISON
    yield from _rights_of_member(scope, group, on)


def _rights_of_member(scope: Scope, group: Group, on: date) -> frozenset[str]:
    if not scope.representatives:
        return NOTHING
    if GroupOfficer.objects.serving(on).of(group).filter(representative__in=scope.representatives).exists():
        return OFFICER
    members = Representative.objects.of(group, on).filter(pk__in=scope.representatives)
    return MEMBER if members.exists() else NOTHING


def _served(scopes: tuple[Scope, ...], on: date) -> QuerySet[Liaison]:
    """The open rows of those among the people who hold the liaison's role."""
    users = [scope.user_id for scope in scopes if Role.LIAISON in scope.roles]
    return Liaison.objects.in_force(on).filter(user__in=users)


def _people(scopes: tuple[Scope, ...]) -> frozenset[int]:
    return frozenset[int]().union(*(scope.representatives for scope in scopes))
