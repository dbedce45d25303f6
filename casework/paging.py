"""Pages by key, not by number: page numbers move under the reader, and OFFSET 900,000 costs 500 first pages.

A cursor is `after.<date>.<id>` or `before.<date>.<id>`; `-` stands for no date. One that cannot be read
opens the first page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from django.db.models import F, Model, Q, QuerySet

M = TypeVar("M", bound=Model)
CURSOR = re.compile(r"(after|before)\.(-|\d{4}-\d{2}-\d{2})\.(\d{1,18})")


@dataclass(frozen=True)
class Page(Generic[M]):
    """`previous` and `following` are cursors, empty at the ends."""

    rows: list[M]
    previous: str
    following: str


@dataclass(frozen=True)
class Order:
    """By a date column (rows without one first) and then by id; without a column the newest first."""

    column: str = ""

    def key(self, row: Model) -> str:
        """The row's place as a cursor names it: `2026-11-30.12`, `-.12` for a row without a date."""
        day = getattr(row, self.column) if self.column else None
        return f"{day.isoformat() if day else '-'}.{row.pk}"


NEWEST = Order()


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
    return _page(order, shown, has_previous=has_previous, has_following=has_following)


def begun(rows: QuerySet[M], order: Order, *, size: int) -> QuerySet[M]:
    """What `first_page` takes: the rows of the first page, and one more."""
    return _ordered(rows, order, backwards=False)[: size + 1]


def first_page(found: list[M], order: Order, *, size: int) -> Page[M]:
    """The page of `page_of` without a cursor, of rows that were asked for as `begun` writes it."""
    return _page(order, found[:size], has_previous=False, has_following=len(found) > size)


def _page(order: Order, shown: list[M], *, has_previous: bool, has_following: bool) -> Page[M]:
    return Page(
        shown,
        f"before.{order.key(shown[0])}" if shown and has_previous else "",
        f"after.{order.key(shown[-1])}" if shown and has_following else "",
    )


def _ordered(rows: QuerySet[M], order: Order, *, backwards: bool) -> QuerySet[M]:
    if not order.column:
        return rows.order_by("pk" if backwards else "-pk")
    if backwards:
        return rows.order_by(F(order.column).desc(nulls_last=True), "-pk")
    return rows.order_by(F(order.column).asc(nulls_first=True), "pk")


def _beyond(order: Order, day: str, pk: int, *, backwards: bool) -> Q:
    """`date >= d AND (date > d OR id > n)`: without the first term the planner scans everything."""
    if not order.column:
        return Q(pk__gt=pk) if backwards else Q(pk__lt=pk)
    column, known = order.column, _date(day)
    further = Q(pk__lt=pk) if backwards else Q(pk__gt=pk)
    if known is None:
        without = Q(**{f"{column}__isnull": True}) & further
        return without if backwards else without | Q(**{f"{column}__isnull": False})
    if backwards:
        earlier = Q(**{f"{column}__lte": known}) & (Q(**{f"{column}__lt": known}) | further)
        return Q(**{f"{column}__isnull": True}) | earlier
    return Q(**{f"{column}__gte": known}) & (Q(**{f"{column}__gt": known}) | further)


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
