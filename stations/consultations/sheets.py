"""Numbered paper forms (咨询登记表): printed ahead, each line entered later once (docs/domain.md § 11)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from office.actors import Actor
from office.calendar import local_date
from office.events import JSON, Fact, record
from office.models import StoredFile, User
from office.refusals import Refused
from office.verbs import verb
from stations.models import Consultation, ConsultationSheet, ConsultationSheetPage, Station

# Z2026003-05: the third sheet printed in 2026, line five.
LINE_CODE = re.compile(r"(Z\d{7})-?(\d{2})")
PAGES_AT_MOST = 4
UNKNOWN = "没有这个表号和行号，照纸上印的写，如 Z2026003-05"


@dataclass(frozen=True)
class Line:
    """A line of a paper form."""

    sheet: ConsultationSheet
    number: int

    def __str__(self) -> str:
        return f"{self.sheet.code}-{self.number:02}"


@verb
def print_sheet(station: Station, *, by: User, at: datetime) -> ConsultationSheet:
    """A fresh form with the next number of the year, on record with who printed it."""
    # Numbers run over all stations, so that a sheet is known by its number alone.
    list(Station.objects.select_for_update().order_by("pk"))
    year = local_date(at).year
    last = ConsultationSheet.objects.filter(code__startswith=f"Z{year}").order_by("-code").first()
    number = int(last.code[5:]) + 1 if last else 1
    sheet = ConsultationSheet.objects.create(
        code=f"Z{year}{number:03}", station=station, printed_at=at, printed_by=by
    )
    record(
        Fact(f"station:{station.pk}", "consultation_sheet_printed", {"sheet": sheet.code}),
        by=Actor.of(by),
        at=at,
    )
    return sheet


@verb
def add_page(sheet: ConsultationSheet, file: StoredFile, *, by: User, at: datetime) -> ConsultationSheetPage:
    """A photograph of the form that was filled in by hand. Refused: `too_many`."""
    sheet = ConsultationSheet.objects.select_for_update().get(pk=sheet.pk)
    if sheet.pages.count() >= PAGES_AT_MOST:
        raise Refused("too_many", f"一张登记表最多上传 {PAGES_AT_MOST} 张照片。", field="file")
    page = ConsultationSheetPage.objects.create(sheet=sheet, file=file, added_at=at, added_by=by)
    what: dict[str, JSON] = {"sheet": sheet.code, "page": page.pk}
    record(Fact(f"station:{sheet.station_id}", "consultation_page_added", what), by=Actor.of(by), at=at)
    return page


def lines_of(sheet: ConsultationSheet) -> list[tuple[str, Consultation | None]]:
    """Every line of the form by its code, with the consultation that was entered from it; one query."""
    entered = {row.sheet_line: row for row in Consultation.objects.filter(sheet=sheet)}
    return [(code, entered.get(line)) for line, code in enumerate(sheet.line_codes, start=1)]


def line_of(typed: str, station: Station) -> Line:
    """The line that is meant, of a form of that station. Raises ValueError in words."""
    text = unicodedata.normalize("NFKC", typed).upper().replace(" ", "")
    found = LINE_CODE.fullmatch(text)
    sheet = ConsultationSheet.objects.filter(code=found.group(1), station=station).first() if found else None
    if found is None or sheet is None or not 1 <= int(found.group(2)) <= ConsultationSheet.LINES:
        raise ValueError(UNKNOWN)
    return Line(sheet, int(found.group(2)))
