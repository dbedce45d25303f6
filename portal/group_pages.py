"""What the pages of a group show: officers, members, liaisons, and in public the published figures of its requests."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from evaluation.models import Disclosure
from groups.models import (
    Group,
    GroupOfficer,
    Liaison,
    ProfessionalGroup,
    RegionalGroup,
    RegionalUnit,
    Representative,
    of_group,
)
from stations.directory import representatives

WITHOUT_UNIT = "领域代表小组"


@dataclass(frozen=True)
class Member:
    """A representative in office with groups and postings; `post` is 组长, 副组长, 召集人 or empty."""

    person: Representative
    post: str


@dataclass(frozen=True)
class UnitGroups:
    """The regional groups under one unit; of fields under none."""

    name: str
    kind: str
    groups: list[RegionalGroup]


def title_of(group: Group) -> str:
    return group.full_name if isinstance(group, ProfessionalGroup) else group.name


def officers_of(group: Group, on: date) -> list[GroupOfficer]:
    return list(GroupOfficer.objects.serving(on).of(group).by_post().select_related("representative"))


def liaisons_of(group: Group, on: date) -> list[Liaison]:
    """The main one first."""
    rows = Liaison.objects.in_force(on).filter(of_group(group), user__is_active=True)
    return list(rows.select_related("user").order_by("-is_main", "since", "pk"))


def members_of(group: Group, officers: Iterable[GroupOfficer], on: date) -> list[Member]:
    """Officers first, then by name."""
    posts = {officer.representative_id: officer.get_post_display() for officer in officers}
    people = list(representatives(on).of(group, on))
    order = {key: place for place, key in enumerate(posts)}
    people.sort(key=lambda person: order.get(person.pk, len(order)))
    return [Member(person, posts.get(person.pk, "")) for person in people]


def published_line(group: Group) -> dict[str, Any] | None:
    """Of the newest published month of the default station, what it says of a professional group."""
    if not isinstance(group, ProfessionalGroup):
        return None
    newest = Disclosure.objects.published().filter(station__is_default=True).latest_first().first()
    if newest is None:
        return None
    lines = newest.figures.get("groups", [])
    line = next((line for line in lines if line.get("code") == group.code), None)
    return {"month": newest.period, "line": line} if line else None


def professional_groups(on: date) -> list[tuple[ProfessionalGroup, list[GroupOfficer]]]:
    """The six with the number of members, and their officers."""
    rows = GroupOfficer.objects.serving(on).filter(professional_group__isnull=False).by_post()
    officers: dict[int | None, list[GroupOfficer]] = {}
    for officer in rows.select_related("representative"):
        officers.setdefault(officer.professional_group_id, []).append(officer)
    groups = ProfessionalGroup.objects.with_member_counts(on).order_by("order")
    return [(group, officers.get(group.pk, [])) for group in groups]


def regional_groups(on: date) -> list[UnitGroups]:
    """By unit and kind, each with `member_count`, `conveners` and `serving_liaisons` (names)."""
    rows = RegionalGroup.objects.with_member_counts(on).select_related("unit").order_by("unit__code", "code")
    serving = Liaison.objects.in_force(on).filter(regional_group__isnull=False, user__is_active=True)
    liaisons = _names(serving.values_list("regional_group", "user__name"))
    officers = GroupOfficer.objects.serving(on).filter(regional_group__isnull=False)
    conveners = _names(officers.values_list("regional_group", "representative__name"))
    units: dict[str, UnitGroups] = {}
    for group in rows:
        named: Any = group
        named.serving_liaisons = liaisons.get(group.pk, [])
        named.conveners = conveners.get(group.pk, [])
        unit = group.unit
        key = unit.code if unit else ""
        found = units.setdefault(key, UnitGroups(*_unit_words(unit), []))
        found.groups.append(group)
    return list(units.values())


def _unit_words(unit: RegionalUnit | None) -> tuple[str, str]:
    return (unit.name, unit.get_kind_display()) if unit else (WITHOUT_UNIT, "领域")


def _names(rows: Iterable[tuple[int, str]]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for key, name in rows:
        found.setdefault(key, []).append(name)
    return found


def pair_members(professional: ProfessionalGroup, regional: Iterable[RegionalGroup], on: date) -> list[Any]:
    """Representatives in office who belong to the professional group and to one of the regional ones."""
    regional_now = Q(regional_memberships__group__in=list(regional), regional_memberships__since__lte=on)
    lasting = Q(regional_memberships__until__isnull=True) | Q(regional_memberships__until__gt=on)
    return list(representatives(on).of(professional, on).filter(regional_now & lasting).distinct())
