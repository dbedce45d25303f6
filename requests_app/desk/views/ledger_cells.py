"""The table of the list of requests, row by row: a template would spend two thirds of the page's time on its cells."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from functools import lru_cache

from django.utils.html import format_html, format_html_join

from casework.queues.columns import Column
from office.templatetags.wording import short_day
from requests_app.deadlines.display import Chip
from requests_app.desk.views.rows import Row

NONE = format_html('<span class="hint">{}</span>', "—")
LEGAL_FORM = re.compile(r"(?<=...)(?:有限责任|股份有限|有限)公司$")
PENDING = format_html('<span class="hint">{}</span>', "待定")
NOT_ASSIGNED = format_html('<span class="hint">{}</span>', "未交办")


# A cell is kept by its texts: dates, states, units and groups are the same in many rows, and name no requester.
# By their types too, as a text that reads like markup equals it and is escaped all the same.
kept = lru_cache(maxsize=500, typed=True)


def body_of(rows: Iterable[Row], columns: Iterable[Column], *, ticks: bool = False) -> str:
    """The <tr> elements for the chosen columns, escaped: what a row says stands in it, never markup.

    With `ticks` each row begins with a box of the form `bulk`.
    """
    cells = [CELLS[column.key] for column in columns]
    return format_html_join(
        "\n",
        "<tr>{}{}{}</tr>",
        (
            (
                _tick(row) if ticks else "",
                _title(row),
                format_html_join("", "{}", ((cell(row),) for cell in cells)),
            )
            for row in rows
        ),
    )


def _tick(row: Row) -> str:
    return format_html(
        '<td class="tick"><input type="checkbox" form="bulk" name="number" value="{}" aria-label="选中 {}"></td>',
        row.number,
        row.number,
    )


def _title(row: Row) -> str:
    marks = format_html(' <span class="hint">{}</span>', "　".join(row.marks)) if row.marks else ""
    return format_html(
        '<td class="digits hint">{}</td><td><a class="title" href="{}">{}</a>{}</td>',
        row.number,
        row.url,
        row.title,
        marks,
    )


def _who(who: str) -> str:
    """Not kept: the name of a requester. What most names end in says nothing; the whole name comes with the pointer."""
    return format_html('<td data-label="企业" title="{}">{}</td>', who, LEGAL_FORM.sub("", who) or NONE)


@kept
def _category(name: str) -> str:
    return format_html('<td class="extra" data-label="类别">{}</td>', name or NONE)


@kept
def _source(source: str) -> str:
    return format_html('<td data-label="来源">{}</td>', source)


@kept
def _received(on: date) -> str:
    return format_html('<td data-label="收到日期">{}</td>', short_day(on))


@kept
def _station(station: str) -> str:
    return format_html('<td data-label="服务站">{}</td>', station)


@kept
def _lead(lead: str, co: str) -> str:
    """The others are counted; their names come with the pointer, and stand in the case."""
    count = len(co.split("、"))
    beside = format_html(' <span class="hint" title="{}">会办 {}</span>', co, count) if lead and co else ""
    return format_html('<td data-label="责任单位">{}{}</td>', lead or NOT_ASSIGNED, beside)


def _expected(expected: str) -> str:
    """Not kept: the words of a requester."""
    return format_html('<td class="extra" data-label="预期效果">{}</td>', expected or NONE)


@kept
def _group(group: str) -> str:
    return format_html('<td class="extra" data-label="小组">{}</td>', group or PENDING)


@kept
def _representative(name: str) -> str:
    return format_html('<td data-label="承办代表">{}</td>', name or PENDING)


@kept
def _due(on: date | None, due_note: str, chip: Chip | None) -> str:
    note = format_html(' <span class="aside">{}</span>', due_note) if due_note else ""
    when = format_html('<span class="when">{}{}</span>', short_day(on), note) if on else ""
    brief = format_html(' <span class="chip {}">{}</span>', chip.state, chip.brief) if chip else ""
    return format_html('<td data-label="期限">{}{}</td>', when, brief)


@kept
def _state(tone: str, status: str) -> str:
    return format_html('<td data-label="状态"><span class="status {}">{}</span></td>', tone, status)


CELLS: dict[str, Callable[[Row], str]] = {
    "who": lambda row: _who(row.who),
    "category": lambda row: _category(row.category),
    "source": lambda row: _source(row.source),
    "received": lambda row: _received(row.received_on),
    "station": lambda row: _station(row.station),
    "lead": lambda row: _lead(row.lead, row.co),
    "expected": lambda row: _expected(row.expected),
    "group": lambda row: _group(row.group),
    "representative": lambda row: _representative(row.representative),
    "due": lambda row: _due(row.due_on, row.due_note, row.chip),
    "state": lambda row: _state(row.tone, row.status),
}
