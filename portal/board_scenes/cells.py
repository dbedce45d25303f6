"""Scenes and cells of the lobby screen, ready for `portal/_board_main.html`, whose first lines name them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

ROWS = 7

Data = dict[str, Any]
Cell = dict[str, Any]


def table(
    key: str,
    label: str,
    columns: Iterable[tuple[str, str]],
    rows: Sequence[list[Cell]],
    on_page: int = 0,
) -> Data:
    """Pages of at most `on_page` rows, as full as each other: no page turns up for the last one alone."""
    pages = -(-len(rows) // (on_page or ROWS))
    size = -(-len(rows) // pages) if pages else ROWS
    return {
        "key": key,
        "label": label,
        "kind": "table",
        "columns": [{"label": name, "kind": kind} for name, kind in columns],
        "pages": [rows[start : start + size] for start in range(0, len(rows), size)],
    }


def cell(kind: str, text: object, tone: str = "") -> Cell:
    return {"kind": kind, "text": text, "tone": tone}


def bar(done: int, whole: int, longest: int) -> Cell:
    parts = [{"count": done, "tone": "done"}, {"count": whole - done, "tone": "doing"}]
    if longest > whole:
        parts.append({"count": longest - whole, "tone": ""})
    return {"kind": "bar", "text": f"{done} / {whole}", "parts": parts}
