"""What a corrected report says otherwise than the edition before it: its numbers and its words."""

from __future__ import annotations

from typing import Any

from evaluation.models import Report
from evaluation.models.reports import SectionKind
from office.publishing.differences import Change, Record, of_rows

TABLES = {
    "sums": "件数",
    "rates": "指标",
    "categories": "类别",
    "moving": "上升和下降",
    "units": "单位",
    "parts": "小组和服务站",
    "life": "接待和咨询",
}


def difference(before: Report, after: Report) -> list[Change]:
    return of_rows(_rows(before), _rows(after), name=lambda key: f"{TABLES.get(key[0], '文字')}：{key[1]}")


def _rows(report: Report) -> dict[Any, Record]:
    rows: dict[Any, Record] = {
        (table, line["label"]): {
            name: _cell(value) for name, value in line.items() if name in ("now", "received")
        }
        for table in TABLES
        for line in report.figures.get(table, ())
    }
    texts = {row.kind: row.text for row in report.sections.all()}
    for kind in SectionKind:
        rows["text", kind.label] = {"内容": texts.get(kind, "")}
    return rows


def _cell(value: Any) -> str:
    if isinstance(value, dict):
        return f"{value['numerator']} / {value['denominator']}"
    return str(value)
