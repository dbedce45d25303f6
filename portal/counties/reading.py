"""From a folder to typed rows. What is wrong is a `Fault` with sheet, row and column, in words that say what to do."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

from office.refusals import Refused
from office.sheets import read_rows, read_workbook
from office.table_layout import FoundColumn, find_layout
from portal.counties.sheet_kinds import Column, Row, SheetKind
from portal.counties.sheets import CHOICES, ROSTER, SHEETS

# Texts of a county beside its tables.
JSON_FILES = ("policies", "information")
# Sheets of the template that say something and are not read.
UNREAD = frozenset({"填写说明", "常用代码", CHOICES})
ROWS_AT_MOST = 5000
# By which an empty roster of the template is known.
ROSTER_HEADINGS = {"姓名": "姓名", "代表证号": "代表证号"}
Tables = Sequence[tuple[str, list[list[str]]]]


@dataclass(frozen=True)
class Fault:
    """`row` as the spreadsheet counts, 0 for the whole sheet; `sheet` may be a file's name."""

    sheet: str
    row: int
    column: str
    message: str

    def __str__(self) -> str:
        where = f"第 {self.row} 行" if self.row else ""
        column = f"“{self.column}”" if self.column else ""
        return f"{self.sheet}{where and ' '}{where}{column}：{self.message}"


@dataclass
class Folder:
    """`tables` of texts and `columns` as found by the name of the sheet, `rows` typed; the roster is read later."""

    tables: dict[str, Sequence[Sequence[str]]] = field(default_factory=dict)
    columns: dict[str, Sequence[FoundColumn]] = field(default_factory=dict)
    rows: dict[str, list[Row]] = field(default_factory=dict)
    texts: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    remarks: list[Fault] = field(default_factory=list)


def read_folder(path: Path) -> Folder:
    """All workbooks, CSV and JSON files of a folder. Raises Refused where there is no such folder or nothing in it."""
    if not path.is_dir():
        raise Refused("no_folder", f"没有这个文件夹：{path}。")
    folder = Folder()
    for file in sorted(path.iterdir()):
        # What a spreadsheet that is open leaves beside its file begins with ~$.
        if file.is_file() and not file.name.startswith((".", "~")):
            _read_file(folder, file)
    if not folder.tables and not folder.texts and not folder.faults:
        raise Refused("empty_folder", f"{path} 里没有可以导入的表格。")
    _read_rows(folder)
    return folder


def read_upload(content: bytes, name: str) -> Tables:
    """Titles and texts of the sheets of a workbook, or of one table alone. Raises Refused where it cannot be read."""
    stem, _, ending = name.rpartition(".")
    if ending.lower() == "csv":
        return [(stem, read_rows(BytesIO(content), name))]
    return [(title, table) for title, table in read_workbook(BytesIO(content), name) if table]


def folder_of(tables: Tables, name: str, *, kinds: Sequence[SheetKind]) -> Folder:
    """The sheets of these kinds out of what `read_upload` gave of the file `name`; others are left.

    Raises Refused where there is none of them.
    """
    folder = Folder()
    for title, table in tables:
        kind = _kind_of(title) or (_kind_by_headings(table, kinds) if len(tables) == 1 else None)
        if kind is not None and kind in kinds:
            _keep(folder, kind, table)
        elif kind is None and title.strip() not in UNREAD:
            folder.remarks.append(Fault(name, 0, "", f"不认识工作表“{title}”，没有读入"))
    if not folder.tables:
        wanted = "、".join(f"“{kind.title}”" for kind in kinds)
        raise Refused(
            "no_sheet", f"{name}：里面没有{wanted}这张表，请用模板填写，或核对表名和表头。", field="file"
        )
    _read_rows(folder)
    return folder


def _read_rows(folder: Folder) -> None:
    for kind in SHEETS:
        if kind.file in folder.tables and kind is not ROSTER:
            folder.rows[kind.file] = list(_typed(folder, kind, folder.tables[kind.file]))


def _kind_by_headings(table: Sequence[Sequence[str]], kinds: Sequence[SheetKind]) -> SheetKind | None:
    """Of a table whose name says nothing: the first kind whose headings stand in it; the roster has its own reader."""
    for kind in kinds:
        if kind is ROSTER or find_layout(table, names=kind.names, required=kind.required):
            return kind
    return None


def _read_file(folder: Folder, file: Path) -> None:
    try:
        if file.suffix.lower() == ".json":
            _read_json(folder, file)
        elif file.suffix.lower() in (".xlsx", ".csv"):
            _read_tables(folder, file)
        elif file.suffix.lower() not in (".md", ".txt", ".pdf"):
            folder.remarks.append(Fault(file.name, 0, "", "不是表格，没有读入"))
    except Refused as refused:
        # Where an upload is refused, its name stands in the message already.
        folder.faults.append(Fault(file.name, 0, "", refused.message.removeprefix(f"{file.name}：")))


