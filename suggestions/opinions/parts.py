"""As whom somebody acts on an item of the agenda: staff, approver, liaison or member of a group that is asked."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from groups.models import GroupOfficer, ProfessionalGroup, ProfessionalMembership, Representative
from office.actors import Actor
from office.models import User
from office.refusals import Refused
from office.roles import Role, has_role
from stations.scopes import Scopes
from suggestions.models import AgendaItem
from suggestions.models.agenda import AgendaItemQuerySet

OFFICE = (Role.STAFF, Role.APPROVER)
READERS = (*OFFICE, Role.AUDITOR, Role.REPRESENTATIVE, Role.LIAISON)


def visible_to(user: User, on: date) -> AgendaItemQuerySet:
    """All items to the office and the auditor, to others those about which one of their groups is asked."""
    if has_role(user, *OFFICE, Role.AUDITOR):
        return AgendaItem.objects.all()
    groups = liaison_groups(user, on) | member_groups(user, on)
    return AgendaItem.objects.filter(pk__in=_items_of(groups))


def _items_of(groups: frozenset[int]) -> QuerySet[AgendaItem, int]:
    return AgendaItem.objects.filter(asked__group__in=groups).order_by().values_list("pk", flat=True)


def liaison_groups(user: User, on: date) -> frozenset[int]:
    """Keys of the professional groups that this person serves as liaison on `on`, stood in for too."""
    return frozenset[int]().union(*(scope.groups for scope in Scopes.of(user, on).all))


def member_groups(user: User, on: date) -> frozenset[int]:
    """Keys of the professional groups of which this person, in office, is a member on `on`; nobody stands in."""
    people = Scopes.of(user, on).own.representatives
    rows = ProfessionalMembership.objects.in_force(on).filter(representative__in=people)
    return frozenset(rows.values_list("group_id", flat=True))


def reads(user: User, group: ProfessionalGroup, on: date) -> bool:
    """Whether somebody may read what the group writes before it is submitted."""
    if has_role(user, *OFFICE, Role.AUDITOR):
        return True
    return group.pk in liaison_groups(user, on) | member_groups(user, on)


def writes(user: User, group: ProfessionalGroup, on: date) -> bool:
    """Members of the group write, its liaison types for them."""
    return group.pk in liaison_groups(user, on) | member_groups(user, on)


def submits(user: User, group: ProfessionalGroup, on: date) -> bool:
    """An officer of the group; its liaison or staff where none of its officers has an account."""
    officers = GroupOfficer.objects.serving(on).of(group)
    if officers.filter(representative__in=Scopes.of(user, on).own.representatives).exists():
        return True
    return types(user, group, on) and not officers.filter(representative__user__is_active=True).exists()


def types(user: User, group: ProfessionalGroup, on: date) -> bool:
    """Who records for the group what stands on paper."""
    return group.pk in liaison_groups(user, on) or has_role(user, Role.STAFF)


def decides(user: User) -> bool:
    return has_role(user, Role.APPROVER)


def plans(user: User) -> bool:
    return has_role(user, Role.STAFF)


def members(group: ProfessionalGroup, on: date) -> QuerySet[Representative]:
    """Representatives in office who belong to the group on `on`, by name."""
    return Representative.objects.of(group, on).in_office(on).by_name()


def own_rows(user: User, on: date) -> Q:
    """Authors' rows that are this person's own."""
    return Q(representative__in=Scopes.of(user, on).own.representatives)


def person(by: Actor, allowed: bool, words: str) -> User:
    """The account that acts. Raises `Refused` `not_yours` with the words where it is not allowed to."""
    if by.user is None or not allowed:
        raise Refused("not_yours", words)
    return by.user
