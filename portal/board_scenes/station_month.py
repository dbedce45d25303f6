"""接待、活动和建议: what a station did in the running month; of the default one what the groups did, too."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from evaluation import figures, station_figures
from evaluation.periods import Month
from portal.board_scenes.cells import Data, cell, table
from stations.models import Station


def station_scene(station: Station, on: date) -> Data | None:
    """Of the month of the local date `on`, without what has not happened yet; None before anything was."""
    found = station_figures.of_month(station, Month.of(on), figures.AsOf(on))
    if not any(_done(found)):
        return None
    heading = "接待、活动和建议" if station.is_default else "接待和咨询"
    rows = [
        [cell("name", label), cell("num", words)]
        for label, words in station_figures.lines(found)
        if label in station_figures.ON_BOARD and words[0] in "123456789"
    ]
    return table("station", heading, ((heading, "name"), ("本月", "num")), rows)


def _done(found: Data) -> Iterator[int]:
    yield found["receptions"]["held"]
    yield found["consultations"]["entries"]
    for part, names in (("activities", ("reported", "visits")), ("suggestions", ("registered", "answered"))):
        yield from (found[part].get(name, 0) for name in names)
