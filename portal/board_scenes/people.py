"""代表履职 of the latest published month, and the groups beside each other."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from evaluation import people_lines
from evaluation.models import Disclosure
from evaluation.results import Figures, Key
from groups.models import ProfessionalGroup
from portal.board_scenes.cells import Data, bar, cell, table
from stations.models import Station


def representatives_scene(station: Station, on: date) -> Data | None:
    """代表履职 of the latest published month, by name: no result set against another, nobody who is out of office."""
    published = Disclosure.objects.published().filter(station=station).latest_first().first()
    if published is None:
        return None
    rows = [
        [
            cell("name", line["name"]),
            cell("text", line["group"]),
            *(cell("num", line[name]) for name, _ in people_lines.COUNTS),
        ]
        for line in people_lines.in_office(published.figures, on)
    ]
    columns = (
        (f"代表（{published.month}月）", "name"),
        ("专业小组", "text"),
        *((label, "num") for _, label in people_lines.COUNTS),
    )
    return table("representatives", "代表履职", columns, rows) if rows else None


def groups_scene(found: Mapping[Key, Figures]) -> Data | None:
    """小组对比: six groups, this month's cases of the station; None before any of them has one."""
    longest = max((entry.sums.received for entry in found.values()), default=0)
    if not longest:
        return None
    rows = []
    for group in ProfessionalGroup.objects.order_by("order"):
        sums = found.get(group.pk, Figures()).sums
        rows.append(
            [
                cell("name", group.name),
                cell("num", sums.received),
                cell("num", sums.settled, tone="done"),
                cell("num", sums.going),
                cell("num", sums.overdue, tone="over" if sums.overdue else ""),
                bar(sums.settled, sums.received, longest),
            ]
        )
    columns = ("专业代表小组", "name"), ("收到", "num"), ("办结", "num"), ("办理中", "num"), ("超期", "num")
    return table("groups", "小组对比", [*columns, ("办结 / 收到", "bar-cell")], rows)
