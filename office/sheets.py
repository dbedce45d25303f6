"""Tables in and out: CSV in the three encodings that offices use, XLSX. Out go text cells, never formulas."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from typing import IO, Any

from django.utils import timezone

from office import files
from office.examination import process
from office.examination.reasons import Unacceptable
from office.numbers import clean_text
from office.refusals import Refused

BYTES_AT_MOST = 10 * 1024 * 1024
ROWS_AT_MOST = 20_000
COLUMNS_AT_MOST = 200
# What a cell of Excel holds.
CELL_AT_MOST = 32_767
SHEET_NAME_AT_MOST = 31
OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCODINGS = ("utf-8-sig", "gb18030")
# Half and full width: each begins a formula in some spreadsheet.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")

Cell = str | int | Decimal | float | date | datetime | None


def read_rows(file: IO[bytes], name: str) -> list[list[str]]:
    """All rows of a CSV file or of the first sheet of a workbook as cleaned text, all as wide as the widest.

    Empty rows in between are kept, so that numbers fit. The content decides what it is; `name` is for the messages. Raises Refused `too_large`, `not_allowed`, `broken`.
    """
    content = file.read(BYTES_AT_MOST + 1)
    if len(content) > BYTES_AT_MOST:
        raise Refused("too_large", "文件不能超过 10 MB，请拆分后再导入。", field="file")
    if content.startswith(OLD_EXCEL):
        raise Refused("not_allowed", "请在 Excel 中另存为 .xlsx（且不设密码）后再导入。", field="file")
    try:
        raw = _workbook(content) if content.startswith(b"PK\x03\x04") else _csv(content)
        rows = list(_bounded(raw))
    except Refused as refusal:
        raise Refused(refusal.code, f"{name}：{refusal.message}", field="file") from refusal
    while rows and not rows[-1]:
        rows.pop()
    if not rows:
        raise Refused("broken", f"{name}：文件中没有内容。", field="file")
    width = max(map(len, rows))
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
        for sheet in sheets:
            _write_sheet(workbook.add_worksheet(_sheet_name(sheet.title)), sheet, heading, day, minute)
    return written.getvalue()


def _write_sheet(written: Any, sheet: Sheet, heading: Any, day: Any, minute: Any) -> None:
    written.freeze_panes(1, 0)
    for column, text in enumerate(sheet.columns):
        written.write_string(0, column, text, heading)
        written.set_column(column, column, max(10, 2 * len(text) + 4))
    for number, row in enumerate(sheet.rows, start=1):
        for column, value in enumerate(row):
            _write_cell(written, number, column, value, day, minute)


def write_csv(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """UTF-8 with a BOM, so that Excel shows Chinese; a text that a spreadsheet would compute begins with `'`."""
    written = StringIO()
    writer = csv.writer(written)
    writer.writerow(columns)
    writer.writerows([_csv_cell(value) for value in row] for row in rows)
    return written.getvalue().encode("utf-8-sig")


def _csv(content: bytes) -> Iterator[Sequence[Any]]:
    text = _decoded(content)
    if "\x00" in text:
        raise Refused("broken", "文件中含有无法识别的字符，请另存为 CSV（UTF-8）后再导入。")
    first_line = text.partition("\n")[0]
    delimiter = "\t" if "\t" in first_line and "," not in first_line else ","
    try:
        yield from csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error as error:
        raise Refused("broken", "CSV 格式有误（可能缺少引号），请用 Excel 打开另存后再导入。") from error


def _decoded(content: bytes) -> str:
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused("broken", "无法识别文字编码，请另存为 CSV（UTF-8）或 .xlsx 后再导入。")


def _workbook(content: bytes) -> Iterator[Sequence[Any]]:
    try:
        rows = process.read_table(content)
    except Unacceptable as unacceptable:
        raise files.refusal(unacceptable) from unacceptable
    for row in rows:
        yield [datetime.fromisoformat(cell["at"]) if isinstance(cell, dict) else cell for cell in row]


def _bounded(rows: Iterator[Sequence[Any]]) -> Iterator[list[str]]:
    for number, row in enumerate(rows, start=1):
        if number > ROWS_AT_MOST:
            raise Refused("too_large", f"不能超过 {ROWS_AT_MOST} 行，请拆分后再导入。")
        cells = [_text(value) for value in row]
        while cells and not cells[-1]:
            cells.pop()
        if len(cells) > COLUMNS_AT_MOST:
            raise Refused("too_large", f"第 {number} 行超过 {COLUMNS_AT_MOST} 列，请删去多余的列后再导入。")
        yield cells


def _text(value: Any) -> str:
    """What a person sees in the cell: whole numbers without point, dates as 2026-11-23."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d" if value.time() == datetime.min.time() else "%Y-%m-%d %H:%M")
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    text = clean_text(str(value).replace("\x00", ""))[:CELL_AT_MOST]
    # The mark by which `write_csv` and Excel keep a text from being computed.
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA_STARTS) else text


def _csv_cell(value: Cell) -> str:
    if isinstance(value, str):
        return f"'{value}" if value.startswith(FORMULA_STARTS) else value
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
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
