"""Promises about one matter that follow each other: all but the last have failed (docs/domain.md § 6)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Generic, TypeVar

from casework.models.promises import Promise
from evaluation.promise_wall.entries import WallState

P = TypeVar("P", bound=Promise)


@dataclass(frozen=True)
class Chain(Generic[P]):
    """`kept_on` is the day on which the last was kept, or a later answer settled the matter; None until then."""

    rows: tuple[P, ...]
    kept_on: date | None

    @property
    def last(self) -> P:
        return self.rows[-1]

    @property
    def first_due_on(self) -> date:
        return self.rows[0].due_on

    @property
    def moved(self) -> int:
        """How often another date took the place of the one before."""
        return sum(before.due_on != after.due_on for before, after in pairwise(self.rows))

    def state(self, on: date) -> WallState:
        """On the local date `on`. One that was not agreed to is broken once its date has passed."""
        if self.kept_on is not None:
            return WallState.KEPT
        if self.last.broken_at is not None:
            return WallState.BROKEN
        if self.last.due_on >= on and self.last.kept_at is None:
            return WallState.OPEN
        return WallState.BROKEN if self.last.ended_at is not None else WallState.DUE


def has_failed(promise: Promise) -> bool:
    """Broken, or not agreed to: what is promised next goes on in its place."""
    return promise.broken_at is not None or promise.ended_at is not None


def linked(rows: Sequence[P]) -> Iterator[tuple[P, ...]]:
    """The promises of one matter in the order in which they were made, cut after each that did not fail."""
    begin = 0
    for place, row in enumerate(rows, start=1):
        if place == len(rows) or not has_failed(row):
            yield tuple(rows[begin:place])
            begin = place
