"""The table of the list of requests, row by row: a template would spend two thirds of the page's time on its cells."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.utils.html import format_html, format_html_join

from casework.queues.columns import Column
from office.templatetags.wording import short_day
from requests_app.desk.views.rows import Row

NONE = format_html('<span class="hint">{}</span>', "—")
PENDING = format_html('<span class="hint">{}</span>', "待定")
NOT_ASSIGNED = format_html('<span class="hint">{}</span>', "未交办")


def body_of(rows: Iterable[Row], columns: Iterable[Column]) -> str:
    """The <tr> elements for the chosen columns, escaped: what a row says stands in it, never markup."""
    cells = [CELLS[column.key] for column in columns]
    return format_html_join(
        "\n",
        "<tr>{}{}</tr>",
        ((_title(row), format_html_join("", "{}", ((cell(row),) for cell in cells))) for row in rows),
    )


def _title(row: Row) -> str:
    who = format_html('<span class="hint">{}</span>', row.who) if row.who else ""
    line = "　".join(filter(None, (row.number, row.category, *row.marks)))
    return format_html(
        '<td><a class="title" href="{}">{}</a>{}<span class="hint digits">{}</span></td>',
        row.url,
        row.title,
        who,
        line,
    )


def _source(row: Row) -> str:
    return format_html('<td data-label="来源">{}</td>', row.source)


def _received(row: Row) -> str:
    return format_html('<td data-label="收到日期">{}</td>', short_day(row.received_on))


def _station(row: Row) -> str:
    return format_html('<td data-label="服务站">{}</td>', row.station)


def _lead(row: Row) -> str:
    beside = format_html('<span class="hint">会办 {}</span>', row.co) if row.lead and row.co else ""
    return format_html('<td data-label="责任单位">{}{}</td>', row.lead or NOT_ASSIGNED, beside)


def _expected(row: Row) -> str:
    return format_html('<td class="extra" data-label="预期效果">{}</td>', row.expected or NONE)


def _group(row: Row) -> str:
    return format_html('<td class="extra" data-label="跟踪小组">{}</td>', row.group or PENDING)


def _representative(row: Row) -> str:
    return format_html('<td data-label="承办代表">{}</td>', row.representative or PENDING)


def _due(row: Row) -> str:
    note = format_html(' <span class="aside">{}</span>', row.due_note) if row.due_note else ""
    when = format_html('<span class="when">{}{}</span>', short_day(row.due_on), note) if row.due_on else ""
    chip = format_html('<span class="chip {}">{}</span>', row.chip.state, row.chip.brief) if row.chip else ""
    return format_html('<td data-label="期限">{}{}</td>', when, chip)


def _state(row: Row) -> str:
    return format_html('<td data-label="状态"><span class="status {}">{}</span></td>', row.tone, row.status)


CELLS: dict[str, Callable[[Row], str]] = {
    "source": _source,
    "received": _received,
    "station": _station,
    "lead": _lead,
    "expected": _expected,
    "group": _group,
    "representative": _representative,
    "due": _due,
    "state": _state,
}
