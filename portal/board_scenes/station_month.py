"""接待、咨询和活动: what a station did in the running month."""

from __future__ import annotations

from datetime import date

from evaluation import figures, station_figures
from evaluation.periods import Month
from portal.board_scenes.cells import Data, cell, table
from stations.models import Station

COLUMNS = (("接待、咨询和活动", "name"), ("本月", "num"))


def station_scene(station: Station, on: date) -> Data | None:
    """Of the month of the local date `on`; None before anything was."""
    found = station_figures.of_month(station, Month.of(on), figures.AsOf(on))
    if not found["receptions"]["held"] and not found["consultations"]["entries"]:
        return None
    rows = [
        [cell("name", label), cell("num", words)]
        for label, words in station_figures.lines(found)
        if label in station_figures.ON_BOARD
    ]
    return table("station", "接待、咨询和活动", COLUMNS, rows)