def _read_json(folder: Folder, file: Path) -> None:
    if file.stem not in JSON_FILES:
        folder.remarks.append(Fault(file.name, 0, "", "不认识这个文件，没有读入"))
        return
    try:
        given = json.loads(file.read_text(encoding="utf-8"))
        if not isinstance(given, list) or not all(isinstance(each, dict) for each in given):
            raise ValueError("须是一个列表，每项是一个对象")
        folder.texts[file.stem] = given
    except ValueError as error:
        folder.faults.append(Fault(file.name, 0, "", f"不是可以读的 JSON（UTF-8）：{error}"))


def _read_tables(folder: Folder, file: Path) -> None:
    """A file with the name of a sheet holds that sheet alone; a workbook with another name holds several."""
    kind = _kind_of(file.stem)
    with file.open("rb") as opened:
        if kind is not None:
            _keep(folder, kind, read_rows(opened, file.name))
        elif file.suffix.lower() == ".csv":
            folder.remarks.append(Fault(file.name, 0, "", "不认识这张表，没有读入"))
        else:
            for title, table in read_workbook(opened, file.name):
                _keep_sheet(folder, file.name, title, table)


def _keep_sheet(folder: Folder, file: str, title: str, table: Sequence[Sequence[str]]) -> None:
    kind = _kind_of(title)
    if kind is not None:
        _keep(folder, kind, table)
    elif table and title.strip() not in UNREAD:
        folder.remarks.append(Fault(file, 0, "", f"不认识工作表“{title}”，没有读入"))


def _keep(folder: Folder, kind: SheetKind, table: Sequence[Sequence[str]]) -> None:
    """Of two, the one that is filled in: the template's sheet stays empty where the office has a file of its own."""
    known = folder.tables.get(kind.file)
    if table and (known is None or _is_blank(kind, known)):
        folder.tables[kind.file] = table
    elif known is not None and not _is_blank(kind, table):
        folder.faults.append(Fault(kind.title, 0, "", "文件夹里有两张，请只保留一张"))


def _is_blank(kind: SheetKind, table: Sequence[Sequence[str]]) -> bool:
    names = ROSTER_HEADINGS if kind is ROSTER else kind.names
    required = list(ROSTER_HEADINGS) if kind is ROSTER else kind.required
    layout = find_layout(table, names=names, required=required)
    return not table or (layout is not None and not layout.rows)


def _kind_of(name: str) -> SheetKind | None:
    return next((kind for kind in SHEETS if name.strip() in (kind.file, kind.title)), None)


def _typed(folder: Folder, kind: SheetKind, table: Sequence[Sequence[str]]) -> Iterator[Row]:
    layout = find_layout(table, names=kind.names, required=kind.required)
    if layout is None:
        headings = "、".join(kind.required)
        folder.faults.append(Fault(kind.title, 0, "", f"没有找到表头，须有这几列：{headings}"))
        return
    folder.columns[kind.file] = layout.columns
    folder.faults += [
        Fault(kind.title, layout.heading_row, each, "出现了两次，请只保留一列") for each in layout.repeated
    ]
    folder.remarks += [
        Fault(kind.title, layout.heading_row, each[:20], "不认识这一列，没有导入") for each in layout.unknown
    ]
    folder.remarks += [
        Fault(kind.title, number, "", f"没有读入：{text[:40]}") for number, text in layout.notes
    ]
    if len(layout.rows) > ROWS_AT_MOST:
        folder.faults.append(Fault(kind.title, 0, "", f"最多 {ROWS_AT_MOST} 行，请核对是否选错了文件"))
        return
    for number, cells in layout.rows:
        values, faults = _row(kind, number, cells, layout.places)
        folder.faults += faults
        if not faults:
            yield Row(kind, number, values)


def _row(
    kind: SheetKind, number: int, cells: Sequence[str], places: Any
) -> tuple[dict[str, Any], list[Fault]]:
    values: dict[str, Any] = {}
    faults: list[Fault] = []
    for column in kind.columns:
        cell = cells[places[column.header]] if column.header in places else ""
        try:
            values[column.key] = _value(column, cell)
        except ValueError as error:
            faults.append(Fault(kind.title, number, column.header, str(error)))
    return values, faults


def _value(column: Column, cell: str) -> Any:
    if cell.strip():
        return column.read(cell)
    if column.is_required:
        raise ValueError("请填写")
    return column.empty
