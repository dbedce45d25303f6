"""Tables of pasted HTML as rows of equal width."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms

# A table over several pages has some thousand; cells over many rows and columns are how a short text makes millions.
CELLS_AT_MOST = 20_000
TOO_INTRICATE = "粘贴的内容格式过于复杂，请只粘贴文字，或分几次粘贴"

# Its words, and over how many columns and rows it reaches.
Cell = tuple[str, int, int]


def grid(table: Sequence[Sequence[Cell]]) -> list[list[str]]:
    """Every row as wide as the widest: the words of a cell over several rows or columns stand in the first of them."""
    if sum(wide * tall for row in table for _, wide, tall in row) > CELLS_AT_MOST:
        raise forms.ValidationError(TOO_INTRICATE)
    filled: dict[tuple[int, int], str] = {}
    for line, row in enumerate(table):
        column = 0
        for words, wide, tall in row:
            while (line, column) in filled:
                column += 1
            for below in range(min(tall, len(table) - line)):
                for beside in range(wide):
                    filled[line + below, column + beside] = "" if below or beside else words
            column += wide
    width = max((column + 1 for _, column in filled), default=0)
    return [[filled.get((line, column), "") for column in range(width)] for line in range(len(table))]
