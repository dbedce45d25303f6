"""What the lobby screen shows of a month: public words and figures only, ready for the template.

Sums and rates are of the running month; lines with names come from the latest published month, as nothing
about a person is shown before it was checked and approved (docs/domain.md § 6).
"""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from evaluation import figures
from evaluation.drafting import rate_data
from evaluation.periods import Month
from evaluation.results import Figures
from office.calendar import local_date
from portal.board_scenes.cells import Data
from portal.board_scenes.registry import Occasion, scenes_of
from stations.models import Station
from stations.receptions import desk
from stations.shifts import desk as shifts

RATES = ((figures.RESPONSE, "件"), (figures.CLOSED, "件"), (figures.SATISFIED, "评"))


def board_data(station: Station, *, at: datetime) -> Data:
    """The context of `_board_main.html` for the month of `at`, without the build's name."""
    on = local_date(at)
    month = Month.of(on)
    rates = [figure for figure, _ in RATES]
    counted = figures.count_month(
        month, as_of=figures.AsOf(on), dimensions=("group",), rates=rates, station=station.pk
    )
    total = counted.total
    return {
        "station": station,
        "month": month.from_on,
        "data_at": at.replace(minute=at.minute // 10 * 10, second=0, microsecond=0),
        "sums": _sums(total),
        "rates": [_rate(total, *row) for row in RATES],
        "scenes": scenes_of(Occasion(station, at, on, counted.by["group"])),
        "qr_svg": reverse("portal:board_qr", args=[station.code]),
        "today_at_station": shifts.today(station, at) or None,
        "next_reception": desk.next_of(station, at),
        "note": "每月末经审核后公示",
    }


def _sums(total: Figures) -> Data:
    sums = total.sums
    parts = [
        {"label": "办结", "count": sums.settled, "tone": "done"},
        {"label": "办理中", "count": sums.going, "tone": "doing"},
        {"label": "超期", "count": sums.overdue, "tone": "over"},
    ]
    other = sums.ended + sums.left_out
    if other:
        parts.append({"label": "其他", "count": other, "tone": "rest"})
    return {"received": sums.received, "parts": parts}


def _rate(total: Figures, figure: figures.Figure, unit: str) -> Data:
    data = rate_data(total.rate(figure.name))
    return {
        "label": figure.label,
        "unit": unit,
        "percent": data["percent"],
        "numerator": data["numerator"],
        "denominator": data["denominator"],
    }
