"""专业履职之星 on the lobby screen: with their consent, in facts, never set against others (docs/domain.md § 7)."""

from __future__ import annotations

from datetime import date

from evaluation.models import Star
from portal.board_scenes.cells import Data

# Two columns of three, with sentences of up to three lines.
ON_PAGE = 6


def stars_scene(on: date) -> Data | None:
    """Those that are shown on the local date, in the order of groups; None while there is none."""
    rows = Star.objects.shown(on).select_related("representative", "group").order_by("group__order", "-pk")
    stars = [
        {
            "name": row.representative.name,
            "group": f"{row.group.name}　{row.year} 年第 {row.quarter} 季度",
            "words": row.reason,
        }
        for row in rows
    ]
    if not stars:
        return None
    pages = [stars[start : start + ON_PAGE] for start in range(0, len(stars), ON_PAGE)]
    return {"key": "stars", "label": "履职之星", "kind": "stars", "columns": [], "pages": pages}
