"""Columns of the roster that are rows of their own elsewhere: group memberships here, postings in a higher app."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from groups.models import (
    ProfessionalGroup,
    ProfessionalMembership,
    RegionalGroup,
    RegionalMembership,
    Representative,
)
from groups.roster.cells import plain
from office.ports import Port

# 财政经济组, 财政经济代表小组 and 财政经济专业代表小组 are one group.
ENDING = re.compile(r"(专业)?(代表)?小?组$")


@dataclass(frozen=True)
class Linking:
    """A representative, what the roster says, and the first day on which it may hold."""

    representative: Representative
    value: Any
    since: date


class Link(Protocol):
    """A column that an app adds to the roster. An empty cell leaves everything as it is."""

    header: str
    aliases: tuple[str, ...]
    # Whether an empty cell of a file that has the column is worth a remark.
    expects_all: bool

    def resolver(self, on: date) -> Callable[[str], Any]:
        """Reads what it needs once; the function turns a cell into a value that compares, or raises ValueError."""
        ...

    def current(self, representatives: Collection[int], on: date) -> Mapping[int, Any]:
        """The values in force, by primary key of the representative."""
        ...

    def shown(self, value: Any) -> str: ...

    def apply(self, linkings: Sequence[Linking], *, on: date) -> None:
        """Makes it so from `on` (or from `since`, when that is later)."""
        ...


roster_links: Port[Link] = Port()


class RegionalGroupColumn:
    header = "地域小组代码"
    aliases: tuple[str, ...] = (
        "地域小组",
        "地域代表小组",
        "地域（领域）代表小组",
        "地域代表小组代码",
        "代表小组",
        "所在代表小组",
    )
    expects_all = True

    def resolver(self, on: date) -> Callable[[str], RegionalGroup]:
        known: dict[str, RegionalGroup] = {}
        for group in RegionalGroup.objects.select_related("unit"):
            known[_code(group.code)] = known[_code(group.name)] = group

        def resolve(text: str) -> RegionalGroup:
            if _code(text) not in known:
                raise ValueError(
                    f"没有“{plain(text)[:30]}”这个地域（领域）代表小组，请核对代码，或先在后台添加"
                )
            return known[_code(text)]

        return resolve

    def current(self, representatives: Collection[int], on: date) -> Mapping[int, RegionalGroup]:
        memberships = RegionalMembership.objects.open().filter(representative__in=representatives)
        return {each.representative_id: each.group for each in memberships.select_related("group")}

    def shown(self, value: RegionalGroup) -> str:
        return value.name

    def apply(self, linkings: Sequence[Linking], *, on: date) -> None:
        _end_open(RegionalMembership, linkings, on)
        RegionalMembership.objects.bulk_create(
            RegionalMembership(representative=each.representative, group=each.value, since=each.since)
            for each in linkings
        )


class ProfessionalGroupColumn:
    header = "专业小组"
    aliases: tuple[str, ...] = ("专业代表小组", "所属专业小组")
    expects_all = False
    # Names under which the groups are known elsewhere (the article says 监察和司法).
    other_names = {"监察和司法": "judicial", "监察司法": "judicial", "司法监察": "judicial"}

    def resolver(self, on: date) -> Callable[[str], ProfessionalGroup]:
        groups = list(ProfessionalGroup.objects.all())
        by_code = {group.code: group for group in groups}
        known = {group.name: group for group in groups}
        known |= {name: by_code[code] for name, code in self.other_names.items() if code in by_code}

        def resolve(text: str) -> ProfessionalGroup:
            name = ENDING.sub("", plain(text))
            if name not in known:
                possible = "、".join(group.name for group in groups) or "（尚未设置）"
                raise ValueError(f"没有“{plain(text)[:30]}”这个专业代表小组，请从{possible}中选填")
            return known[name]

        return resolve

    def current(self, representatives: Collection[int], on: date) -> Mapping[int, ProfessionalGroup]:
        memberships = ProfessionalMembership.objects.open().filter(representative__in=representatives)
        return {each.representative_id: each.group for each in memberships.select_related("group")}

    def shown(self, value: ProfessionalGroup) -> str:
        return value.name

    def apply(self, linkings: Sequence[Linking], *, on: date) -> None:
        _end_open(ProfessionalMembership, linkings, on)
        ProfessionalMembership.objects.bulk_create(
            ProfessionalMembership(representative=each.representative, group=each.value, since=each.since)
            for each in linkings
        )


def _end_open(
    membership: type[RegionalMembership] | type[ProfessionalMembership], linkings: Sequence[Linking], on: date
) -> None:
    """A new group from `on` ends the old one that day; a membership that has not begun never was in force."""
    representatives = [each.representative.pk for each in linkings]
    for old in membership.objects.open().filter(representative__in=representatives):
        old.until = max(on, old.since)
        old.save(update_fields=["until"])


def _code(text: str) -> str:
    """RG-CMG-03, rg_cmg_03 and rgcmg03 are one code; names compare without spaces."""
    return "".join(character for character in plain(text).casefold() if character.isalnum())


roster_links.register(RegionalGroupColumn())
roster_links.register(ProfessionalGroupColumn())
