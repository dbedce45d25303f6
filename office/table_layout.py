"""Where the table of a sheet begins and ends: titles above it, headings in one or two rows, notes under it."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from office.numbers import clean_text

# Titles, dates and the unit that fills it in may stand above the headings.
HEADING_WITHIN = 12
VALUES_SHOWN, VALUE_AT_MOST = 3, 20
NAME_AT_MOST = 15
LONG_NUMBER = re.compile(r"(?<!\d)(\d{3})\d{4,20}(\d{4})(?!\d)")
# How a line under a table begins that is no row of it.
NOTE = re.compile(
    r"(注|附注|备注|说明|填表|填报|制表|审核|复核|负责人|联系人|合计|总计|小计|单位[(（]?盖章|日期|共 ?\d)"
)


@dataclass(frozen=True)
class FoundColumn:
    """`letter` as the spreadsheet names it; `read_as` is empty for a column that is not read."""

    letter: str
    heading: str
    read_as: str
    values: tuple[str, ...]

    @property
    def words(self) -> str:
        read_as = f"当作“{self.read_as}”" if self.read_as else "不导入"
        return f"{read_as}，{'前几个值：' if self.values else '没有内容'}{'，'.join(self.values)}"


@dataclass(frozen=True)
class Layout:
    """Row numbers count from 1, as the spreadsheet shows them; `places` are indexes of cells by heading as declared."""

    heading_row: int
    columns: Sequence[FoundColumn]
    places: Mapping[str, int]
    repeated: Sequence[str]
    unknown: Sequence[str]
    rows: Sequence[tuple[int, Sequence[str]]]
    notes: Sequence[tuple[int, str]] = field(default_factory=tuple)


def find_layout(
    table: Sequence[Sequence[str]], *, names: Mapping[str, str], required: Collection[str]
) -> Layout | None:
    """The table in a sheet; None where nobody finds its headings.

    `names`: each spelling of a heading and the heading as declared; `required`: declared headings without which a row
    is no heading. Vertically merged cells are filled already (`office.sheets.read_rows`).
    """
    width = max(map(len, table), default=0)
    table = [[*row, *[""] * (width - len(row))] for row in table]
    found = _headings(table, names, required)
    if found is None:
        return None
    last, headings = found
    body = [(index + 1, row) for index, row in enumerate(table) if index > last and any(map(str.strip, row))]
    known = [names.get(heading, "") for heading in headings]
    places = {heading: known.index(heading) for heading in known if heading}
    notes = dict(_notes(body, [places[heading] for heading in required]))
    rows = [(number, row) for number, row in body if number not in notes]
    counted = Counter(heading for heading in known if heading)
    return Layout(
        heading_row=last + 1,
        columns=[
            FoundColumn(letters(place), heading, known[place], _values(rows, place))
            for place, heading in enumerate(headings)
            if heading
        ],
        places=places,
        repeated=[heading for heading, count in counted.items() if count > 1],
        unknown=[
            heading for heading, read_as in zip(headings, known, strict=True) if heading and not read_as
        ],
        rows=rows,
        notes=sorted(notes.items()),
    )


def letters(place: int) -> str:
    """A for 0, AA for 26."""
    rest, letter = divmod(place, 26)
    return (letters(rest - 1) if rest else "") + chr(ord("A") + letter)


def _headings(
    table: Sequence[Sequence[str]], names: Mapping[str, str], required: Collection[str]
) -> tuple[int, list[str]] | None:
    """The index of the last row of the headings, and what each column is called."""
    rows = [[_heading(cell) for cell in row] for row in table[: HEADING_WITHIN + 1]]

    def is_whole(headings: Sequence[str]) -> bool:
        return {names.get(heading) for heading in headings} >= set(required)

    for index, row in enumerate(rows[:HEADING_WITHIN]):
        below = rows[index + 1] if index + 1 < len(rows) else []
        both = (
            [_joined(above, under, names) for above, under in zip(row, below, strict=True)] if below else []
        )
        if is_whole(row):
            return (index + 1, both) if _names_columns(row, below, names) else (index, row)
        if is_whole(both) and not is_whole(below):
            return index + 1, both
    return None


def _names_columns(above: Sequence[str], below: Sequence[str], names: Mapping[str, str]) -> bool:
    """Whether a row is a second one of headings: what it says beside the first is mostly names of columns."""
    own = [under for over, under in zip(above, below, strict=False) if under and under != over]
    return sum(under in names for under in own) * 2 >= len(own) > 0


def _joined(above: str, under: str, names: Mapping[str, str]) -> str:
    return under if under in names or (under and above not in names) else above or under


def _heading(cell: str) -> str:
    """Without spaces, stars of required columns, and line breaks within."""
    return re.sub(r"[\s*＊]", "", clean_text(cell.replace("\x00", "")))


def _notes(body: Sequence[tuple[int, Sequence[str]]], required: Sequence[int]) -> Iterator[tuple[int, str]]:
    """Rows that say something about the table. One with a value in every required column is a row of it; one with a
    short text in a required column alone is a row that lacks the others."""
    for number, row in body:
        filled = [place for place, cell in enumerate(row) if cell.strip()]
        first = row[filled[0]].strip()
        is_alone = len(filled) == 1 and (filled[0] not in required or len(first) > NAME_AT_MOST)
        if is_alone or (NOTE.match(first) and not set(required) <= set(filled)):
            yield number, first


def _values(rows: Sequence[tuple[int, Sequence[str]]], place: int) -> tuple[str, ...]:
    """The first ones, short, telephones and numbers of identity cards masked."""
    filled = [row[place].strip() for _, row in rows if row[place].strip()][:VALUES_SHOWN]
    masked = [LONG_NUMBER.sub(r"\1****\2", value) for value in filled]
    return tuple(value if len(value) <= VALUE_AT_MOST else f"{value[:VALUE_AT_MOST]}…" for value in masked)
