"""What a report counts: the period beside the one before it and that of a year before, as plain data.

Each of the three is counted as of its own last day, so a report that is counted again says the same.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import Any

from django.db.models import Count

from evaluation import figures, station_figures
from evaluation.analysis.matters import Asked, read
from evaluation.analysis.movements import movements
from evaluation.analysis.tests_of_chance import Trend
from evaluation.figure_tables import BESIDE_LABELS, lines_of
from evaluation.figures import AsOf, Correction
from evaluation.figures.counting import received_cases
from evaluation.models.reports import ReportScope as Scope
from evaluation.reports.owners import Owner
from evaluation.results import Figures, MonthFigures, Rate, shown
from office import calendar as office_calendar
from office.months import Month, Period
from requests_app.models import Category, EnterpriseRequest

JSON = dict[str, Any]
SUMS = (
    ("received", "收到诉求"),
    ("settled", "已办结"),
    ("ended", "其他结案"),
    ("going", "办理中"),
    ("overdue", "超期"),
    ("left_out", "转送、不予受理、撤回"),
)
CATEGORIES_SHOWN = 12


def content(owner: Owner, period: Period, correction: Correction | None = None) -> JSON:
    """Rows of `now`, `before` and `year_before`; `units` and `parts` of the period alone.

    A `correction` mends the period itself, never the two beside it.
    """
    periods = {"now": period, "before": period.previous, "year_before": period.year_before}
    as_of = {name: AsOf.end_of(each, correction if name == "now" else None) for name, each in periods.items()}
    counted = {
        name: _count(owner, each, as_of[name], is_whole=name == "now") for name, each in periods.items()
    }
    totals = {name: each.total for name, each in counted.items()}
    return {
        "as_of": period.last_on.isoformat(),
        "periods": {name: each.label for name, each in periods.items()},
        "absent": _absent(owner, periods),
        "sums": [_sum_row(name, label, totals) for name, label in SUMS],
        "rates": [_rate_row(figure, totals) for figure in figures.RATES],
        "categories": _categories(owner, periods),
        "units": _units(period, counted["now"]),
        "parts": _parts(owner, period, counted["now"]),
        "moving": _moving(owner, period),
        "life": _life(owner, periods) if owner.scope != Scope.GROUP else [],
    }


def _absent(owner: Owner, periods: dict[str, Period]) -> list[str]:
    """Those that were over before anything had come in: nothing can be compared with them."""
    rows = EnterpriseRequest.objects.filter(**owner.figures_scope).order_by("received_on")
    first = rows.values_list("received_on", flat=True).first()
    return [name for name, each in periods.items() if first is None or each.to_on <= first]


def _count(owner: Owner, period: Period, as_of: AsOf, *, is_whole: bool) -> MonthFigures:
    dimensions = ("department", "group", "station") if is_whole else ()
    scope: dict[str, Any] = owner.figures_scope
    return figures.count_month(period, as_of=as_of, dimensions=dimensions, **scope)


def _sum_row(name: str, label: str, totals: dict[str, Figures]) -> JSON:
    return {"label": label, **{each: getattr(found.sums, name) for each, found in totals.items()}}


def _rate_row(figure: figures.Figure, totals: dict[str, Figures]) -> JSON:
    found = {name: _rate(each.rate(figure.name)) for name, each in totals.items()}
    beside = totals["now"].rate(figure.name).beside
    words = "，".join(f"{BESIDE_LABELS[name]} {shown(weight)}" for name, weight in beside.items() if weight)
    return {"label": figure.label, "basis": figure.basis, "beside": words, **found}


def _rate(rate: Rate) -> JSON:
    return {
        "numerator": shown(rate.numerator),
        "denominator": shown(rate.denominator),
        "percent": rate.percent,
        "excluded": shown(rate.excluded),
    }


def _categories(owner: Owner, periods: dict[str, Period]) -> list[JSON]:
    """The most frequent of the period by their number; the rest together as 其他."""
    found = {name: _received_by_category(owner, period) for name, period in periods.items()}
    names = dict(Category.objects.values_list("pk", "name"))
    often = [pk for pk, _ in found["now"].most_common() if pk is not None][:CATEGORIES_SHOWN]
    rows = [{"label": names[pk], **{name: each[pk] for name, each in found.items()}} for pk in often]
    rest = {name: sum(n for pk, n in each.items() if pk not in often) for name, each in found.items()}
    return [*rows, {"label": "其他和未分类", **rest}] if any(rest.values()) else rows


def _received_by_category(owner: Owner, period: Period) -> Counter[int | None]:
    rows = received_cases(period, as_of=AsOf.end_of(period), **owner.figures_scope).order_by()
    return Counter(dict(rows.values_list("category").annotate(n=Count("pk"))))


def _units(period: Period, counted: MonthFigures) -> list[JSON]:
    """Who replied in the period, and how often by the own date; a unit is named with counts, never ranked."""
    rows = [
        (line.name, line.figures.rate(figures.UNIT.name)) for line in lines_of("department", period, counted)
    ]
    return [{"label": name, **_rate(rate)} for name, rate in rows if rate.denominator]


def _parts(owner: Owner, period: Period, counted: MonthFigures) -> list[JSON]:
    """Lines of the groups of a station or of everything, and of the stations of a group or of everything."""
    dimensions = {Scope.COMMITTEE: ("group", "station"), Scope.GROUP: ("station",), Scope.STATION: ("group",)}
    return [
        {"of": dimension, "label": line.name, **asdict(line.figures.sums)}
        for dimension in dimensions[owner.scope]
        for line in lines_of(dimension, period, counted)
    ]


def _moving(owner: Owner, period: Period) -> list[JSON]:
    """Categories of the period's last month that rose or fell against the six before it, as of its last day."""
    scope: dict[str, Any] = owner.figures_scope
    asked = Asked(Month.of(period.last_on), period.months, period.last_on, **scope)
    names = dict(Category.objects.values_list("pk", "name"))
    return [
        {
            "label": names[row.key],
            "now": row.x,
            "six_before": row.y,
            "enterprises": row.enterprises,
            "again": row.again,
            "trend": str(row.trend),
        }
        for row in movements(read(asked), asked, office_calendar.load(), "category")
        if row.trend not in (Trend.STEADY, Trend.FEW)
    ]


def _life(owner: Owner, periods: dict[str, Period]) -> list[JSON]:
    """Receptions and consultations of one station or of all; with the default one or all, activities and suggestions."""
    found = {name: dict(_lines(owner, period)) for name, period in periods.items()}
    return [
        {"label": label, **{name: each.get(label, "") for name, each in found.items()}}
        for label in found["now"]
    ]


def _lines(owner: Owner, period: Period) -> list[tuple[str, str]]:
    return station_figures.lines(station_figures.of_month(owner.station, period, AsOf.end_of(period)))
