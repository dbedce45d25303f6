"""Activities as the pages, the plan and the crossing of groups need them; who keeps activities fills the port."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from groups.models import Group, ProfessionalGroup
from office.ports import Port


@dataclass(frozen=True)
class GroupActivity:
    """One activity. `kind`, `status` in words, `action` a value of `CountyAction` or empty; groups by their keys.

    `is_told`: others than its hosts may know of it. `plan_item` is the key of the item that it carries out;
    `public_url` is empty where visitors see nothing of it.
    """

    title: str
    kind: str
    status: str
    action: str
    on: date
    is_held: bool
    is_told: bool
    professional: frozenset[int]
    regional: frozenset[int]
    plan_item: int | None = None
    desk_url: str = ""
    public_url: str = ""

    def is_of(self, group: Group) -> bool:
        keys = self.professional if isinstance(group, ProfessionalGroup) else self.regional
        return group.pk in keys


# All activities of a calendar year that are not cancelled, with a fixed number of queries.
find_activities: Port[Callable[[int], Iterable[GroupActivity]]] = Port()


def of_year(year: int) -> list[GroupActivity]:
    """By day, the latest first."""
    found = [activity for find in find_activities for activity in find(year)]
    return sorted(found, key=lambda activity: activity.on, reverse=True)


def of_group(group: Group, year: int) -> list[GroupActivity]:
    return [activity for activity in of_year(year) if activity.is_of(group)]
