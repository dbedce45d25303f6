"""What a later edition changed in the one before it, row by row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from office.templatetags.wording import short_day
from requests_app.models import ProgressRow, ProgressTable

COMPARED = (
    ("category", "类别"),
    ("units_label", "责任单位"),
    ("due_on", "期限"),
    ("state", "状态"),
    ("progress", "办理进展"),
    ("left", "剩余天数"),
)


@dataclass(frozen=True)
class Change:
    """`was` and `becomes` are words; one of them empty where a row came or went."""

    number: str
    what: str
    was: str
    becomes: str


def difference(table: ProgressTable) -> list[Change]:
    """Of `table` to its edition before; empty for a first edition."""
    if table.edition == 1:
        return []
    before = ProgressTable.objects.of(table.period).filter(group=table.group, edition=table.edition - 1)
    former = before.first()
    return list(_changes(_rows(former), _rows(table))) if former else []


def _rows(table: ProgressTable) -> dict[str, ProgressRow]:
    return {row.case.ledger_number: row for row in table.lines()}


def _changes(was: dict[str, ProgressRow], becomes: dict[str, ProgressRow]) -> Iterator[Change]:
    for number in sorted({*was, *becomes}):
        old, new = was.get(number), becomes.get(number)
        if old is None or new is None:
            yield Change(number, "整行", _line(old), _line(new))
            continue
        for name, label in COMPARED:
            if _words(getattr(old, name)) != _words(getattr(new, name)):
                yield Change(number, label, _words(getattr(old, name)), _words(getattr(new, name)))


def _line(row: ProgressRow | None) -> str:
    return f"{row.category}，{row.units_label}，{row.state}" if row else ""


def _words(value: Any) -> str:
    return str(short_day(value) if hasattr(value, "month") else value)
