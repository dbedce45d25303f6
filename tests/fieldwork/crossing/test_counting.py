"""The crossing: members in office of both groups, joint activities that were held, filters by action and level."""

import datetime as dt
from collections.abc import Iterator

import pytest

from fieldwork import group_activities
from fieldwork.crossing.counting import Asked, Cell, count
from fieldwork.crossing.drawing import strip
from fieldwork.group_activities import GroupActivity
from groups.models import (
    Mandate,
    ProfessionalGroup,
    ProfessionalMembership,
    RegionalGroup,
    RegionalMembership,
    Term,
)
from tests.groups.rows import SINCE, a_unit, in_office

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 23)
ASKED = Asked(year=2026, on=DAY)


@pytest.fixture
def groups(
    term: Term, finance_group: ProfessionalGroup, industry_group: ProfessionalGroup
) -> dict[str, RegionalGroup]:
    """Two groups of an area with a finance member each, a field without anybody."""
    found = {
        "first": RegionalGroup.objects.create(code="sy1", name="试验第一小组", unit=a_unit()),
        "second": RegionalGroup.objects.create(code="sy2", name="试验第二小组", unit=a_unit()),
        "field": RegionalGroup.objects.create(code="wj", name="卫健小组", kind="field"),
    }
    for name in ("first", "second"):
        person = in_office(term, f"成员{name}")
        ProfessionalMembership.objects.create(representative=person, group=finance_group, since=SINCE)
        RegionalMembership.objects.create(representative=person, group=found[name], since=SINCE)
    return found


@pytest.fixture
def held(groups: dict[str, RegionalGroup], finance_group: ProfessionalGroup) -> Iterator[list[GroupActivity]]:
    """Finance met the first group for industry; with the second it is only planned."""
    rows = [
        GroupActivity(
            title="服务企业",
            kind="调研",
            status="已举行",
            action="industry",
            on=dt.date(2026, 6, 25),
            is_held=True,
            is_told=True,
            professional=frozenset({finance_group.pk}),
            regional=frozenset({groups["first"].pk}),
        ),
        GroupActivity(
            title="年末座谈",
            kind="座谈",
            status="已确定",
            action="",
            on=dt.date(2026, 12, 2),
            is_held=False,
            is_told=True,
            professional=frozenset({finance_group.pk}),
            regional=frozenset({groups["second"].pk}),
        ),
    ]

    def find(year: int) -> list[GroupActivity]:
        return [row for row in rows if row.on.year == year]

    group_activities.find_activities.register(find)
    yield rows
    group_activities.find_activities._entries.remove(find)


def cell(asked: Asked, professional: ProfessionalGroup, regional: RegionalGroup) -> Cell:
    return next(
        each for each in count(asked).cells if each.professional == professional and each.regional == regional
    )


def test_members_and_joint_activities_of_each_crossing(
    groups: dict[str, RegionalGroup], held: list[GroupActivity], finance_group: ProfessionalGroup
) -> None:
    states = {name: cell(ASKED, finance_group, group) for name, group in groups.items()}
    assert {name: (each.members, each.joint, each.state) for name, each in states.items()} == {
        "first": (1, 1, "done"),
        "second": (1, 0, "doing"),
        "field": (0, 0, "none"),
    }


def test_lines_totals_and_cells_tell_the_same(
    groups: dict[str, RegionalGroup], held: list[GroupActivity], finance_group: ProfessionalGroup
) -> None:
    found = count(ASKED)
    assert {line.name: line.groups for line in found.lines} == {"试验街道": 2, "领域小组": 1}
    place = found.professional.index(finance_group)
    assert (found.totals[place].met, found.totals[place].crossed, found.total.waiting) == (1, 2, 1)
    assert sum(line.tally.met for line in found.lines) == found.total.met
    assert sum(total.crossed for total in found.totals) == found.total.crossed


@pytest.mark.parametrize(
    ("narrowed", "met", "crossed"),
    [
        ({"action": "industry"}, 1, 2),
        ({"action": "rural"}, 0, 2),
        ({"level": "county"}, 1, 2),
        ({"level": "provincial"}, 0, 0),
        ({"kind": "field"}, 0, 0),
        ({"only": "doing"}, 0, 1),
        ({"only": "done"}, 1, 1),
    ],
)
def test_filters(
    groups: dict[str, RegionalGroup],
    held: list[GroupActivity],
    narrowed: dict[str, str],
    met: int,
    crossed: int,
) -> None:
    found = count(Asked(year=2026, on=DAY, **narrowed)).total
    assert (found.met, found.crossed) == (met, crossed)


def test_whoever_left_office_is_no_member(
    groups: dict[str, RegionalGroup], finance_group: ProfessionalGroup
) -> None:
    Mandate.objects.update(status="ended", reason_kind="resigned")
    assert count(ASKED).total.members == 0


def test_a_meeting_without_a_member_is_told_apart(
    groups: dict[str, RegionalGroup], held: list[GroupActivity], finance_group: ProfessionalGroup
) -> None:
    RegionalMembership.objects.filter(group=groups["first"]).update(until=SINCE)
    total = count(ASKED).total
    assert (total.met, total.crossed, total.beyond) == (0, 1, 1)


def test_the_picture_has_a_mark_for_each_regional_group(
    groups: dict[str, RegionalGroup], held: list[GroupActivity], finance_group: ProfessionalGroup
) -> None:
    found = count(ASKED)
    line = next(line for line in found.lines if line.groups == 2)
    drawn = strip(line.blocks[found.professional.index(finance_group)])
    assert [mark.kind for mark in drawn.marks] == ["done", "doing"]
    assert drawn.words == "2 个有成员，1 个已联合活动"
