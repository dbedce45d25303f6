"""台账: its columns. A column names the key of a `Row`'s part (requests_app/desk/views/rows.py)."""

from __future__ import annotations

from casework.queues.columns import Column, Columns

# Always there, before the chosen ones.
NUMBER = Column("number", "编号", "c-no")
TITLE = Column("title", "诉求", "")
LEDGER = Columns(
    (
        Column("who", "企业", "c-who", standard=True, is_restricted=True),
        Column("category", "类别", "c-2", is_restricted=True),
        Column("source", "来源"),
        Column("received", "收到日期"),
        Column("station", "服务站"),
        Column("lead", "责任单位", "c-who", standard=True),
        Column("expected", "预期效果", "c-3", is_restricted=True),
        Column("group", "小组", "c-5", standard=True),
        Column("representative", "承办代表", is_restricted=True),
        Column("due", "答复期限", "c-due", standard=True),
        Column("state", "状态", "c-1", standard=True),
    )
)
