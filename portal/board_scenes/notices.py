"""通知 between two dates, each on a page of its own."""

from __future__ import annotations

from datetime import date

from portal.board_scenes.cells import Data
from stations.models import BoardNotice, Station


def notices_scene(station: Station, on: date) -> Data | None:
    """Approved ones of the local date `on`; None where there is none."""
    texts = list(BoardNotice.objects.shown(on).filter(station=station).values_list("text", flat=True))
    if not texts:
        return None
    return {"key": "notices", "label": "通知", "kind": "notices", "columns": [], "pages": texts}
