"""Members and joint activities of each professional group with each regional one, for one year and its filters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from fieldwork import group_activities
from groups.models import (
    Mandate,
    ProfessionalGroup,
    ProfessionalMembership,
    RegionalGroup,
    RegionalMembership,
)

WITHOUT_UNIT = "领域小组"
Pair = tuple[int, int]


@dataclass(frozen=True)
class Asked:
    """`year`; `action` and `level` (of the members' mandates) narrow; `kind` of the regional groups; `only` some cells.

    Members are counted on `on`, a local date in the year.
    """

    year: int
    on: date
    action: str = ""
    level: str = ""
    kind: str = ""
    only: str = ""


@dataclass(frozen=True)
class Cell:
    """One professional with one regional group."""

    professional: ProfessionalGroup
    regional: RegionalGroup
    members: int
    joint: int

    @property
    def state(self) -> str:
        """`done`: met together; `doing`: members and no joint activity yet; `none`: neither."""
        if self.joint:
            return "done"
        return "doing" if self.members else "none"

    @property
    def words(self) -> str:
        return f"{self.regional.name}：成员 {self.members} 人，联合活动 {self.joint} 次"


@dataclass(frozen=True)
class Tally:
    """Of some cells: how many regional groups have members of the professional one, and how many of these met it.

    `beyond` met it without having a member.
    """

    crossed: int = 0
    met: int = 0
    beyond: int = 0
    members: int = 0
    joint: int = 0

    @classmethod
    def of(cls, cells: Iterable[Cell]) -> Tally:
        cells = list(cells)
        crossed = [cell for cell in cells if cell.members]
        return cls(
            crossed=len(crossed),
            met=sum(1 for cell in crossed if cell.joint),
            beyond=sum(1 for cell in cells if cell.joint and not cell.members),
            members=sum(cell.members for cell in cells),
            joint=sum(cell.joint for cell in cells),
        )

    @property
    def waiting(self) -> int:
        return self.crossed - self.met


@dataclass(frozen=True)
class Block:
    """The cells of one professional group with the regional groups of one unit."""

    code: str
    cells: tuple[Cell, ...]
    tally: Tally


@dataclass(frozen=True)
class Line:
    """A unit, or the groups of fields under no unit; `blocks` in the order of the professional groups."""

    code: str
    name: str
    groups: int
    blocks: tuple[Block, ...]
    tally: Tally


@dataclass(frozen=True)
class Crossing:
    professional: tuple[ProfessionalGroup, ...]
    lines: tuple[Line, ...]
    totals: tuple[Tally, ...]
    total: Tally
    groups: int
    cells: tuple[Cell, ...] = field(repr=False, default=())


def count(asked: Asked) -> Crossing:
    """Six queries beside those of the activities, whatever the number of rows."""
    professional = tuple(ProfessionalGroup.objects.order_by("order"))
    regional = RegionalGroup.objects.select_related("unit").order_by("unit__code", "code")
    if asked.kind:
        regional = regional.filter(kind=asked.kind)
    members, joint = _members(asked), _joint(asked)
    cells = tuple(
        Cell(group, each, members[group.pk, each.pk], joint[group.pk, each.pk])
        for each in regional
        for group in professional
    )
    shown = tuple(cell for cell in cells if not asked.only or cell.state == asked.only)
    kept = {cell.regional.pk for cell in shown}
    cells = tuple(cell for cell in cells if cell.regional.pk in kept)
    lines = tuple(_lines(professional, cells))
    return Crossing(
        professional=professional,
        lines=lines,
        totals=tuple(
            Tally.of(cell for cell in cells if cell.professional == group) for group in professional
        ),
        total=Tally.of(cells),
        groups=len(kept),
        cells=cells,
    )


def _lines(professional: tuple[ProfessionalGroup, ...], cells: tuple[Cell, ...]) -> Iterable[Line]:
    units: dict[str, tuple[str, list[Cell]]] = {}
    for cell in cells:
        unit = cell.regional.unit
        name = unit.name if unit else WITHOUT_UNIT
        units.setdefault(unit.code if unit else "", (name, []))[1].append(cell)
    for code, (name, own) in units.items():
        of_each = [tuple(cell for cell in own if cell.professional == group) for group in professional]
        blocks = tuple(
            Block(group.code, found, Tally.of(found))
            for group, found in zip(professional, of_each, strict=True)
        )
        yield Line(code, name, len({cell.regional.pk for cell in own}), blocks, Tally.of(own))


def _members(asked: Asked) -> Counter[Pair]:
    """Representatives in office on the day who belong to both groups."""
    mandates = Mandate.objects.active(asked.on)
    if asked.level:
        mandates = mandates.filter(term__level=asked.level)
    people = set(mandates.values_list("representative", flat=True))
    first = dict(ProfessionalMembership.objects.in_force(asked.on).values_list("representative", "group"))
    second = RegionalMembership.objects.in_force(asked.on).values_list("representative", "group")
    return Counter((first[person], group) for person, group in second if person in people and person in first)


def _joint(asked: Asked) -> Counter[Pair]:
    """Held activities of the year to which both groups were called."""
    return Counter(
        (one, other)
        for activity in group_activities.of_year(asked.year)
        if activity.is_held and (not asked.action or activity.action == asked.action)
        for one in activity.professional
        for other in activity.regional
    )
