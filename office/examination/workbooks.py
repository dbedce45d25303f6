"""The first sheet of a workbook."""

import sys
import warnings
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any

from office.examination import packages
from office.examination.reasons import BROKEN_TABLE, UNCOMPUTED, Unacceptable

UNPACKED_AT_MOST = 60 * 1024 * 1024
ROWS_AT_MOST = 20_000
COLUMNS_AT_MOST = 200


def rows(content: bytes) -> Iterator[Sequence[Any]]:
    """Values as openpyxl gives them, of at most one row and one column more than is accepted, so that the caller can
    tell. Raises Unacceptable."""
    with packages.open_package(content, unpacked_at_most=UNPACKED_AT_MOST) as package:
        packages.refuse_active(package)
    values = _first_sheet(content, data_only=True)
    # Without a formula the second reading would find what the first one found.
    formulas = _first_sheet(content, data_only=False) if b"<f" in _sheets(content) else iter(())
    return _with_formulas(values, formulas)


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


def _first_sheet(content: bytes, *, data_only: bool) -> Iterator[Sequence[Any]]:
    # openpyxl would load it where it is there, which takes ten times as long as all the rest.
    sys.modules.setdefault("numpy", None)  # type: ignore[arg-type]
    import openpyxl

    try:
        with warnings.catch_warnings():
            # openpyxl warns of styles and extensions that it does not keep; only the texts matter here.
            warnings.simplefilter("ignore")
            workbook = openpyxl.load_workbook(
                BytesIO(content), read_only=True, data_only=data_only, keep_links=False
            )
            sheet = workbook.worksheets[0]
            # What the file says of its own size may be wrong or far too large.
            sheet.reset_dimensions()
            yield from sheet.iter_rows(
                values_only=True, max_row=ROWS_AT_MOST + 1, max_col=COLUMNS_AT_MOST + 1
            )
    except (Unacceptable, MemoryError):
        raise
    # openpyxl lets through whatever the parser or the archive raises.
    except Exception as error:
        raise Unacceptable(BROKEN_TABLE) from error
