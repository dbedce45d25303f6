"""A list of one-line rows: sorted by each of its columns both ways, a page at a time, with what stands under it.

A list declares its columns and where their values are; page, headings and the words of the pager follow from that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import F, QuerySet
from django.http import HttpRequest, QueryDict

from casework.paging import Order, page_of
from casework.queues.columns import Column
from office.sort_headings import headings

PAGE_SIZE = 25
SORTED_BY = "sorted_by"


@dataclass(frozen=True)
class SortedBy:
    """`value` is a path to a column or an expression; `kind` what it holds, as `casework.paging.Order` names it."""

    value: Any
    kind: str = "text"


@dataclass(frozen=True)
class Listing:
    """`sorts` by a column's key; a column without one sorts nothing. `unit` is the word its rows are counted in."""

    columns: tuple[Column, ...]
    sorts: Mapping[str, SortedBy]
    unit: str = "件"

    def of(
        self,
        request: HttpRequest,
        rows: QuerySet[Any],
        *,
        usual: str,
        total: int | None = None,
    ) -> dict[str, Any]:
        """What the template of a dense list reads: `rows` of the page, `headings`, and the parameters of the pager.

        `usual` is the order until the reader chooses: a key of `sorts`, `-key` where it falls. `total` where it is
        counted already, else one query counts it.
        """
        sort = self._asked(request, usual)
        if total is None:
            total = rows.order_by().count()
        page = page_of(
            self._valued(rows, sort), self._order(sort), request.GET.get("cursor", ""), size=PAGE_SIZE
        )
        others = query_without(request.GET, "sort", "cursor")
        last = page.first + len(page.rows) - 1
        return {
            "is_dense": True,
            "rows": page.rows,
            "headings": headings(
                self.columns, sortable=self.sorts, sort=sort, address=f"?{others}&" if others else "?"
            ),
            "place_words": f"第 {page.first}–{last} {self.unit}，共 {total} {self.unit}" if page.rows else "",
            "previous_url": cursor_url(request, page.previous),
            "next_url": cursor_url(request, page.following),
        }

    def _asked(self, request: HttpRequest, usual: str) -> str:
        asked = request.GET.get("sort", "")
        return asked if asked.removeprefix("-") in self.sorts else usual

    def _valued(self, rows: QuerySet[Any], sort: str) -> QuerySet[Any]:
        value = self.sorts[sort.removeprefix("-")].value
        valued: QuerySet[Any] = rows.annotate(**{SORTED_BY: F(value) if isinstance(value, str) else value})
        return valued

    def _order(self, sort: str) -> Order:
        kind = self.sorts[sort.removeprefix("-")].kind
        return Order(SORTED_BY, descending=sort.startswith("-"), kind=kind)


def query_without(query: QueryDict, *without: str) -> str:
    """The query without those names and without what is empty; many values of one name stay."""
    found = [(name, value) for name, values in query.lists() for value in values if value]
    return urlencode([(name, value) for name, value in found if name not in without])


def cursor_url(request: HttpRequest, cursor: str, *, place: str = "") -> str:
    """The address of another page of the same list; "" without a cursor. `place` is where in the page it opens."""
    if not cursor:
        return ""
    others = query_without(request.GET, "cursor")
    return f"?{others}&cursor={cursor}{place}" if others else f"?cursor={cursor}{place}"
