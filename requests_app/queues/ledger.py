"""台账: its columns. A column names the key of a `Row`'s part (requests_app/desk/views/rows.py)."""

from __future__ import annotations

from casework.queues.columns import Column, Columns

LEDGER = Columns(
    (
        Column("source", "来源"),
        Column("received", "收到日期"),
        Column("station", "服务站"),
        Column("lead", "责任单位", standard=True),
        Column("expected", "预期效果", "c-3", standard=True, is_restricted=True),
        Column("group", "跟踪小组", standard=True),
        Column("representative", "承办代表", is_restricted=True),
        Column("due", "答复期限", standard=True),
        Column("state", "状态", "c-1", standard=True),
    )
)
