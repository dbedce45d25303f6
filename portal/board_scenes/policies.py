"""惠企政策 in force."""

from __future__ import annotations

from datetime import date

from policies.models import PolicyVersion
from portal.board_scenes.cells import Data, cell, table

POLICY_ROWS = 14


def policies_scene(on: date) -> Data | None:
    """惠企政策 in force: first what ends soon, then what was published last."""
    found = PolicyVersion.objects.published().in_force(on).for_lists().order_by("-released_at", "-pk")
    valid = [(version, version.validity(on)) for version in found]
    valid.sort(key=lambda each: each[1].state != "expiring")
    rows = [
        [
            cell("long", version.title),
            cell("text", version.policy.department.short_name if version.policy.department else "—"),
            {"kind": "chip", "text": validity.word, "state": validity.chip},
        ]
        for version, validity in valid[:POLICY_ROWS]
    ]
    columns = ("政策", "long"), ("责任单位", "text"), ("期限", "chip-cell")
    return table("policies", "惠企政策", columns, rows) if rows else None
