"""Pages by key, not by number: page numbers move under the reader, and OFFSET 900,000 costs 500 first pages.

A cursor is `after.<value>.<id>.<place>` or `before.<value>.<id>.<place>`; `-` stands for no value. `place` is how many
rows stood before the page when the reader opened it: it is shown, and nothing is asked by it. A cursor that cannot be
read opens the first page.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from django.db.models import F, Model, Q, QuerySet

M = TypeVar("M", bound=Model)
CURSOR = re.compile(r"(after|before)\.(-|[\w-]{1,400})\.(\d{1,18})(?:\.(\d{1,7}))?", re.ASCII)
# Of a number that every database holds.
DIGITS = 18


@dataclass(frozen=True)
class Page(Generic[M]):
    """`previous` and `following` are cursors, empty at the ends; `first` is the place of the first row, from 1."""

    rows: list[M]
    previous: str
    following: str
    first: int = 1


@dataclass(frozen=True)
class Order:
    """By a column (rows without a value first, last when `descending`) and then by id.

    Without a column the order is that of entry. `kind` is what the column holds: date,
    number or text.
    """

    column: str = ""
    descending: bool = False
    kind: str = "date"

    def key(self, row: Model) -> str:
        """The row's place as a cursor names it: `2026-11-30.12`, `-.12` for a row without a value."""
        value = getattr(row, self.column) if self.column else None
        return f"{'-' if value is None else _WRITTEN[self.kind](value)}.{row.pk}"

    def value(self, text: str) -> Any:
        """What `key` wrote; None for no value and for what cannot be read."""
        try:
            return None if text == "-" else _READ[self.kind](text)
        except (ValueError, Error):
            return None


NEWEST = Order(descending=True)
OLDEST = Order()


def page_of(rows: QuerySet[M], order: Order, cursor: str, *, size: int) -> Page[M]:
    """The page at a cursor, the first one for a cursor that is empty or cannot be read.

    `size` rows at most and one more to know whether another page follows: one query, however far the page is.
    """
    place = CURSOR.fullmatch(cursor or "")
    backwards = place is not None and place[1] == "before"
    if place is not None:
        rows = rows.filter(_beyond(order, place[2], int(place[3]), backwards=backwards))
    found = list(_ordered(rows, order, backwards=backwards)[: size + 1])
    has_more, shown = len(found) > size, found[:size]
    if backwards:
        shown.reverse()
    has_previous = has_more if backwards else place is not None
    has_following = backwards or has_more
    before = int(place[4] or 0) if place is not None else 0
    # A page further back ends where the one it was opened from began.
    skipped = max(0, before - len(shown)) if backwards else before
    return _page(order, shown, skipped, has_previous=has_previous, has_following=has_following)


def begun(rows: QuerySet[M], order: Order, *, size: int) -> QuerySet[M]:
    """What `first_page` takes: the rows of the first page, and one more."""
    return _ordered(rows, order, backwards=False)[: size + 1]


def first_page(found: list[M], order: Order, *, size: int) -> Page[M]:
    """The page of `page_of` without a cursor, of rows that were asked for as `begun` writes it."""
    return _page(order, found[:size], 0, has_previous=False, has_following=len(found) > size)


def _page(order: Order, shown: list[M], skipped: int, *, has_previous: bool, has_following: bool) -> Page[M]:
    return Page(
        shown,
        f"before.{order.key(shown[0])}.{skipped}" if shown and has_previous else "",
        f"after.{order.key(shown[-1])}.{skipped + len(shown)}" if shown and has_following else "",
        skipped + 1,
    )


def _ordered(rows: QuerySet[M], order: Order, *, backwards: bool) -> QuerySet[M]:
    falling = order.descending is not backwards
    if not order.column:
        return rows.order_by("-pk" if falling else "pk")
    if falling:
        return rows.order_by(F(order.column).desc(nulls_last=True), "-pk")
    return rows.order_by(F(order.column).asc(nulls_first=True), "pk")


def _beyond(order: Order, text: str, pk: int, *, backwards: bool) -> Q:
    """`value >= v AND (value > v OR id > n)`: without the first term the planner scans everything."""
    falling = order.descending is not backwards
    further = Q(pk__lt=pk) if falling else Q(pk__gt=pk)
    if not order.column:
        return further
    column, known = order.column, order.value(text)
    if known is None:
        without = Q(**{f"{column}__isnull": True}) & further
        return without if falling else without | Q(**{f"{column}__isnull": False})
    if falling:
        earlier = Q(**{f"{column}__lte": known}) & (Q(**{f"{column}__lt": known}) | further)
        return Q(**{f"{column}__isnull": True}) | earlier
    return Q(**{f"{column}__gte": known}) & (Q(**{f"{column}__gt": known}) | further)


def _packed(text: str) -> str:
    return urlsafe_b64encode(text.encode()).decode().rstrip("=") or "_"


def _unpacked(text: str) -> str:
    found = "" if text == "_" else urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
    if "\0" in found:
        raise ValueError("no text of a database")
    return found


def _number(text: str) -> int:
    if len(text) > DIGITS:
        raise ValueError("no number of a database")
    return int(text)


_WRITTEN: dict[str, Callable[[Any], str]] = {"date": date.isoformat, "number": str, "text": _packed}
_READ: dict[str, Callable[[str], Any]] = {"date": date.fromisoformat, "number": _number, "text": _unpacked}
