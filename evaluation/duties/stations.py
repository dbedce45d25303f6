"""每月接待 as a duty of the station: in which months of a year a reception was held."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from evaluation.duties.rules import STATION_RECEPTIONS
from office import options
from office.months import Month
from stations.models import Reception, ReceptionStatus, Station


@dataclass(frozen=True)
class StationYear:
    """`done` of `needed` months; `missing` are months that are over and had too few receptions."""

    station: Station
    done: int
    needed: int
    missing: tuple[int, ...]


def of_year(year: int, *, on: date) -> list[StationYear]:
    """Stations open in the year; months up to that of the local date, whole months of opening alone. Two queries."""
    needed = int(options.value(STATION_RECEPTIONS, date(year, 1, 1)))
    months = [month for number in range(1, 13) if (month := Month(year, number)).from_on <= on]
    held: Counter[tuple[int, int]] = Counter()
    rows = Reception.objects.filter(
        status=ReceptionStatus.HELD, held_on__gte=date(year, 1, 1), held_on__lt=date(year + 1, 1, 1)
    )
    for key, day in rows.values_list("station", "held_on"):
        held[key, day.month] += 1
    found = []
    for station in Station.objects.filter(opened_on__lt=date(year + 1, 1, 1)).order_by("-is_default", "code"):
        own = [month for month in months if _is_open(station, month)]
        done = [month for month in own if held[station.pk, month.month] >= needed]
        over = tuple(month.month for month in own if month not in done and month.last_on < on)
        found.append(StationYear(station, len(done), len(own), over))
    return [each for each in found if each.needed]


def _is_open(station: Station, month: Month) -> bool:
    closed = station.closed_on
    return station.opened_on <= month.from_on and (closed is None or closed >= month.to_on)
