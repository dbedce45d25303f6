"""Marks of the picture: a solid bar where they met, a hollow one where they have not yet, a dot where nobody is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from fieldwork.crossing.counting import Block, Cell

STEP = 6.4


@dataclass(frozen=True)
class Mark:
    """A rectangle of the drawing; lengths in pixels."""

    kind: str
    x: str
    y: str
    width: str
    height: str


@dataclass(frozen=True)
class Strip:
    """The drawing of a block with what it says in words."""

    block: Block
    width: str
    marks: tuple[Mark, ...]

    @property
    def words(self) -> str:
        tally = self.block.tally
        return f"{tally.crossed} 个有成员，{tally.met} 个已联合活动"


def strip(block: Block) -> Strip:
    return Strip(block, f"{STEP * len(block.cells) + 1:.1f}", tuple(_marks(block.cells)))


def _marks(cells: Iterable[Cell]) -> Iterator[Mark]:
    for number, cell in enumerate(cells):
        left = number * STEP
        if cell.state == "done":
            yield Mark("done", f"{left + 0.4:.1f}", "2", "5.6", "22")
        elif cell.state == "doing":
            yield Mark("doing", f"{left + 1.4:.1f}", "3", "4.2", "20")
        else:
            yield Mark("none", f"{left + 2:.1f}", "12", "2.4", "2.4")
