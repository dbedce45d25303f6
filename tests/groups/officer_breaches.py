"""A row that breaks each constraint of a group's officers, by the constraint's name."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from groups.models import GroupOfficer
from tests.groups.rows import SINCE, a_group, a_regional_group, a_representative


def an_officer(**options: Any) -> GroupOfficer:
    values = {"post": "leader", "since": SINCE} | options
    if "professional_group" not in values and "regional_group" not in values:
        values["professional_group"] = a_group()
    if "representative" not in values:
        values["representative"] = a_representative()
    return GroupOfficer.objects.create(**values)


def two(**shared: Any) -> None:
    an_officer(**shared)
    an_officer(**shared)


def two_posts_of_one_person() -> None:
    shared = {"professional_group": a_group(), "representative": a_representative()}
    an_officer(**shared)
    an_officer(post="deputy", **shared)


OFFICER_BREACHES: dict[str, Callable[[], object]] = {
    "group_officer_of_one_group": lambda: an_officer(
        professional_group=a_group(), regional_group=a_regional_group()
    ),
    "group_officer_span_is_ordered": lambda: an_officer(until=SINCE - dt.timedelta(days=1)),
    "group_officer_post_is_known": lambda: an_officer(post="cook"),
    "group_officer_post_fits_its_group": lambda: an_officer(post="convener"),
    "group_officer_place_is_known": lambda: an_officer(post="deputy", place=4),
    "group_officer_deputies_are_three": lambda: an_officer(place=2),
    "group_officer_post_of_professional_group_once": lambda: two(professional_group=a_group()),
    "group_officer_convener_is_one": lambda: two(regional_group=a_regional_group(), post="convener"),
    "group_officer_one_post_a_person": two_posts_of_one_person,
}
