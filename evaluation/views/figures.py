"""月度指标 for staff and auditors: every rate with its parts, every part with its cases, exclusions in the open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from casework.paging import NEWEST, page_of
from evaluation import figures, station_figures
from evaluation.figure_tables import (
    BESIDE_LABELS,
    DIMENSION_LABELS,
    Line,
    key_of,
    lines_of,
    month_lines,
    name_of,
    workbook,
)
from evaluation.figures.reasons import label_of
from evaluation.periods import Month
from evaluation.results import Figures, Key, MonthFigures, shown
from office import calendar as office_calendar
from office.access import person, role_required
from office.calendar import local_date
from office.downloads import record_export, xlsx_file
from office.months import to_choose
from office.roles import Role
from requests_app.desk.views.rows import rows_of, with_parts
from requests_app.queues.filters import bound

READERS = (Role.STAFF, Role.APPROVER, Role.AUDITOR)
PAGE_SIZE = 25
PART_LABELS = {
    "numerator": "分子",
    "rest": "分母中未达到的",
    "denominator": "分母",
    "excluded": "未计入",
    "all": "全部",
} | BESIDE_LABELS


@dataclass(frozen=True)
class Asked:
    """What the address asks for; raises Http404 for what there is not."""

    month: Month
    dimension: str
    on: date

    @classmethod
    def of(cls, request: HttpRequest) -> Asked:
        on = local_date(timezone.now())
        try:
            month = Month.parse(request.GET.get("month") or str(Month.of(on)))
        except ValueError:
            month = Month.of(on)
        dimension = request.GET.get("by", "")
        if dimension and dimension not in DIMENSION_LABELS:
            raise Http404
        return cls(month, dimension, on)

    @property
    def as_of(self) -> figures.AsOf:
        return figures.AsOf.seen(self.month, self.on)

    def url(self, figure: str, part: str, **more: str) -> str:
        query = {"month": str(self.month), "figure": figure, "part": part, **more}
        return f"{reverse('evaluation:figure_list')}?{urlencode(query)}"


@require_safe
@never_cache
@role_required(*READERS)
def month_figures(request: HttpRequest) -> HttpResponse:
    """One month as of today, or as it was on record at its end; for all and by a dimension."""
    asked = Asked.of(request)
    dimensions = [name for name in figures.DIMENSIONS if name == asked.dimension]
    counted = figures.count_month(asked.month, as_of=asked.as_of, dimensions=dimensions)
    total = counted.total
    context = {
        "asked": asked,
        "wrong_month": bool(request.GET.get("month")) and str(asked.month) != request.GET["month"],
        "months": to_choose(asked.month, Month.of(asked.on)),
        "tabs": _tabs(asked),
        "sums": total.sums,
        "rates": [_rate(asked, figure, total) for figure in figures.RATES],
        "left_out": _left_out(asked, total),
        "columns": [figure.label for figure in figures.RATES],
        "lines": [_line(asked, line) for line in _lines(asked, counted)],
        "dimension_label": DIMENSION_LABELS.get(asked.dimension, ""),
        "solved": _words(total.solved),
        "station_life": station_figures.sections(station_figures.of_month(None, asked.month, asked.as_of)),
    }
    return render(request, "evaluation/desk_figures.html", context)


@require_safe
@never_cache
@role_required(*READERS)
def figure_list(request: HttpRequest) -> HttpResponse:
    """The cases behind one number."""
    asked, user = Asked.of(request), person(request)
    figure = figures.FIGURES.get(request.GET.get("figure", ""))
    part, reason = request.GET.get("part", ""), request.GET.get("reason", "")
    if figure is None or part not in {*PART_LABELS} - {*BESIDE_LABELS} | set(figure.beside):
        raise Http404
    words = _reason_words(reason)
    scope = _scope(request, asked)
    cases = figures.cohort(figure, part, asked.month, as_of=asked.as_of, reason=reason, **scope)
    cases = with_parts(bound(cases, frozenset()))
    found = page_of(cases, NEWEST, request.GET.get("cursor", ""), size=PAGE_SIZE)
    calendar = office_calendar.load()
    code = request.GET.get("key", "")
    context = {
        "asked": asked,
        "figure": figure,
        "heading": f"{figure.label}：{PART_LABELS[part]}",
        "reason": words,
        "of_whom": name_of(asked.dimension, code) if scope else "",
        "rows": rows_of(found.rows, user=user, on=asked.on, calendar=calendar),
        "back": f"{reverse('evaluation:figures')}?{urlencode({'month': asked.month, 'by': asked.dimension})}",
        "previous_url": _cursor_url(request, found.previous),
        "next_url": _cursor_url(request, found.following),
    }
    return render(request, "evaluation/desk_figure_list.html", context)


@require_safe
@never_cache
@role_required(*READERS)
def figures_xlsx(request: HttpRequest) -> HttpResponse:
    """Every table of the month; that it was taken is recorded."""
    asked = Asked.of(request)
    filters = {"month": str(asked.month)}
    rows = len(figures.RATES)
    record_export("figures", rows=rows, filters=filters, by=person(request), at=timezone.now())
    content = workbook(asked.month, on=asked.on)
    return xlsx_file(content, f"月度指标-{asked.month}")


def _scope(request: HttpRequest, asked: Asked) -> dict[str, Key]:
    code = request.GET.get("key", "")
    if not asked.dimension or not code or asked.dimension == "month":
        return {}
    key = key_of(asked.dimension, code)
    if key is None:
        raise Http404
    return {asked.dimension: key}


def _reason_words(reason: str) -> str:
    try:
        return label_of(reason) if reason else ""
    except (KeyError, ValueError):
        raise Http404 from None


def _tabs(asked: Asked) -> list[dict[str, Any]]:
    names = {"": "总体", **DIMENSION_LABELS}
    page = reverse("evaluation:figures")
    return [
        {
            "label": label,
            "url": f"{page}?{urlencode({'month': str(asked.month), **({'by': name} if name else {})})}",
            "current": name == asked.dimension,
        }
        for name, label in names.items()
    ]


def _rate(asked: Asked, figure: figures.Figure, total: Figures) -> dict[str, Any]:
    rate = total.rate(figure.name)
    return {
        "label": figure.label,
        "basis": figure.basis,
        "percent": rate.percent,
        "numerator": _number(rate.numerator, asked.url(figure.name, "numerator")),
        "denominator": _number(rate.denominator, asked.url(figure.name, "denominator")),
        "rest": _number(rate.rest, asked.url(figure.name, "rest")),
        "excluded": _number(rate.excluded, asked.url(figure.name, "excluded")),
        "beside": [
            {"label": BESIDE_LABELS[name], **_number(weight, asked.url(figure.name, name))}
            for name, weight in rate.beside.items()
        ],
    }


def _number(weight: Any, url: str) -> dict[str, Any]:
    return {"count": shown(weight), "url": url if weight else ""}


def _lines(asked: Asked, counted: MonthFigures) -> list[Line]:
    if asked.dimension == "month":
        return month_lines(asked.month, counted.total, on=asked.on)
    return lines_of(asked.dimension, asked.month, counted) if asked.dimension else []


def _left_out(asked: Asked, total: Figures) -> list[dict[str, Any]]:
    """Figure by figure, reason by reason."""
    return [
        {
            "figure": figure.label,
            "reason": each.label,
            "count": each.count,
            "weight": shown(each.weight),
            "url": asked.url(figure.name, "excluded", reason=each.reason),
        }
        for figure in figures.RATES
        for each in total.left_out[figure.name]
    ]


def _line(asked: Asked, line: Line) -> dict[str, Any]:
    month = Asked(line.month, "", asked.on)
    more = {} if asked.dimension == "month" else {"by": asked.dimension, "key": line.code}
    return {
        "name": line.name,
        "sums": line.figures.sums,
        "rates": [
            {
                "label": figure.label,
                "words": _words(rate),
                "percent": rate.percent,
                "url": month.url(figure.name, "denominator", **more) if rate.denominator else "",
            }
            for figure in figures.RATES
            for rate in [line.figures.rate(figure.name)]
        ],
    }


def _words(rate: Any) -> str:
    return f"{shown(rate.numerator)} / {shown(rate.denominator)}"


def _cursor_url(request: HttpRequest, cursor: str) -> str:
    if not cursor:
        return ""
    query = {name: value for name, value in request.GET.dict().items() if name != "cursor"}
    return f"?{urlencode({**query, 'cursor': cursor})}"
