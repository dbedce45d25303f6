"""Rows of a CSV file in the encodings that offices use, or of the first sheet of a workbook, as cleaned text."""

import csv
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from io import StringIO
from typing import Any

from office.examination import workbooks
from office.examination.reasons import (
    BROKEN_CSV,
    BROKEN_TABLE,
    LARGE_RESULT,
    MANY_COLUMNS,
    MANY_ROWS,
    ODD_CHARACTERS,
    OLD_EXCEL,
    UNKNOWN_ENCODING,
    Unacceptable,
)
from office.examination.workbooks import COLUMNS_AT_MOST, ROWS_AT_MOST
from office.numbers import clean_text

WORKBOOK = b"PK\x03\x04"
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCODINGS = ("utf-8-sig", "gb18030")
# What a cell of Excel holds.
CELL_AT_MOST = 32_767
CHARACTERS_AT_MOST = 8_000_000
# Half and full width: each begins a formula in some spreadsheet.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def rows(content: bytes) -> list[list[str]]:
    """Without empty cells at the end of a row; empty rows are kept. Raises Unacceptable."""
    _refuse_old(content)
    return _texts(workbooks.rows(content) if content.startswith(WORKBOOK) else _csv(content))


def sheets(content: bytes) -> list[tuple[str, list[list[str]]]]:
    """The name and the rows of each sheet of a workbook. Raises Unacceptable."""
    _refuse_old(content)
    if not content.startswith(WORKBOOK):
        raise Unacceptable(BROKEN_TABLE)
    titles = workbooks.titles(content)
    return [(title, _texts(workbooks.rows_of_sheet(content, place))) for place, title in enumerate(titles)]


def _refuse_old(content: bytes) -> None:
    if content.startswith(OLD_OFFICE):
        raise Unacceptable(OLD_EXCEL)


def _texts(raw: Iterable[Sequence[Any]]) -> list[list[str]]:
    found: list[list[str]] = []
    characters = 0
    for number, row in enumerate(raw, start=1):
        if number > ROWS_AT_MOST:
            raise Unacceptable(MANY_ROWS, rows=ROWS_AT_MOST)
        found.append(_cells(row, number))
        characters += sum(map(len, found[-1]))
        if characters > CHARACTERS_AT_MOST:
            raise Unacceptable(LARGE_RESULT)
    return found


def _cells(row: Sequence[Any], number: int) -> list[str]:
    # Cleaned only once it is known that there are not a million of them.
    given = list(row)
    while given and given[-1] in ("", None):
        given.pop()
    if len(given) > COLUMNS_AT_MOST:
        raise Unacceptable(MANY_COLUMNS, row=number, columns=COLUMNS_AT_MOST)
    cells = [_text(value) for value in given]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _csv(content: bytes) -> Iterator[Sequence[Any]]:
    text = _decoded(content)
    if "\x00" in text:
        raise Unacceptable(ODD_CHARACTERS)
    first_line = text.partition("\n")[0]
    delimiter = "\t" if "\t" in first_line and "," not in first_line else ","
    try:
        yield from csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error as error:
        raise Unacceptable(BROKEN_CSV) from error


def _decoded(content: bytes) -> str:
    # Excel's “Unicode 文本”; in the encodings below its bytes are other characters.
    for encoding in ("utf-16",) if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) else ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unacceptable(UNKNOWN_ENCODING)


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
