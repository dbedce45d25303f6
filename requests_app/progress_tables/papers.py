"""The table on paper (PDF, A4 landscape) and as a workbook. Made from the frozen rows alone."""

from __future__ import annotations

from collections import Counter
from typing import Any

from office import options
from office.calendar import local_date
from office.documents import typst_pdf
from office.paper_dates import PaperDates
from office.publishing import Change, changes
from office.sheets import Cell, Sheet, write_workbook
from office.templatetags.wording import paper_day
from requests_app.models import ProgressRow, ProgressTable
from requests_app.models.progress import RowKind
from requests_app.progress_tables.verbs import PROGRESS_TABLES

TITLE = "企业诉求办理进度表"
BASIS = "口径：本月仍在办和本月结束的件，剩余、提前和超期按工作日计；单位用规范简称，不含企业名称、联系人和诉求原文。"
COLUMNS = (
    "序号", "受理编号", "类别", "主办单位", "会办单位", "收到", "期限", "状态", "办理进展", "剩余工作日",
    "剩余天数",
)  # fmt: skip


def sums_of(rows: list[ProgressRow]) -> list[tuple[str, int]]:
    """上月结转 + 本月受理 = all rows = the kinds together; those over their date beside."""
    kinds = Counter(row.kind for row in rows)
    carried = sum(row.carried for row in rows)
    shown = [(str(kind.label), kinds[kind]) for kind in RowKind if kinds[kind] or kind in ALWAYS]
    over = sum(row.is_over and not row.is_answered for row in rows)
    return [("上月结转", carried), ("本月受理", len(rows) - carried), *shown, ("其中超期", over)]


ALWAYS = (RowKind.SETTLED, RowKind.PROMISED, RowKind.ASKED, RowKind.GOING)


def pdf(table: ProgressTable) -> bytes:
    """Of any state; one that is not published yet says 待审签 where the signature stands."""
    rows = list(table.lines())
    on = local_date(table.published_at or table.frozen_at)
    dates = PaperDates.of(table.frozen_at)
    data: dict[str, Any] = {
        "title": TITLE,
        "group": table.group.full_name,
        "month": table.period.label,
        "issue": table.issue,
        "edition": table.edition_label,
        "until": f"{paper_day(table.period.last_on)} 24:00",
        "sums": sums_of(rows),
        "note": table.note,
        "rows": [_row(row, dates) for row in rows],
        "author": table.submitted_by.name if table.submitted_by else "待填报",
        "approver": table.approved_by.name if table.approved_by else "待审签",
        "office": options.value("working_body_name", on),
        "published": paper_day(on) if table.published_at else "",
        "changes": [_change(change) for change in changes(PROGRESS_TABLES, table)],
        "basis": BASIS,
    }
    return typst_pdf("requests_app/documents/progress-table.typ", data)


def workbook(table: ProgressTable) -> bytes:
    """One sheet of the rows; for a correction a second one of what changed."""
    rows = list(table.lines())
    sheets = [Sheet(f"{table.period.label}{table.edition_label}", COLUMNS, (_cells(row) for row in rows))]
    if changed := changes(PROGRESS_TABLES, table):
        cells: list[list[Cell]] = [[one.row, one.label, one.before, one.after] for one in changed]
        sheets.append(Sheet("与上一版的差别", ("受理编号", "项目", "上一版", "本版"), cells))
    return write_workbook(sheets)


def _row(row: ProgressRow, dates: PaperDates) -> dict[str, Any]:
    return {
        "order": row.order,
        "number": row.case.ledger_number,
        "category": row.category,
        "lead": row.lead,
        "co": row.co,
        "received": dates.day(row.received_on),
        "due": dates.deadline(row.due_on),
        "state": row.state,
        "kind": row.kind,
        "progress": row.shown_progress,
        "left": row.left,
        "over": row.is_over,
    }


def _cells(row: ProgressRow) -> list[Cell]:
    return [
        row.order, row.case.ledger_number, row.category, row.lead, row.co, row.received_on, row.due_on, row.state,
        row.shown_progress, row.days, row.left,
    ]  # fmt: skip


def _change(change: Change) -> dict[str, str]:
    return {"number": change.row, "what": change.label, "was": change.before, "becomes": change.after}
