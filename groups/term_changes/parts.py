"""What a change of term touches, kind by kind: each app names its own (docs/domain.md § 13)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from groups.models import Representative
from office.actors import Actor
from office.ports import Port


class Fate(StrEnum):
    CARRIED = "carried"
    HANDED = "handed"
    ENDED = "ended"

    @property
    def label(self) -> str:
        return {"carried": "照旧", "handed": "移交", "ended": "结束"}[self]


@dataclass(frozen=True)
class Leaving:
    """Who is out of office from `on`, by key, and who takes over from whom."""

    on: date
    people: frozenset[int]
    successors: Mapping[int, Representative] = field(default_factory=dict)
    term: int | None = None


@dataclass(frozen=True)
class Item:
    """Something that is open: whose (a representative's key), how it reads, where it is shown."""

    representative: int
    label: str
    url: str = ""


Do = Callable[[Leaving, Actor, datetime], None]


def _nothing(leaving: Leaving, by: Actor, at: datetime) -> None:
    """What ends by itself with the mandates."""


@dataclass(frozen=True)
class Part:
    """One kind of thing that is open. `find` gives those of `people` (at the instant `at`).

    What is carried is found again afterwards, what is handed over or ended is not: `carry_out` refuses otherwise.
    `before` runs while the old mandates still hold, `after` once they have ended. Where `is_never_nobodys`, what
    `find` gives of people who left for good is a fault that `doctor` names.
    """

    name: str
    label: str
    fate: Fate
    what: str
    find: Callable[[Leaving, datetime], Sequence[Item]]
    before: Do = _nothing
    after: Do = _nothing
    order: int = 50
    is_never_nobodys: bool = False


parts: Port[Part] = Port()


def in_order() -> list[Part]:
    return sorted(parts, key=lambda part: part.order)
