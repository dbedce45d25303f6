"""The desk's list of consultations: a line each, sorted both ways by its headings, with its sums."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from stations.models import Consultation
from stations.models.bookings import Ending
from stations.models.consultations import How
from stations.models.requesters import RequesterKind

USUAL = "-time"


class Column(NamedTuple):
    """Without `key` the list is not sorted by it; `width` is a class of the style sheets."""

    key: str
    label: str
    width: str = ""


COLUMNS = (
    Column("time", "时间", "c-who"),
    Column("", "咨询了什么"),
    Column("topic", "事项", "c-who"),
    Column("who", "咨询人", "c-who"),
    Column("how", "方式", "c-5"),
    Column("ending", "结果", "c-who"),
    Column("request", "诉求", "c-no"),
)
STATION = Column("station", "服务站", "c-who")


@dataclass(frozen=True)
class Line:
    row: Consultation
    topic: str


@dataclass(frozen=True)
class Listed:
    """The lines in their order under `sort`; `sums` counts those that are not void by how they ended."""

    lines: list[Line]
    sort: str
    sums: list[tuple[str, int]]

    @property
    def counted(self) -> int:
        return sum(number for _, number in self.sums)

    def counted_on(self, day: date) -> int:
        return sum(line.row.consulted_on == day and not line.row.is_void for line in self.lines)


def columns(*, several_stations: bool) -> tuple[Column, ...]:
    """A clerk of one station reads no column that says the same in each line."""
    return (*COLUMNS[:2], STATION, *COLUMNS[2:]) if several_stations else COLUMNS


def listed(rows: Iterable[Consultation], sort: str, *, topics: Mapping[str, str]) -> Listed:
    """Sorted as the address says ("topic", "-topic"), else the last one first; equal ones the last one first.

    `topics`: the names of the kinds by their code, in the order in which they are shown.
    """
    key = sort.removeprefix("-")
    chosen = sort if key in {column.key for column in columns(several_stations=True) if column.key} else USUAL
    lines = [Line(row, topics.get(row.topic, row.topic)) for row in rows]
    lines.sort(key=lambda line: (line.row.consulted_at, line.row.pk), reverse=True)
    lines.sort(key=_places(topics)[chosen.removeprefix("-")], reverse=chosen.startswith("-"))
    numbers = Counter(line.row.ending for line in lines if not line.row.is_void)
    sums = [(label, numbers[code]) for code, label in Ending.choices if numbers[code]]
    return Listed(lines, chosen, sums)


def _places(topics: Mapping[str, str]) -> dict[str, Callable[[Line], Any]]:
    """By which value a line stands where; what has an order on the form keeps it."""
    kinds, ways = RequesterKind.values, How.values
    codes, endings = [*topics], Ending.values
    return {
        "time": lambda line: (line.row.consulted_at, line.row.pk),
        "station": lambda line: line.row.station.name,
        "topic": lambda line: codes.index(line.row.topic) if line.row.topic in topics else len(codes),
        "who": lambda line: (kinds.index(line.row.requester_kind), line.row.enterprise_name),
        "how": lambda line: ways.index(line.row.how),
        "ending": lambda line: (line.row.is_void, endings.index(line.row.ending)),
        "request": lambda line: line.row.request_number or "",
    }
