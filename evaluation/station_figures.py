"""Receptions and consultations in a month's edition, from shape 2 on; activities from 3, suggestions from 4 on (docs/domain.md § 6)."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from evaluation import activity_figures, figures, suggestion_figures
from evaluation.periods import Month
from evaluation.results import Rate
from stations.models import Station

JSON = dict[str, Any]
# Which figures an edition has. Editions of releases before 0.3.0 carry no number: they say what shape 1 says.
KEY, FIRST, STATION_LIFE, SHAPE = "shape", 1, 2, suggestion_figures.SHAPE
RECEPTIONS = (
    ("planned", "安排接待", "场"),
    ("held", "已举行", "场"),
    ("cancelled", "已取消", "场"),
    ("visitors", "到访", "人次"),
    ("walk_ins", "其中临时来访", "人次"),
)
CONSULTATIONS = (
    ("entries", "接待咨询", "人次"),
    ("answered", "其中当场答复", "人次"),
    ("requests", "其中转为诉求", "人次"),
    ("late", "补录以前月份的咨询", "人次"),
)
NO_SHOW = "爽约率"
# What later shapes added, in their order.
LATER = (activity_figures, suggestion_figures)
# On the lobby screen: what was done, on one page.
ON_BOARD = (
    "已举行", "到访", "其中临时来访", "接待咨询", "其中当场答复", "其中转为诉求", *activity_figures.ON_BOARD,
    *suggestion_figures.ON_BOARD,
)  # fmt: skip


def shape_of(data: JSON) -> int:
    return int(data.get(KEY, FIRST))


def of_month(station: Station | None, month: Month, as_of: figures.AsOf, *, shape: int = SHAPE) -> JSON:
    """What the shapes from 2 to `shape` add, of one station or (None) all; of a rate under five neither part."""
    held = figures.receptions(month, as_of=as_of, station=station)
    asked = figures.consultations(month, as_of=as_of, station=station)
    receptions = {name: getattr(held, name) for name, _, _ in RECEPTIONS}
    more = {}
    for part in LATER:
        if shape >= part.SHAPE:
            more[part.KEY] = part.of_month(station, month, as_of)
    return {
        **more,
        KEY: shape,
        "receptions": receptions | {"no_show": _parts(held.no_show)},
        "consultations": asdict(asked),
    }


def _parts(rate: Rate) -> JSON:
    if rate.is_small:
        return {"numerator": None, "denominator": None, "percent": None}
    return {"numerator": rate.numerator, "denominator": rate.denominator, "percent": rate.percent}


def lines(data: JSON) -> list[tuple[str, str]]:
    """All of `sections`, one after the other."""
    return [line for _, found in sections(data) for line in found]


def sections(data: JSON) -> list[tuple[str, list[tuple[str, str]]]]:
    """(heading, lines of label, number and unit) of an edition as frozen; no section without a line."""
    life, activities, suggestions = _life(data), activity_figures.lines(data), suggestion_figures.lines(data)
    heading = "接待、咨询和活动" if activities else "接待和咨询"
    found = [(heading, life + activities), ("代表建议", suggestions)]
    return [(heading, rows) for heading, rows in found if rows]


def _life(data: JSON) -> list[tuple[str, str]]:
    if shape_of(data) < STATION_LIFE:
        return []
    found = [
        (label, f"{data[part][name]} {unit}")
        for part, table in (("receptions", RECEPTIONS), ("consultations", CONSULTATIONS))
        for name, label, unit in table
    ]
    rate = data["receptions"]["no_show"]
    words = (
        "样本不足"
        if rate["denominator"] is None
        else f"{rate['percent']}%（{rate['numerator']} / {rate['denominator']}）"
    )
    found.insert(len(RECEPTIONS), (NO_SHOW, words))
    return found
