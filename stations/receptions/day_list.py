"""The desk's list of reception days: a line each with what is booked of it, sorted both ways by its headings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from stations.models import Booking, Reception, Seat
from stations.models.receptions import ReceptionQuerySet

# What the address says, and the columns that it sorts by.
SORTS = {
    "day": ("begins_at", "pk"),
    "station": ("station__name", "begins_at", "pk"),
    "booked": ("booked", "begins_at", "pk"),
}


class Column(NamedTuple):
    """Without `key` the list is not sorted by it; `width` is a class of the style sheets."""

    key: str
    label: str
    width: str = ""


COLUMNS = (
    Column("day", "日期"),
    Column("station", "服务站"),
    Column("", "接待代表"),
    Column("booked", "预约", "c-no"),
    Column("", "状态", "c-no"),
)


@dataclass(frozen=True)
class Listed:
    """Receptions that stand below one another, and what they come to."""

    rows: list[Reception]

    @property
    def booked(self) -> int:
        return sum(row.booked for row in self.rows)  # type: ignore[attr-defined]

    @property
    def seats(self) -> int:
        return sum(row.seats for row in self.rows)  # type: ignore[attr-defined]


def counted(rows: ReceptionQuerySet) -> ReceptionQuerySet:
    """With `seats`, all places of who sits there now, and `booked`, those that somebody holds or came to."""
    seats = Seat.objects.filter(slot__sitting__reception=OuterRef("pk"), slot__sitting__ended_at__isnull=True)
    booked = Booking.objects.seated().filter(slot__sitting__reception=OuterRef("pk"))
    return rows.annotate(
        seats=_count(seats, "slot__sitting__reception"), booked=_count(booked, "slot__sitting__reception")
    )


def listed(rows: ReceptionQuerySet, sort: str, *, usual: str, at_most: int) -> Listed:
    """Sorted as the address says ("day", "-day"), else as `usual` does."""
    chosen = sort if sort.removeprefix("-") in SORTS else usual
    sign = "-" if chosen.startswith("-") else ""
    ordered = counted(rows).order_by(*(sign + each for each in SORTS[chosen.removeprefix("-")]))
    return Listed(list(ordered[:at_most]))


def _count(rows: Any, group: str) -> Coalesce:
    counts = rows.order_by().values(group).annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counts), 0)
