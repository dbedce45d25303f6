"""承诺墙 on the lobby screen: what is late or comes due first, then what was kept (docs/domain.md § 6)."""

from __future__ import annotations

from datetime import date

from evaluation.promise_wall.entries import WallEntry, WallState
from evaluation.promise_wall.wall import wall_of
from office.templatetags.wording import short_day
from portal.board_scenes.cells import Cell, Data, cell, table
from stations.models import Station

PROMISE_ROWS = 28
TONES = {WallState.OPEN: "doing", WallState.DUE: "asked", WallState.BROKEN: "ended", WallState.KEPT: "done"}
COLUMNS = (
    ("承诺的事", "long"),
    ("责任单位", "text"),
    ("最初承诺", "text"),
    ("到期情况", "chip-cell"),
    ("状态", "chip-cell"),
)


def promises_scene(station: Station, on: date) -> Data | None:
    """Of the whole county; None while nobody has promised anything."""
    rows = [_row(entry, station, on) for entry in wall_of(on).entries[:PROMISE_ROWS]]
    return table("promises", "承诺墙", COLUMNS, rows) if rows else None


def _row(entry: WallEntry, station: Station, on: date) -> list[Cell]:
    """With the first date. Beside a broken promise its unit stands only where the approver switched units on."""
    words, chip = entry.punctuality(on)
    hides = entry.state == WallState.BROKEN and not station.shows_overdue
    if entry.moved and entry.kept_on is None:
        words, chip = f"改期 {entry.moved} 次", "soon"
    return [
        cell("long", _short(entry.title)),
        cell("text", "" if hides else entry.unit or "—"),
        cell("text", short_day(entry.first_due_on)),
        {"kind": "chip", "text": words, "state": chip},
        {"kind": "status", "text": entry.state.label, "state": TONES[entry.state]},
    ]


def _short(title: str) -> str:
    """Of a category the part that says what it is about."""
    return title.removeprefix("关于").removesuffix("的建议").rpartition("·")[2]
