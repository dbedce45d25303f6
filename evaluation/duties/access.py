"""Whose duties and score somebody may read: the own, those of the own groups, all for the office and the auditor."""

from __future__ import annotations

from datetime import date

from groups.models import ProfessionalGroup, ProfessionalMembership, Representative
from groups.models.representatives import RepresentativeQuerySet
from office.models import User
from stations.scopes import Scopes


def visible_people(user: User, on: date) -> RepresentativeQuerySet:
    """Stand-ins see what those see whom they stand in for; a liaison who was a member before is none of a group."""
    scopes = Scopes.of(user, on)
    if scopes.sees_all:
        return Representative.objects.all()
    groups = frozenset[int]().union(*(scope.groups for scope in scopes.all))
    members = ProfessionalMembership.objects.in_force(on).filter(group__in=groups)
    own = scopes.own.representatives
    return Representative.objects.filter(
        pk__in=members.values("representative")
    ) | Representative.objects.filter(pk__in=own)


def visible_groups(user: User, on: date) -> list[ProfessionalGroup]:
    """Those whose members' duties are shown together: a representative has none."""
    scopes = Scopes.of(user, on)
    rows = ProfessionalGroup.objects.order_by("order", "code")
    if not scopes.sees_all:
        rows = rows.filter(pk__in=frozenset[int]().union(*(scope.groups for scope in scopes.all)))
    return list(rows)
