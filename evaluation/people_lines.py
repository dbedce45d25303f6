"""The lines of persons in a month, as every page, paper, screen and API shows them (docs/domain.md § 6)."""

from __future__ import annotations

from datetime import date
from typing import Any

from groups.models import Representative
from groups.pinyin import sort_key

# What a line counts: its key in the frozen figures, and the word over it. 代表不办理: 参与办理, never 承办.
COUNTS = (("contacted", "联系企业"), ("taken", "参与办理"), ("solved", "其中办结"))

Line = dict[str, Any]


def shown(figures: dict[str, Any]) -> list[Line]:
    """Persons of whom something is counted, by name and never by result; months frozen earlier too."""
    lines = [line for line in figures["representatives"] if _counts_anything(line)]
    return sorted(lines, key=lambda line: (sort_key(line["name"]), line["code"]))


def without_record(figures: dict[str, Any]) -> int:
    """How many were posted and have no line, as nothing is counted of them."""
    return sum(not _counts_anything(line) for line in figures["representatives"])


def in_office(figures: dict[str, Any], on: date) -> list[Line]:
    """As `shown`, without those out of office on the local date `on`."""
    lines = shown(figures)
    people = Representative.objects.in_office(on).filter(code__in=[line["code"] for line in lines])
    codes = set(people.values_list("code", flat=True))
    return [line for line in lines if line["code"] in codes]


def _counts_anything(line: Line) -> bool:
    return any(line[name] for name, _ in COUNTS)
