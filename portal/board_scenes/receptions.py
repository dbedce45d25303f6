"""接待预告: the coming reception days of a station with their free seats."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Prefetch

from office.templatetags.wording import board_day
from portal.board_scenes.cells import Cell, Data, cell, table
from stations.models import Sitting, Station
from stations.receptions import desk, free

RECEPTION_ROWS = 14
COLUMNS = (("接待日", "name"), ("时间", "text"), ("接待代表", "text"), ("可约", "chip-cell"))


def receptions_scene(station: Station, at: datetime) -> Data | None:
    """Announced days that are not over at the instant `at`, the nearest first; None where there is none."""
    sitting = Sitting.objects.open().select_related("representative").order_by("pk")
    days = (
        free.days(at).filter(station=station).prefetch_related(Prefetch("sittings", sitting, to_attr="sits"))
    )
    rows = [_row(day) for day in days[:RECEPTION_ROWS]]
    return table("receptions", "接待预告", COLUMNS, rows) if rows else None


def _row(day: Any) -> list[Cell]:
    return [
        cell("name", board_day(day.held_on)),
        cell("text", desk.hours(day)),
        cell("text", "、".join(row.representative.name for row in day.sits)),
        _seats(day),
    ]


def _seats(day: Any) -> Cell:
    if day.walk_ins_only:
        return {"kind": "chip", "text": "直接到站", "state": "plain"}
    if day.free:
        return {"kind": "chip", "text": f"可约 {day.free} 个", "state": "ok"}
    if day.has_slots:
        return {"kind": "chip", "text": "约满，可候补", "state": "plain"}
    return {"kind": "chip", "text": "正在接待", "state": "plain"}
