"""The columns of a list, and which of them a reader has chosen.

The page, the print view and the saved views read the same table. A column names the key of a row's part, so that rows
of another kind need no more than rows of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """`width` is a class of the style sheet; `standard` columns show until the reader chooses others.

    `is_restricted` ones are not for readers who may not know what the subject is about.
    """

    key: str
    label: str
    width: str = "c-2"
    standard: bool = False
    is_restricted: bool = False


@dataclass(frozen=True)
class Columns:
    """The columns of one list in their order; `restricted` says of a reader that some are kept from them."""

    rows: tuple[Column, ...]

    def offered(self, *, restricted: bool) -> list[Column]:
        """What the reader may choose among."""
        return [column for column in self.rows if not (restricted and column.is_restricted)]

    def standard(self, *, restricted: bool) -> tuple[str, ...]:
        """The keys that show until the reader has chosen."""
        return tuple(column.key for column in self.offered(restricted=restricted) if column.standard)

    def chosen(self, keys: Sequence[str], *, restricted: bool) -> list[Column]:
        """In the table's own order; unknown keys count for nothing, none at all means the standard ones."""
        known = {column.key for column in self.rows}
        wanted = [key for key in keys if key in known] or self.standard(restricted=restricted)
        return [column for column in self.offered(restricted=restricted) if column.key in wanted]
