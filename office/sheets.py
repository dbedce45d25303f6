"""Tables in and out: CSV in the three encodings that offices use, XLSX. Out go text cells, never formulas."""

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from typing import IO, Any, TypeVar

from django.utils import timezone

from office import files
from office.examination import process
from office.examination.reasons import Unacceptable
from office.examination.tables import CELL_AT_MOST, FORMULA_STARTS
from office.refusals import Refused
from office.templatetags.wording import mark_of

BYTES_AT_MOST = 10 * 1024 * 1024
SHEET_NAME_AT_MOST = 31
Found = TypeVar("Found")


@dataclass(frozen=True)
class MarkedDay:
    """A date that stays one, for sorting and filtering, with words that are shown behind it."""

    on: date
    mark: str


Cell = str | int | Decimal | float | date | datetime | MarkedDay | None


def due_cell(value: date | None) -> Cell:
    """A date that was counted in working days, with 暂定 while it may still move."""
    mark = mark_of(value) if value else ""
    return MarkedDay(value, mark) if value and mark else value


def read_rows(file: IO[bytes], name: str) -> list[list[str]]:
    """All rows of a CSV file or of the first sheet of a workbook as cleaned text, all as wide as the widest.

    Empty rows in between are kept, so that numbers fit. The content decides what it is; `name` is for the messages. Raises Refused `too_large`, `not_allowed`, `broken`.
    """
    rows = _as_wide(_examined(file, name, process.read_table))
    if not rows:
        raise Refused("broken", f"{name}：文件中没有内容。", field="file")
    return rows


def read_workbook(file: IO[bytes], name: str) -> list[tuple[str, list[list[str]]]]:
    """The name and the rows of each sheet of a workbook, each as `read_rows` gives them; an empty one has none.

    Raises Refused as `read_rows` does.
    """
    return [(title, _as_wide(rows)) for title, rows in _examined(file, name, process.read_sheets)]


def _examined(file: IO[bytes], name: str, read: Callable[[bytes], Found]) -> Found:
    content = file.read(BYTES_AT_MOST + 1)
    if len(content) > BYTES_AT_MOST:
        raise Refused("too_large", f"{name}：文件不能超过 10 MB，请拆分后再导入。", field="file")
    try:
        return read(content)
    except Unacceptable as unacceptable:
        refusal = files.refusal(unacceptable)
        raise Refused(refusal.code, f"{name}：{refusal.message}", field="file") from unacceptable


def _as_wide(rows: list[list[str]]) -> list[list[str]]:
    while rows and not rows[-1]:
        rows.pop()
    width = max(map(len, rows), default=0)
    return [row + [""] * (width - len(row)) for row in rows]


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook: its name, headings and rows of cells."""

    title: str
    columns: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def write_xlsx(title: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """One sheet with a heading that stays in view. Text stays text, numbers and dates are cells of their kind."""
    return write_workbook([Sheet(title, columns, rows)])


def write_workbook(sheets: Iterable[Sheet]) -> bytes:
    """Several sheets, each as `write_xlsx` writes one."""
    # Only processes that write a table load it.
    import xlsxwriter

    written = BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with closing(xlsxwriter.Workbook(written, options)) as workbook:
        heading = workbook.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "vcenter"})
        day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        minute = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        marked = _MarkedDays(workbook)
        for sheet in sheets:
            _write_sheet(
                workbook.add_worksheet(_sheet_name(sheet.title)), sheet, heading, day, minute, marked
            )
    return written.getvalue()


class _MarkedDays(dict[str, Any]):
    """The number format for each mark."""

    def __init__(self, workbook: Any) -> None:
        super().__init__()
        self._workbook = workbook

    def __missing__(self, mark: str) -> Any:
        self[mark] = self._workbook.add_format({"num_format": f'yyyy-mm-dd"{mark}"'})
        return self[mark]


def _write_sheet(
    written: Any, sheet: Sheet, heading: Any, day: Any, minute: Any, marked: Mapping[str, Any]
) -> None:
    written.freeze_panes(1, 0)
    for column, text in enumerate(sheet.columns):
        written.write_string(0, column, text, heading)
        written.set_column(column, column, max(10, 2 * len(text) + 4))
    for number, row in enumerate(sheet.rows, start=1):
        for column, value in enumerate(row):
            if isinstance(value, MarkedDay):
                written.write_datetime(number, column, value.on, marked[value.mark])
            else:
                _write_cell(written, number, column, value, day, minute)


def write_csv(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """UTF-8 with a BOM, so that Excel shows Chinese; a text that a spreadsheet would compute begins with `'`."""
    written = StringIO()
    writer = csv.writer(written)
    writer.writerow(columns)
    writer.writerows([_csv_cell(value) for value in row] for row in rows)
    return written.getvalue().encode("utf-8-sig")


def _csv_cell(value: Cell) -> str:
    if isinstance(value, str):
        return f"'{value}" if value.startswith(FORMULA_STARTS) else value
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, MarkedDay):
        return f"{value.on}{value.mark}"
    return "" if value is None else str(value)


def _write_cell(sheet: Any, row: int, column: int, value: Cell, day: Any, minute: Any) -> None:
    if isinstance(value, datetime):
        sheet.write_datetime(row, column, timezone.make_naive(value), minute)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, day)
    elif isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        sheet.write_number(row, column, value)
    elif value is not None:
        sheet.write_string(row, column, str(value)[:CELL_AT_MOST])


def _sheet_name(title: str) -> str:
    return "".join("－" if character in "[]:*?/\\" else character for character in title)[:SHEET_NAME_AT_MOST]
