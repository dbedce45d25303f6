"""By what the ledger may be sorted, each column both ways: a key as it stands in an address, `-key` the other way round.

What a reader may not read of a case does not sort it: its row stands with those that have no value.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Expression,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)

from casework.paging import NEWEST, OLDEST, Order
from requests_app.access.case_access import without_counter
from requests_app.models import Assignment
from requests_app.models.assignments import Part
from requests_app.models.requests import Source, Status
from requests_app.models.visibility import request_filter
from stations.scopes import Scopes

SORTED_BY = "sorted_by"


@dataclass(frozen=True)
class Sort:
    """`path` leads to the value, `kind` as in `casework.paging.Order`; `hides` where only who reads a case knows it."""

    rising: str
    falling: str
    kind: str = "text"
    path: str = ""
    hides: bool = False


SORTS: dict[str, Sort] = {
    "due": Sort("期限早的在前", "期限晚的在前", "date", "bound_on"),
    "number": Sort("先登记的在前", "后登记的在前", "number"),
    "received": Sort("先收到的在前", "后收到的在前", "date", "received_on"),
    "title": Sort("按标题", "按标题倒序", path="title", hides=True),
    "who": Sort("按企业", "按企业倒序", path="enterprise_name", hides=True),
    "category": Sort("按类别", "按类别倒序", path="category__name", hides=True),
    "lead": Sort("按责任单位", "按责任单位倒序"),
    "group": Sort("按跟踪小组", "按跟踪小组倒序", "number", "group__order"),
    "representative": Sort("按承办代表", "按承办代表倒序", path="representative__name", hides=True),
    "expected": Sort("按预期效果", "按预期效果倒序", path="expected_outcome", hides=True),
    "station": Sort("按服务站", "按服务站倒序", path="station__name"),
    "source": Sort("按来源", "按来源倒序", "number"),
    "state": Sort("按状态", "按状态倒序", "number"),
}
# What saved views and marked addresses say since before every column could be sorted by.
FORMER = {"new": "-number"}


def choices(*, reads: bool) -> list[tuple[str, str]]:
    """What may be chosen, in words; without what only who `reads` cases may know."""
    return [
        pair
        for key, sort in SORTS.items()
        if reads or not sort.hides
        for pair in ((key, sort.rising), (f"-{key}", sort.falling))
    ]


def order_of(sort: str) -> Order:
    """The order of a key of `choices`, or of `FORMER`."""
    sort = FORMER.get(sort, sort)
    key, falls = sort.removeprefix("-"), sort.startswith("-")
    if key == "number":
        return NEWEST if falls else OLDEST
    if key == "due":
        return Order("bound_on", descending=falls)
    return Order(SORTED_BY, descending=falls, kind=SORTS[key].kind)


def with_value(rows: QuerySet[Any], sort: str, scopes: Scopes) -> QuerySet[Any]:
    """The rows with the value that `order_of` reads, where it is none of their columns."""
    key = FORMER.get(sort, sort).removeprefix("-")
    if key in ("", "number", "due"):
        return rows
    value = _WORKED_OUT[key]() if key in _WORKED_OUT else F(SORTS[key].path)
    if SORTS[key].hides:
        value = Case(When(request_filter(without_counter(scopes)), then=value), default=Value(None))
    valued: QuerySet[Any] = rows.annotate(**{SORTED_BY: value})
    return valued


def _lead() -> Expression | Subquery:
    parts = Assignment.objects.current().filter(case=OuterRef("pk"), part=Part.LEAD).order_by("pk")
    return Subquery(parts.values("department__short_name")[:1], output_field=CharField())


def _place(column: str, values: Any) -> Case:
    """Where a code stands among its choices."""
    found = [When(Q(**{column: value}), then=Value(place)) for place, value in enumerate(values)]
    return Case(*found, default=Value(len(found)), output_field=IntegerField())


_WORKED_OUT: dict[str, Callable[[], Any]] = {
    "lead": _lead,
    "state": lambda: _place("status", Status.values),
    "source": lambda: _place("source", Source.values),
}
