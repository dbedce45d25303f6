"""The wall as it stands on a day: the entries of every source, their counts, the filters of the page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from evaluation.promise_wall import request_promises, suggestion_promises
from evaluation.promise_wall.entries import WallEntry, WallState

# Each gives the entries of one kind of matter on a local date. What is promised elsewhere joins here.
SOURCES: tuple[Callable[[date], Iterator[WallEntry]], ...] = (
    request_promises.entries,
    suggestion_promises.entries,
)


@dataclass(frozen=True)
class Wall:
    entries: tuple[WallEntry, ...]

    def narrowed(self, *, state: str = "", unit: str = "") -> list[WallEntry]:
        """Of one state and one unit; an empty value asks for all."""
        rows = (entry for entry in self.entries if not state or entry.state == state)
        return [entry for entry in rows if not unit or entry.unit == unit]

    @property
    def units(self) -> list[str]:
        return sorted({entry.unit for entry in self.entries if entry.unit})

    def count(self, state: WallState) -> int:
        return sum(entry.state == state for entry in self.entries)

    @property
    def over(self) -> int:
        """Promises with an end: kept or broken."""
        return self.count(WallState.KEPT) + self.count(WallState.BROKEN)

    @property
    def kept_on_time(self) -> int:
        return sum(entry.is_on_time for entry in self.entries)


def wall_of(on: date) -> Wall:
    """On the local date `on`: broken and late ones first, then by their date; kept ones of a year, the newest first.

    Rule: docs/domain.md § 6. No entry is left out but one that was kept a year ago.
    """
    found = [entry for source in SOURCES for entry in source(on)]
    standing = [entry for entry in found if entry.state != WallState.KEPT]
    kept = [entry for entry in found if entry.state == WallState.KEPT and _stays(entry, on)]
    standing.sort(key=lambda entry: (entry.due_on, entry.key))
    kept.sort(key=_newest_first)
    return Wall((*standing, *kept))


def _stays(entry: WallEntry, on: date) -> bool:
    leaves_on = entry.leaves_on()
    return leaves_on is None or on < leaves_on


def _newest_first(entry: WallEntry) -> tuple[int, str]:
    return (-(entry.kept_on or date.min).toordinal(), entry.key)


def tally(wall: Wall) -> Sequence[dict[str, object]]:
    """Label, count and tone of each state, in the order of the bar."""
    tones = {
        WallState.KEPT: "done",
        WallState.BROKEN: "over",
        WallState.DUE: "rest",
        WallState.OPEN: "doing",
    }
    return [{"label": state.label, "count": wall.count(state), "tone": tone} for state, tone in tones.items()]
