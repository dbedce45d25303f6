"""The headings of a list that can be sorted: each a link that sorts by its column, or turns the order round."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Protocol


class Column(Protocol):
    """`width` is a class of the style sheets, or nothing."""

    @property
    def key(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def width(self) -> str: ...


@dataclass(frozen=True)
class Heading:
    """`url` is empty for a column that sorts nothing; `direction` as `aria-sort` says it, empty for the others."""

    label: str
    url: str
    direction: str
    width: str = ""

    @property
    def arrow(self) -> str:
        """What stands behind the label of the column in force."""
        return {"ascending": " ↑", "descending": " ↓"}.get(self.direction, "")


def headings(
    columns: Iterable[Column], *, sortable: Collection[str], sort: str, address: str, place: str = ""
) -> list[Heading]:
    """The heading of each column, under `sort`: a column's key, `-key` where it falls.

    `address` is the list's with everything but the order and the page, ending in `?` or `&`; `place` is the id at
    which the list begins, where something stands above it.
    """
    end = f"#{place}" if place else ""
    return [_heading(column, column.key in sortable, sort, address, end) for column in columns]


def _heading(column: Column, sorts: bool, sort: str, address: str, end: str) -> Heading:
    key = column.key
    direction = {key: "ascending", f"-{key}": "descending"}.get(sort, "")
    url = f"{address}sort={'-' if sort == key else ''}{key}{end}" if sorts else ""
    return Heading(column.label, url, direction, column.width)
