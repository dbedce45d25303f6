"""重点督办建议 on the lobby screen: who leads it, and the latest that was released (docs/domain.md § 4)."""

from __future__ import annotations

from datetime import date

from office.templatetags.wording import short_day
from portal.board_scenes.cells import Data, cell, table
from stations.models import Station
from suggestions.key_suggestions import key_suggestions

ROWS_OF_WORDS = 4
MOST = 12


def key_suggestions_scene(station: Station, on: date) -> Data | None:
    """Of the whole county, those still watched; only where the approver switched supervision on for the station."""
    if not station.shows_supervision:
        return None
    watched = [each for each in key_suggestions(on) if each.supervision.released_on is None][:MOST]
    rows = [
        [
            cell("long", each.suggestion.title.removeprefix("关于").removesuffix("的建议")),
            cell("text", each.supervision.leader),
            cell("text", short_day(each.supervision.held_on)),
            cell("long", each.latest or each.suggestion.status_label),
        ]
        for each in watched
    ]
    columns = ("建议", "long"), ("督办领导", "text"), ("确定", "text"), ("最新进展", "long")
    return table("key_suggestions", "重点督办建议", columns, rows, ROWS_OF_WORDS) if rows else None
