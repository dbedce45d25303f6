"""The sheets of a workbook."""

import re
import sys
import warnings
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from typing import Any

from office.examination import number_formats, packages
from office.examination.reasons import BROKEN_TABLE, MANY_SHEETS, UNCOMPUTED, Unacceptable

UNPACKED_AT_MOST = 60 * 1024 * 1024
ROWS_AT_MOST = 20_000
COLUMNS_AT_MOST = 200
SHEETS_AT_MOST = 30
# Of the part of a sheet that stands behind its cells; Excel writes `ref` as the only attribute.
MERGED = re.compile(rb'<(?:\w{1,20}:)?mergeCell ref="([A-Z]{1,3})(\d{1,7}):[A-Z]{1,3}(\d{1,7})"')
# From the row, of the column, down to the row: counted from 0.
Merged = tuple[int, int, int]


def rows(content: bytes) -> Iterator[Sequence[Any]]:
    """Of the first sheet: values as their formats show them (`number_formats`), of at most one row and one column more than is accepted, so
    that the caller can tell. Each row of cells that are merged has their value in the first column of them. Raises
    Unacceptable."""
    return _rows(content, 0)


def titles(content: bytes) -> list[str]:
    """The names of all sheets, in their order. Raises Unacceptable."""
    _refuse_active(content)
    found = [str(sheet.title) for sheet in _opened(content, data_only=True).worksheets]
    if len(found) > SHEETS_AT_MOST:
        raise Unacceptable(MANY_SHEETS, sheets=SHEETS_AT_MOST)
    return found


def rows_of_sheet(content: bytes, place: int) -> Iterator[Sequence[Any]]:
    """As `rows`, of the sheet at a place in `titles`."""
    return _rows(content, place)


def _rows(content: bytes, place: int) -> Iterator[Sequence[Any]]:
    _refuse_active(content)
    workbook = _opened(content, data_only=True)
    # Without a formula the second reading would find what the first one found.
    has_formulas = b"<f" in _sheets(content)
    formulas = _cells(_opened(content, data_only=False), place) if has_formulas else iter(())
    values = _with_formulas(_cells(workbook, place), formulas)
    # openpyxl has no public name for where a sheet lies in the archive.
    part = workbook.worksheets[place]._worksheet_path  # noqa: SLF001
    return _filled_down(values, _merged(content, part))


def _refuse_active(content: bytes) -> None:
    with packages.open_package(content, unpacked_at_most=UNPACKED_AT_MOST) as package:
        packages.refuse_active(package)


def _merged(content: bytes, part: str) -> list[Merged]:
    """The merged cells of a sheet that reach over several rows; `part` is its name in the archive."""
    with packages.open_package(content, unpacked_at_most=UNPACKED_AT_MOST) as package:
        found = MERGED.finditer(package.read(part.lstrip("/")))
    merged = [(int(each[2]) - 1, _column(each[1]), int(each[3]) - 1) for each in found]
    return [each for each in merged if each[0] < each[2]]


def _column(letters: bytes) -> int:
    """0 for A, 26 for AA."""
    place = 0
    for letter in letters:
        place = place * 26 + letter - ord("A") + 1
    return place - 1


def _filled_down(found: Iterator[Sequence[Any]], merged: Iterable[Merged]) -> Iterator[Sequence[Any]]:
    """What a person sees: eight people beside one merged cell all belong to the group that it names."""
    begins = {(first, column): last for first, column, last in merged}
    # By column: the value, and the last row that it fills.
    current: dict[int, tuple[Any, int]] = {}
    for number, row in enumerate(found):
        filled = list(row)
        for column, value in enumerate(filled):
            if (number, column) in begins:
                current[column] = value, begins[number, column]
            elif value is None and column in current and number <= current[column][1]:
                filled[column] = current[column][0]
        yield _as_wide(filled, current, number)


def _as_wide(row: list[Any], current: dict[int, tuple[Any, int]], number: int) -> list[Any]:
    """A row whose last cells are all parts of merged ones is shorter than it looks."""
    for column in sorted(current):
        value, last = current[column]
        if column >= len(row) and number <= last and column <= COLUMNS_AT_MOST:
            row += [None] * (column - len(row)) + [value]
    return row


def _sheets(content: bytes) -> bytes:
    with packages.open_package(content, unpacked_at_most=UNPACKED_AT_MOST) as package:
        names = [name for name in package.namelist() if name.lower().endswith(".xml")]
        return b"".join(package.read(name) for name in names if "sheet" in name.lower())


def _with_formulas(
    values: Iterator[Sequence[Any]], formulas: Iterator[Sequence[Any]]
) -> Iterator[Sequence[Any]]:
    for number, row in enumerate(values, start=1):
        for column, (value, source) in enumerate(zip(row, next(formulas, ()), strict=False), start=1):
            if value is None and isinstance(source, str) and source.startswith("="):
                raise Unacceptable(UNCOMPUTED, row=number, column=column)
        yield row


def _opened(content: bytes, *, data_only: bool) -> Any:
    # openpyxl would load it where it is there, which takes ten times as long as all the rest.
    sys.modules.setdefault("numpy", None)  # type: ignore[arg-type]
    import openpyxl

    try:
        with warnings.catch_warnings():
            # openpyxl warns of styles and extensions that it does not keep; only the texts matter here.
            warnings.simplefilter("ignore")
            return openpyxl.load_workbook(
                BytesIO(content), read_only=True, data_only=data_only, keep_links=False
            )
    except MemoryError:
        raise
    # openpyxl lets through whatever the parser or the archive raises.
    except Exception as error:
        raise Unacceptable(BROKEN_TABLE) from error


def _cells(workbook: Any, place: int) -> Iterator[Sequence[Any]]:
    try:
        sheet = workbook.worksheets[place]
        # What the file says of its own size may be wrong or far too large.
        sheet.reset_dimensions()
        rows = sheet.iter_rows(max_row=ROWS_AT_MOST + 1, max_col=COLUMNS_AT_MOST + 1)
        yield from ([number_formats.shown(cell) for cell in row] for row in rows)
    except (Unacceptable, MemoryError):
        raise
    except Exception as error:
        raise Unacceptable(BROKEN_TABLE) from error
