"""What a corrected month counts otherwise than the edition before it, figure by figure."""

from __future__ import annotations

from typing import Any

from evaluation.disclosure_papers import RATE_LABELS, SUM_LABELS, rate_words, reading_counts
from evaluation.models import Disclosure
from office.publishing.differences import Change, Record, of_rows

OF_PERSON = {"contacted": "联系企业", "taken": "承办诉求", "solved": "解决问题"}
OF_GROUP = {"received": "收到", "settled": "已办结", "going": "办理中", "overdue": "超期"}
# Where it stands on the page, code, and what the row is called.
Key = tuple[int, str, str]


def difference(before: Disclosure, after: Disclosure) -> list[Change]:
    return of_rows(_rows(before.figures), _rows(after.figures), name=lambda key: key[2])


def _rows(figures: dict[str, Any]) -> dict[Key, Record]:
    month = {label: figures["sums"][name] for name, label in SUM_LABELS}
    month |= {label: " ".join(rate_words(figures["rates"][name])) for name, label in RATE_LABELS}
    month |= {f"政策查询：{label}": count for label, count in reading_counts(figures)}
    rows: dict[Key, Record] = {(0, "", "本月"): month}
    for place, lines, labels in (
        (1, figures["representatives"], OF_PERSON),
        (2, figures["groups"], OF_GROUP),
    ):
        for line in lines:
            rows[place, line["code"], line["name"]] = {label: line[name] for name, label in labels.items()}
    return rows
