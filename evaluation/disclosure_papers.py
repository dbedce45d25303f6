"""A published month on paper: A4 poster (PDF) and tables (Excel), made from the frozen row alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse

from evaluation import late_entries, people_lines, station_figures
from evaluation.models import Disclosure
from office import options
from office.calendar import local_date
from office.documents import qr_svg, typst_pdf
from office.publishing import Change
from office.sheets import Sheet, write_workbook
from office.templatetags.wording import paper_day

RATE_LABELS = (
    ("response", "响应率"),
    ("answered", "按期答复率"),
    ("closed", "办结率"),
    ("solved", "解决率"),
    ("satisfied", "满意率"),
)
SUM_LABELS = (
    ("received", "收到"),
    ("settled", "已办结"),
    ("ended", "其他结案"),
    ("going", "办理中"),
    ("overdue", "超期"),
    ("left_out", "未计入"),
)
# What the numbers left out are: beside them on every page and paper.
LEFT_OUT = "转送、不予受理、撤回"
READ = (("policy", "惠企政策"), ("information", "办事资料"), ("handbook", "政策手册"))


def month_paper(disclosure: Disclosure, changes: Sequence[Change] = ()) -> bytes:
    """The poster as PDF bytes; names of bodies as in force on the day of publication.

    `changes` are those to the edition before.
    """
    published_on = _published_on(disclosure)
    url = settings.SITE_URL.rstrip("/") + reverse("requests:station_form", args=[disclosure.station.code])
    sums = disclosure.figures["sums"]
    data = {
        "month": disclosure.period.label,
        "station": disclosure.station.name,
        "edition": disclosure.edition,
        "note": disclosure.note,
        "sums": [[label, sums[name]] for name, label in SUM_LABELS],
        "parts": [sums[name] for name, _ in SUM_LABELS[1:]],
        "left_out": LEFT_OUT,
        "late": late_entries.of(disclosure.figures) or 0,
        "rates": [[label, *_rate_cells(disclosure.figures["rates"][name])] for name, label in RATE_LABELS],
        "changes": [[each.row, each.label, each.before, each.after] for each in changes],
        "people": [
            [line["name"], line["group"], *(line[name] for name, _ in people_lines.COUNTS)]
            for line in people_lines.shown(disclosure.figures)
        ],
        "of_person": [label for _, label in people_lines.COUNTS],
        "without_record": people_lines.without_record(disclosure.figures),
        "groups": disclosure.figures["groups"],
        "readings": reading_counts(disclosure.figures),
        "station_life": station_figures.sections(disclosure.figures),
        "office": options.value("office_name", published_on),
        "phone": options.value("service_phone", published_on),
        "published_on": paper_day(published_on),
        "qr": qr_svg(url),
    }
    return typst_pdf("evaluation/documents/disclosure.typ", data)


def month_sheet(disclosure: Disclosure, changes: Sequence[Change] = ()) -> bytes:
    """Three sheets: sums and rates, representatives, groups; of a correction a fourth with what it changed."""
    data = disclosure.figures
    sums = data["sums"]
    overview: list[list[Any]] = [
        [label, sums[name], LEFT_OUT if name == "left_out" else "", ""] for name, label in SUM_LABELS
    ]
    overview += [[label, *_rate_cells(data["rates"][name])] for name, label in RATE_LABELS]
    if (late := late_entries.of(data)) is not None:
        overview.append([late_entries.LABEL, late, late_entries.HINT, ""])
    overview += [[label, words, "", ""] for label, words in station_figures.lines(data)]
    overview += [[f"政策查询：{label}", count, "人次", ""] for label, count in reading_counts(data)]
    people: list[list[Any]] = [
        [line["name"], line["group"], *(line[name] for name, _ in people_lines.COUNTS)]
        for line in people_lines.shown(data)
    ]
    if others := people_lines.without_record(data):
        people.append([f"另有 {others} 位进站代表本月没有经核对的记录", "", "", "", ""])
    groups = [[line["name"], *(line[name] for name, _ in SUM_LABELS)] for line in data["groups"]]
    sheets = [
        Sheet(f"{disclosure.period.label}", ["项目", "数值", "说明", "未计入"], overview),
        Sheet("进站代表", ["代表", "专业小组", *(label for _, label in people_lines.COUNTS)], people),
        Sheet("专业代表小组", ["小组", *(label for _, label in SUM_LABELS)], groups),
    ]
    if changes:
        cells: list[list[Any]] = [[each.row, each.label, each.before, each.after] for each in changes]
        sheets.append(Sheet("与上一版的差别", ["对象", "项目", "上一版", "本版"], cells))
    return write_workbook(sheets)


def reading_counts(figures: dict[str, Any]) -> list[tuple[str, int]]:
    """(what, how often) of 政策查询; empty for a month that was frozen before it was counted."""
    counts = figures.get("readings", {})
    return [(label, counts[what]) for what, label in READ if what in counts]


def rate_words(rate: dict[str, Any]) -> list[str]:
    if rate["denominator"] is None:
        return ["样本不足", ""]
    return [f"{rate['percent']}%", f"{rate['numerator']} / {rate['denominator']}"]


def _rate_cells(rate: dict[str, Any]) -> list[Any]:
    return [*rate_words(rate), rate["excluded"]]


def _published_on(disclosure: Disclosure) -> date:
    if disclosure.published_at is None:
        raise ValueError("Only a published month has a paper.")
    return local_date(disclosure.published_at)
