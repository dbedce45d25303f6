"""The table of the list of requests, made in Python: a cell for each column, whatever stands in it escaped."""

import datetime as dt
from dataclasses import replace

from requests_app.deadlines.display import Chip
from requests_app.desk.views.ledger_cells import CELLS, PENDING, body_of
from requests_app.desk.views.rows import Row
from requests_app.queues.ledger import LEDGER

ROW = Row(
    key=1,
    url="/desk/requests/2026-00001/",
    number="2026-00001",
    title="<b>雨水</b>倒灌",
    who="甲 & 乙公司",
    category="排水",
    lead="住建局",
    co="城管局",
    expected="",
    group="",
    due_on=dt.date(2026, 11, 25),
    due_note="受理",
    chip=Chip("late", "超期 2 天", "超 2 天"),
    tone="doing",
    status="办理中",
    marks=("重点督办",),
    source="网上",
    received_on=dt.date(2026, 11, 2),
    station="开发区站",
    representative="<script>",
    days_left=-2,
)


def test_every_column_has_a_cell() -> None:
    assert set(CELLS) == {column.key for column in LEDGER.rows}


def test_what_a_row_says_is_never_markup() -> None:
    page = body_of([ROW], LEDGER.rows)
    assert "&lt;b&gt;雨水&lt;/b&gt;倒灌" in page
    assert "甲 &amp; 乙公司" in page
    assert "&lt;script&gt;" in page
    assert "<script>" not in page


def test_a_text_that_equals_kept_markup_is_escaped() -> None:
    columns = [column for column in LEDGER.rows if column.key == "representative"]
    without = replace(ROW, representative="")
    assert PENDING in body_of([without], columns)
    assert PENDING not in body_of([replace(ROW, representative=PENDING + "")], columns)


def test_a_row_says_what_its_template_said() -> None:
    columns = [
        column for column in LEDGER.rows if column.key in ("lead", "expected", "group", "due", "state")
    ]
    assert body_of([ROW], columns) == (
        '<tr><td class="digits hint">2026-00001</td>'
        '<td><a class="title" href="/desk/requests/2026-00001/">&lt;b&gt;雨水&lt;/b&gt;倒灌</a>'
        ' <span class="hint">重点督办</span></td>'
        '<td data-label="责任单位">住建局 <span class="hint" title="城管局">会办 1</span></td>'
        '<td class="extra" data-label="预期效果"><span class="hint">—</span></td>'
        '<td class="extra" data-label="小组"><span class="hint">待定</span></td>'
        '<td data-label="期限"><span class="when">11月25日 <span class="aside">受理</span></span>'
        ' <span class="chip late">超 2 天</span></td>'
        '<td data-label="状态"><span class="status doing">办理中</span></td></tr>'
    )


def test_no_rows_make_no_table() -> None:
    assert not body_of([], LEDGER.rows)
