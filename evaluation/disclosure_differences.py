"""What a corrected month counts otherwise than the edition before it, figure by figure."""

from __future__ import annotations

from typing import Any

from evaluation import late_entries, people_lines, station_figures
from evaluation.disclosure_papers import RATE_LABELS, SUM_LABELS, rate_words, reading_counts
from evaluation.models import Disclosure
from office.publishing.differences import Change, Record, of_rows

OF_PERSON = dict(people_lines.COUNTS)
OF_GROUP = {
    "received": "收到",
    "settled": "已办结",
    "ended": "其他结案",
    "going": "办理中",
    "overdue": "超期",
    "left_out": "未计入",
}
# Where it stands on the page, and its code.
Key = tuple[int, str]


def difference(before: Disclosure, after: Disclosure) -> list[Change]:
    """Numbers alone: a person or group that has another name since is the same one."""
    names = _names(after.figures) | _names(before.figures)
    both = all(late_entries.of(row.figures) is not None for row in (before, after))
    old, new = (_rows(row.figures, with_late=both) for row in (before, after))
    return of_rows(old, new, name=lambda key: names[key])


def _names(figures: dict[str, Any]) -> dict[Key, str]:
    lines = {(place, line["code"]): line["name"] for place, line in _lines(figures)}
    return {(0, ""): "本月", **lines}


def _lines(figures: dict[str, Any]) -> list[tuple[int, dict[str, Any]]]:
    return [
        (place, line) for place, part in ((1, "representatives"), (2, "groups")) for line in figures[part]
    ]


def _rows(figures: dict[str, Any], *, with_late: bool) -> dict[Key, Record]:
    month = {label: figures["sums"][name] for name, label in SUM_LABELS}
    for name, label in RATE_LABELS:
        rate = figures["rates"][name]
        month[label] = " ".join(rate_words(rate)).strip()
        month[f"{label}，未计入"] = rate.get("excluded", 0)
    if with_late:
        month[late_entries.LABEL] = late_entries.of(figures)
    month |= dict(station_figures.lines(figures))
    month |= {f"政策查询：{label}": count for label, count in reading_counts(figures)}
    rows: dict[Key, Record] = {(0, ""): month}
    for place, line in _lines(figures):
        labels = OF_PERSON if place == 1 else OF_GROUP
        rows[place, line["code"]] = {label: line[name] for name, label in labels.items() if name in line}
    return rows
