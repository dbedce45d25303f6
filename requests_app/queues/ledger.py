"""台账: its columns, and which of them a reader has chosen.

The page, the print view and the saved views read the same table. A column names the key of a `Row`'s part, so that
rows of another kind (findings of activities) need no more than a `Row` of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """`width` is a class of the style sheet; `standard` columns show until the reader chooses others."""

    key: str
    label: str
    width: str = "c-2"
    standard: bool = False
    for_clerk: bool = True


COLUMNS = (
    Column("source", "来源"),
    Column("received", "收到日期"),
    Column("station", "服务站"),
    Column("lead", "责任单位", standard=True),
    Column("expected", "预期效果", "c-3", standard=True, for_clerk=False),
    Column("group", "跟踪小组", standard=True),
    Column("representative", "承办代表", for_clerk=False),
    Column("due", "答复期限", standard=True),
    Column("state", "状态", "c-1", standard=True),
)


def offered(*, is_clerk: bool) -> list[Column]:
    return [column for column in COLUMNS if column.for_clerk or not is_clerk]


def standard(*, is_clerk: bool) -> tuple[str, ...]:
    return tuple(column.key for column in offered(is_clerk=is_clerk) if column.standard)


def chosen(keys: Sequence[str], *, is_clerk: bool) -> list[Column]:
    """In the table's own order; unknown keys count for nothing, none at all means the standard ones."""
    known = {column.key for column in COLUMNS}
    wanted = [key for key in keys if key in known] or standard(is_clerk=is_clerk)
    return [column for column in offered(is_clerk=is_clerk) if column.key in wanted]
