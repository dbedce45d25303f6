"""When units first looked, told of the case itself and of the round in which it was (docs/domain.md § 10.11)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from casework.history import Entry
from requests_app.models import Answer, Assignment, Clock
from requests_app.models.clocks import ClockKind


@dataclass(frozen=True)
class Rounds:
    """`begun` are the instants at which the second round and each later one began, in their order."""

    begun: tuple[datetime, ...] = ()

    @classmethod
    def of(cls, round_number: int, answers: Iterable[Answer], clocks: Iterable[Clock]) -> Rounds:
        """A round begins with a date of its own to the enterprise, the first after the answer before it."""
        dates = sorted(clock.started_at for clock in clocks if clock.kind == ClockKind.ANSWER)
        earlier = sorted(answer.answered_at for answer in answers if answer.round < round_number)
        return cls(tuple(next((at for at in dates if at >= answered), answered) for answered in earlier))

    def at(self, moment: datetime) -> int:
        """The round that ran then; what falls on a beginning belongs to the new round."""
        return 1 + sum(begun <= moment for begun in self.begun)

    def label(self, moment: datetime) -> str:
        """第 1 轮; nothing for a case that has had one round."""
        return f"第 {self.at(moment)} 轮" if self.begun else ""


@dataclass(frozen=True)
class Unit:
    """A unit as its requester reads of it; without `viewed_at` where it works on another case than this one."""

    name: str
    viewed_at: datetime | None
    viewed_in: str = ""


def unit_of(part: Assignment, rounds: Rounds, *, is_own: bool) -> Unit:
    """Of another case the unit alone: its looks are none at this one."""
    looked = part.viewed_at if is_own else None
    return Unit(part.department.name, looked, rounds.label(looked) if looked else "")


def entries(parts: Iterable[Assignment], rounds: Rounds) -> Iterator[Entry]:
    """When each unit, and the 转办单位 before it, first opened the case."""
    for part in parts:
        if part.viewed_at:
            yield _entry(part.department.short_name, part.viewed_at, rounds)
        if part.through is not None and part.relay_viewed_at:
            yield _entry(part.through.short_name, part.relay_viewed_at, rounds)


def _entry(unit: str, at: datetime, rounds: Rounds) -> Entry:
    in_round = rounds.label(at)
    return Entry(f"{unit}已查看（{in_round}）" if in_round else f"{unit}已查看", at)
