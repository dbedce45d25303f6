"""What a later edition changed in the one before it, row by row."""

from __future__ import annotations

from office.publishing.differences import Change, Record, of_rows
from requests_app.models import ProgressTable

COMPARED = {
    "类别": "category",
    "责任单位": "units_label",
    "期限": "due_on",
    "状态": "state",
    "办理进展": "shown_progress",
    "剩余天数": "left",
}


def difference(before: ProgressTable, after: ProgressTable) -> list[Change]:
    return of_rows(_rows(before), _rows(after), whole=_line)


def _rows(table: ProgressTable) -> dict[str, Record]:
    return {
        row.case.ledger_number: {label: getattr(row, name) for label, name in COMPARED.items()}
        for row in table.lines()
    }


def _line(row: Record) -> str:
    return f"{row['类别']}，{row['责任单位']}，{row['状态']}"
