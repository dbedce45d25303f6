"""The month's figures as tables: rows of a dimension by name, for the page, the workbook and the API."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from evaluation import figures, station_figures
from evaluation.periods import Month
from evaluation.results import Figures, Key, MonthFigures, Rate, shown
from groups.models import Department, ProfessionalGroup, Representative
from office.sheets import Cell, Sheet, write_workbook
from requests_app.models.requests import RequesterKind
from stations.models import Station

DIMENSION_LABELS = {
    "station": "服务站",
    "group": "专业小组",
    "department": "承办单位",
    "representative": "承办代表",
    "kind": "反映人",
    "month": "月份",
}
MODELS: dict[str, Any] = {
    "station": Station,
    "group": ProfessionalGroup,
    "department": Department,
    "representative": Representative,
}
BESIDE_LABELS = {
    "attempted": "多次联系未果",
    "by_extended_date": "按延期后日期",
    "unrated": "未评价",
    "undelivered": "未送达",
    "phone_changed": "评价期内换号",
    "phone_undone": "换号被撤销",
    "desk_verdict": "柜台登记号码评价",
    "reissued": "柜台补发",
    "own": "本人评价",
    "telephone": "电话回访",
    "at_once": "一次解决",
    "unconfirmed": "已兑现待确认",
    "broken": "未兑现",
}
MONTHS_SHOWN = 6


@dataclass(frozen=True)
class Line:
    """One station, group … and its month; `code` is its public key, `key` that of the figures' scope."""

    code: str
    name: str
    key: Key
    month: Month
    figures: Figures


def lines_of(dimension: str, month: Month, counted: MonthFigures) -> list[Line]:
    """Rows by name, those with anything in the month alone."""
    found = counted.by[dimension]
    if dimension == "kind":
        kinds = [kind for kind in RequesterKind if kind.value in found]
        return [Line(kind.value, kind.label, kind.value, month, found[kind.value]) for kind in kinds]
    names = MODELS[dimension].objects.filter(pk__in=found).order_by(*_order(dimension))
    return [Line(row.code, _name(row), row.pk, month, found[row.pk]) for row in names]


def month_lines(month: Month, total: Figures, *, on: date) -> list[Line]:
    """A row for the month, whose figures are `total`, and for each of the five before it, newest first."""
    earlier = [month.previous]
    while len(earlier) < MONTHS_SHOWN - 1:
        earlier.append(earlier[-1].previous)
    found = {month: total} | figures.by_month(earlier, on=on)
    return [Line(str(each), each.label, str(each), each, own) for each, own in found.items()]


def key_of(dimension: str, code: str) -> Key | None:
    """The key of a scope from its public code; None where there is none."""
    if dimension == "kind":
        return code if code in RequesterKind.values else None
    pk: int | None = MODELS[dimension].objects.filter(code=code).values_list("pk", flat=True).first()
    return pk


def name_of(dimension: str, code: str) -> str:
    if dimension == "kind":
        return str(RequesterKind(code).label)
    return _name(MODELS[dimension].objects.get(code=code))


def workbook(month: Month, *, on: date) -> bytes:
    """A sheet for the whole with exclusions by reason, and one for each dimension."""
    as_of = figures.AsOf.seen(month, on)
    counted = figures.count_month(month, as_of=as_of, dimensions=figures.DIMENSIONS)
    total = counted.total
    overview: list[list[Cell]] = [
        [figure.label, figure.basis, *_parts(total.rate(figure.name)), _beside(total.rate(figure.name))]
        for figure in figures.RATES
    ]
    reasons: list[list[Cell]] = [
        [figure.label, each.label, each.count, shown(each.weight)]
        for figure in figures.RATES
        for each in total.left_out[figure.name]
    ]
    life = station_figures.sections(station_figures.of_month(None, month, as_of))
    sheets = [
        Sheet(f"{month.label}", ("指标", "口径", "比率", "分子", "分母", "未计入", "另列"), overview),
        Sheet("未计入", ("指标", "原因", "件数", "按份计"), reasons),
        *(Sheet(heading, ("项目", "数值"), lines) for heading, lines in life),
    ]
    lines_by = {dimension: lines_of(dimension, month, counted) for dimension in figures.DIMENSIONS}
    lines_by["month"] = month_lines(month, total, on=on)
    for dimension, label in DIMENSION_LABELS.items():
        lines = lines_by[dimension]
        sheets.append(Sheet(label, _columns(label), [_cells(line) for line in lines]))
    return write_workbook(sheets)


def _columns(label: str) -> Sequence[str]:
    rates = [f"{figure.label}{part}" for figure in figures.RATES for part in ("", "分子", "分母")]
    return [label, "收到", "已办结", "其他结案", "办理中", "超期", "未计入", *rates]


def _cells(line: Line) -> list[Cell]:
    sums = line.figures.sums
    cells: list[Cell] = [
        line.name, sums.received, sums.settled, sums.ended, sums.going, sums.overdue, sums.left_out,
    ]  # fmt: skip
    for figure in figures.RATES:
        cells += _parts(line.figures.rate(figure.name))[:3]
    return cells


def _parts(rate: Rate) -> list[Cell]:
    percent = "" if rate.percent is None else f"{rate.percent}%"
    return [percent, shown(rate.numerator), shown(rate.denominator), shown(rate.excluded)]


def _beside(rate: Rate) -> str:
    return "，".join(f"{BESIDE_LABELS[name]} {shown(weight)}" for name, weight in rate.beside.items())


def _order(dimension: str) -> tuple[str, ...]:
    return {"station": ("-is_default", "code"), "group": ("order",)}.get(dimension, ("sort_key", "code"))


def _name(row: Any) -> str:
    return str(getattr(row, "short_name", "") or row.name)
