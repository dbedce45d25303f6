"""From a file to typed rows. What is wrong is a `Problem` with its row and column, in words that say what to do."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import IO, Any

from groups.roster import cells
from groups.roster.links import Link, roster_links
from office.refusals import Refused
from office.sheets import read_rows
from office.table_layout import FoundColumn, Layout, find_layout

# A county elects some 300; a file far beyond that is not a roster.
MAX_ROWS = 5000
LISTED_AT_MOST = 20
PADDED_NUMBER = re.compile("0[0-9]{1,39}")

Reader = Callable[[str], Any]


@dataclass(frozen=True)
class Problem:
    """`row` as the spreadsheet counts, 0 for the whole file."""

    row: int
    column: str
    message: str

    def __str__(self) -> str:
        where = f"第 {self.row} 行" if self.row else ""
        return f"{where}{f'“{self.column}”' if self.column else ''}{'：' if where or self.column else ''}{self.message}"


@dataclass(frozen=True)
class RosterRow:
    """`fields` are columns of `Representative` that the file fills; `links` values of `roster_links` by header."""

    number: int
    fields: Mapping[str, Any]
    links: Mapping[str, Any]
    since: date | None

    @property
    def certificate_number(self) -> str:
        return str(self.fields["certificate_number"])

    @property
    def name(self) -> str:
        return str(self.fields["name"])


@dataclass
class Roster:
    rows: list[RosterRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    columns: Sequence[FoundColumn] = ()
    is_empty: bool = False


@dataclass(frozen=True)
class Column:
    header: str
    field: str
    aliases: tuple[str, ...]
    read: Reader
    is_required: bool = False


SINCE = "since"
# Rosters as they are kept have both in one column; it is printed as it stands.
POST_AND_EMPLOYER = ("工作单位及职务", "工作单位和职务", "单位及职务", "单位和职务", "单位职务")


def columns(on: date) -> list[Column]:
    return [
        Column("姓名", "name", ("代表姓名",), cells.name, is_required=True),
        Column("性别", "gender", (), cells.gender),
        Column("出生年月", "born_month", ("出生日期",), partial(cells.born_month, on=on)),
        Column("代表证号", "certificate_number", ("证号", "代表证编号"), cells.certificate_number, True),
        Column("手机号", "phone", ("手机号码", "联系电话", "电话", "手机"), cells.phone),
        Column(
            "职业/职务",
            "occupation",
            ("职业", "职务", "职业或职务", *POST_AND_EMPLOYER),
            partial(cells.limited, length=100),
        ),
        Column("单位", "employer_name", ("工作单位",), partial(cells.limited, length=100)),
        Column("专业领域", "field", ("专业",), partial(cells.limited, length=60)),
        Column("简介", "bio", ("个人简介",), partial(cells.limited, length=1000)),
        Column("外部编号", "external_id", ("外部系统编号", "智慧人大编号"), cells.external_id),
        Column("任职日期", SINCE, ("任职开始", "任职开始日期"), partial(cells.starting_date, on=on)),
    ]


def read_roster(file: IO[bytes], name: str, *, on: date) -> Roster:
    """CSV (UTF-8 with or without BOM, GB18030) or XLSX. What cannot be read at all is a problem of row 0."""
    try:
        table = read_rows(file, name)
    except Refused as refused:
        return Roster(problems=[Problem(0, "", refused.message)])
    return rows_of(table, on=on)


def rows_of(table: Sequence[Sequence[str]], *, on: date) -> Roster:
    """From a table of texts, as `office.sheets.read_rows` gives it."""
    roster = Roster()
    own, linked = _columns(on), _links()
    names = {spelling: column.header for spelling, column in (own | linked).items()}
    required = {column.header for column in own.values() if column.is_required}
    layout = find_layout(table, names=names, required=required)
    if layout is None:
        roster.problems.append(Problem(0, "", "没有找到表头，请保留含“姓名”和“代表证号”的表头行"))
        return roster
    roster.columns = layout.columns
    if not layout.rows:
        roster.is_empty = True
        roster.problems.append(Problem(0, "", "表头下面没有内容"))
    elif len(layout.rows) > MAX_ROWS:
        roster.problems.append(
            Problem(0, "", f"名册最多 {MAX_ROWS} 行，这个文件有 {len(layout.rows)} 行，请核对是否选错了文件")
        )
    else:
        _remark(roster, layout)
        _read_body(roster, layout, on)
    return roster


def _columns(on: date) -> dict[str, Column]:
    return {spelling: each for each in columns(on) for spelling in (each.header, *each.aliases)}


def _links() -> dict[str, Link]:
    return {spelling: each for each in roster_links for spelling in (each.header, *each.aliases)}


def _remark(roster: Roster, layout: Layout) -> None:
    """What of the file is not read, or cannot be."""
    row = layout.heading_row
    roster.warnings += [Problem(row, header[:20], "不认识这一列，没有导入") for header in layout.unknown]
    roster.warnings += [
        Problem(number, "", f"不像一位代表，没有读入：{text[:40]}") for number, text in layout.notes
    ]
    roster.problems += [Problem(row, header, "出现了两次，请只保留一列") for header in layout.repeated]


def _read_body(roster: Roster, layout: Layout, on: date) -> None:
    own = {column.header: column for column in columns(on) if column.header in layout.places}
    links = {link.header: link.resolver(on) for link in roster_links if link.header in layout.places}
    readers = {header: column.read for header, column in own.items()} | links
    fields = {header: column.field for header, column in own.items()}
    blank: dict[str, list[int]] = {}
    for number, line in layout.rows:
        read, problems = {}, []
        for header, reader in readers.items():
            text = line[layout.places[header]]
            if not text.strip() and not (header in own and own[header].is_required):
                blank.setdefault(header, []).append(number)
                continue
            try:
                read[header] = reader(text)
            except ValueError as error:
                problems.append(Problem(number, header, str(error)))
        roster.problems += problems
        if not problems:
            roster.rows.append(_row(number, read, fields))
    roster.problems += _repeated(roster.rows)
    roster.problems += _without_zeros(roster.rows)
    roster.warnings += [
        Problem(0, link.header, f"有 {len(blank[link.header])} 人没有填：第 {_listed(blank[link.header])} 行")
        for link in roster_links
        if link.expects_all and link.header in blank
    ]


def _listed(numbers: Sequence[int]) -> str:
    return "、".join(map(str, numbers[:LISTED_AT_MOST])) + ("等" if len(numbers) > LISTED_AT_MOST else "")


def _row(number: int, read: Mapping[str, Any], fields: Mapping[str, str]) -> RosterRow:
    values = {fields[header]: value for header, value in read.items() if header in fields}
    since = values.pop(SINCE, None)
    links = {header: value for header, value in read.items() if header not in fields}
    return RosterRow(number, values, links, since)


def _repeated(rows: Sequence[RosterRow]) -> Iterator[Problem]:
    """The same certificate or external number twice in one file: which of the rows holds, nobody knows."""
    for field_name, header in (("certificate_number", "代表证号"), ("external_id", "外部编号")):
        first: dict[str, int] = {}
        for row in rows:
            value = row.fields.get(field_name)
            if value and first.setdefault(value, row.number) != row.number:
                yield Problem(row.number, header, f"与第 {first[value]} 行相同，请核对并删去多余的一行")


def _without_zeros(rows: Sequence[RosterRow]) -> Iterator[Problem]:
    """A number that is shorter than others which begin with zeros has most likely lost its own."""
    padded = [len(row.certificate_number) for row in rows if PADDED_NUMBER.fullmatch(row.certificate_number)]
    for row in rows:
        number = row.certificate_number
        if padded and number.isascii() and number.isdigit() and len(number) < min(padded):
            words = f"“{number}”比其他证号短，开头的 0 可能被表格软件去掉了，请把该列设为“文本”后重新填写"
            yield Problem(row.number, "代表证号", words)


def namesakes(rows: Sequence[RosterRow]) -> list[str]:
    """Names that several representatives bear: told in the preview, so that nobody takes them for one."""
    return [name for name, count in Counter(row.name for row in rows).items() if count > 1]
