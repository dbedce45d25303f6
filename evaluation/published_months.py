"""Published months beside each other: the archive, a month's neighbours, and the course of one station's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.urls import reverse

from evaluation.models import Disclosure
from office.months import Month

MONTHS_A_PAGE = 12
# So many months are drawn beside each other.
COURSE = 12


@dataclass(frozen=True)
class Column:
    """One month of a course: what was received and settled, from the frozen edition."""

    month: Month
    received: int
    settled: int
    url: str
    current: bool


def archive(page: str | None) -> tuple[Page[Any], list[tuple[Month, list[Disclosure]]]]:
    """The months of one page, latest first, each with its published editions, the default station's first."""
    months = Disclosure.objects.published().order_by("-year", "-month").values("year", "month").distinct()
    shown = Paginator(months, MONTHS_A_PAGE).get_page(page)
    wanted = Q(pk__in=())
    for each in shown.object_list:
        wanted |= Q(**each)
    rows = (
        Disclosure.objects.published()
        .filter(wanted)
        .select_related("station")
        .order_by("-year", "-month", "-station__is_default", "station_id")
    )
    return shown, [(month, list(found)) for month, found in groupby(rows, key=lambda row: row.period)]


def course(disclosure: Disclosure) -> list[Column]:
    """The station's published months up to and with this one, oldest first, at most `COURSE`.

    A single month has no course: then the list is empty.
    """
    year, month = disclosure.year, disclosure.month
    rows = (
        Disclosure.objects.published()
        .filter(Q(year__lt=year) | Q(year=year, month__lte=month), station=disclosure.station)
        .order_by("-year", "-month")[:COURSE]
    )
    columns = [
        Column(
            row.period,
            row.figures["sums"]["received"],
            row.figures["sums"]["settled"],
            address(row.period, disclosure.station.code),
            row.pk == disclosure.pk,
        )
        for row in reversed(rows)
    ]
    return columns if len(columns) > 1 else []


def following(disclosure: Disclosure) -> str:
    """The address of the station's next published month; empty for its last."""
    year, month = disclosure.year, disclosure.month
    later = (
        Disclosure.objects.published()
        .filter(Q(year__gt=year) | Q(year=year, month__gt=month), station=disclosure.station)
        .order_by("year", "month")
        .first()
    )
    return address(later.period, disclosure.station.code) if later else ""


def preceding(columns: Sequence[Column]) -> str:
    """The address of the month before the last of a course; empty where there is none."""
    return columns[-2].url if len(columns) > 1 else ""


def address(month: Month, code: str) -> str:
    return f"{reverse('evaluation:disclosure', args=[month.year, month.month])}?station={code}"


def parts(figures: dict[str, dict[str, int]]) -> list[dict[str, object]]:
    """The month's requests as parts of a bar; with 未计入 they add up to those received."""
    sums = figures["sums"]
    shown = (
        ("已办结", "settled", "done"),
        ("其他结案", "ended", "ink"),
        ("办理中", "going", "doing"),
        ("超期", "overdue", "over"),
        ("未计入", "left_out", "rest"),
    )
    return [{"label": label, "count": sums[key], "tone": tone} for label, key, tone in shown]
