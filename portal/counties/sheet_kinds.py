"""What a sheet of a pack is: its columns, how a cell of each reads, and a row that was read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from portal.counties.cells import Reader


@dataclass(frozen=True)
class Column:
    """`hint` is what the template says above the heading; an empty cell reads as `empty`.

    The template offers `choices`, or what stands in the column `listed_in` (title of a sheet, heading) of another one.
    """

    header: str
    key: str
    read: Reader
    hint: str = ""
    is_required: bool = False
    empty: Any = ""
    aliases: tuple[str, ...] = ()
    choices: Sequence[str] = ()
    listed_in: tuple[str, str] | None = None


@dataclass(frozen=True)
class SheetKind:
    """`file` without ending names it as a CSV or workbook of its own, `title` as a sheet of a workbook."""

    file: str
    title: str
    columns: Sequence[Column] = ()
    note: str = ""

    @property
    def required(self) -> list[str]:
        return [column.header for column in self.columns if column.is_required]

    @property
    def names(self) -> Mapping[str, str]:
        return {each: column.header for column in self.columns for each in (column.header, *column.aliases)}


@dataclass(frozen=True)
class Row:
    """`number` as the spreadsheet shows it."""

    sheet: SheetKind
    number: int
    values: Mapping[str, Any] = field(default_factory=dict)

    def __getitem__(self, key: str) -> Any:
        return self.values[key]


def required(header: str, key: str, read: Reader, hint: str = "", *aliases: str, **offered: Any) -> Column:
    return Column(header, key, read, hint, is_required=True, aliases=aliases, **offered)
