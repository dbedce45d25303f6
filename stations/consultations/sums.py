"""Consultations of a month by what they were about, as the page and the workbook show them.

Counted from `ConsultationState` as the figure is: a month that is over as on record at its end (docs/domain.md § 3).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from office.months import Month
from office.sheets import Cell, Sheet, write_workbook
from stations.consultations import topics
from stations.models import Consultation, ConsultationState
from stations.models.bookings import Ending
from stations.models.consultations import ConsultationStateQuerySet, How
from stations.models.requesters import RequesterKind

FIELDS = ("topic", "how", "requester_kind", "ending")
TITLES = {"topic": "按事项", "how": "按方式", "requester_kind": "按咨询人", "ending": "按结果"}
COLUMNS = (
    "编号", "服务站", "时间", "方式", "咨询人", "企业", "事项", "咨询了什么", "结果", "依据", "受理编号",
    "补录", "登记人", "状态",
)  # fmt: skip


@dataclass(frozen=True)
class Table:
    """One way of splitting the month: label and number, those with none left out but for endings."""

    title: str
    lines: Sequence[tuple[str, int]]


@dataclass(frozen=True)
class Sums:
    month: Month
    total: int
    # Entered after the month's end, in no figure of it.
    late: int
    tables: Sequence[Table]


def counted(month: Month, stations: Collection[int] | None, *, at: datetime) -> ConsultationStateQuerySet:
    """What the month counts, of some stations or (None) all: a month that is over as on record at its end."""
    rows = _of(stations)
    return rows.counted(month.from_on, month.to_on, known_at=month.ends_at if month.ends_at <= at else None)


def total(month: Month, stations: Collection[int] | None, *, at: datetime) -> int:
    return counted(month, stations, at=at).count()


def of_month(month: Month, stations: Collection[int] | None, *, at: datetime) -> Sums:
    found = counted(month, stations, at=at).sums(*FIELDS)
    labels: dict[str, dict[str, str]] = {
        "topic": topics.names(),
        "how": dict(How.choices),
        "requester_kind": dict(RequesterKind.choices),
        "ending": dict(Ending.choices),
    }
    tables = []
    for field in FIELDS:
        numbers = found[field]
        lines = [(name, numbers[code]) for code, name in labels[field].items() if numbers[code]]
        unknown = [(code, number) for code, number in numbers.items() if code not in labels[field]]
        tables.append(Table(TITLES[field], [*lines, *unknown]))
    late = _of(stations).counted(month.from_on, month.to_on)
    late = late.filter(consultation__entered_at__gte=month.ends_at)
    return Sums(month, found["how"].total(), late.count(), tables)


def _of(stations: Collection[int] | None) -> ConsultationStateQuerySet:
    rows = ConsultationState.objects.all()
    return rows if stations is None else rows.filter(station__in=stations)


def workbook(sums: Sums, rows: Iterable[Consultation]) -> bytes:
    """A sheet of the sums and one with a row for each consultation, without contact and telephone."""
    names = topics.names()
    lines: list[list[Cell]] = [["合计", "", sums.total], ["月后补录，未计入", "", sums.late]]
    lines += [[table.title, label, number] for table in sums.tables for label, number in table.lines]
    listed = [_cells(row, names) for row in rows]
    return write_workbook(
        [
            Sheet(sums.month.label, ("分法", "项目", "人次"), lines),
            Sheet("明细", COLUMNS, listed),
        ]
    )


def _cells(row: Consultation, names: dict[str, str]) -> list[Cell]:
    return [
        row.number,
        row.station.name,
        row.consulted_at,
        str(row.get_how_display()),
        str(row.get_requester_kind_display()),
        row.enterprise_name,
        names.get(row.topic, row.topic),
        row.words,
        str(row.get_ending_display()),
        row.source,
        row.request_number,
        "补录" if row.is_late else "",
        row.entered_by.name,
        "已作废" if row.is_void else "",
    ]
