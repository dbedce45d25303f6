"""The table of the list of requests, row by row: a template would spend two thirds of the page's time on its cells."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from django.utils.html import format_html, format_html_join

from casework.queues.columns import Column
from office.templatetags.wording import short_day
from requests_app.desk.views.rows import Row

NONE = format_html('<span class="hint">{}</span>', "—")
PENDING = format_html('<span class="hint">{}</span>', "待定")
NOT_ASSIGNED = format_html('<span class="hint">{}</span>', "未交办")


class Cell(NamedTuple):
    """A <td> with `{}` for each of its values, which are escaped there unless they are markup already."""

    markup: str
    values: Callable[[Row], tuple[str, ...]]


def body_of(rows: Iterable[Row], columns: Iterable[Column]) -> str:
    """The <tr> elements for the chosen columns, escaped: what a row says stands in it, never markup."""
    cells = [TITLE, *(CELLS[column.key] for column in columns)]
    markup = f"<tr>{''.join(cell.markup for cell in cells)}</tr>"
    return format_html_join(
        "\n", markup, ([value for cell in cells for value in cell.values(row)] for row in rows)
    )


def _title(row: Row) -> tuple[str, ...]:
    who = format_html('<span class="hint">{}</span>', row.who) if row.who else ""
    line = "　".join(filter(None, (row.number, row.category, *row.marks)))
    return row.url, row.title, who, line


def _lead(row: Row) -> tuple[str, ...]:
    beside = format_html('<span class="hint">会办 {}</span>', row.co) if row.lead and row.co else ""
    return row.lead or NOT_ASSIGNED, beside


def _due(row: Row) -> tuple[str, ...]:
    note = format_html(' <span class="aside">{}</span>', row.due_note) if row.due_note else ""
    when = format_html('<span class="when">{}{}</span>', short_day(row.due_on), note) if row.due_on else ""
    chip = format_html('<span class="chip {}">{}</span>', row.chip.state, row.chip.brief) if row.chip else ""
    return when, chip


TITLE = Cell('<td><a class="title" href="{}">{}</a>{}<span class="hint digits">{}</span></td>', _title)
CELLS: dict[str, Cell] = {
    "source": Cell('<td data-label="来源">{}</td>', lambda row: (row.source,)),
    "received": Cell('<td data-label="收到日期">{}</td>', lambda row: (short_day(row.received_on),)),
    "station": Cell('<td data-label="服务站">{}</td>', lambda row: (row.station,)),
    "lead": Cell('<td data-label="责任单位">{}{}</td>', _lead),
    "expected": Cell('<td class="extra" data-label="预期效果">{}</td>', lambda row: (row.expected or NONE,)),
    "group": Cell('<td class="extra" data-label="跟踪小组">{}</td>', lambda row: (row.group or PENDING,)),
    "representative": Cell('<td data-label="承办代表">{}</td>', lambda row: (row.representative or PENDING,)),
    "due": Cell('<td data-label="期限">{}{}</td>', _due),
    "state": Cell(
        '<td data-label="状态"><span class="status {}">{}</span></td>', lambda row: (row.tone, row.status)
    ),
}
