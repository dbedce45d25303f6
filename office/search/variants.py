"""Traditional characters and the simplified ones that texts here use, by OpenCC's table, one for one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

HAN = ((0x3400, 0xA000), (0xF900, 0xFB00), (0x20000, 0x323B0))
PIECE = 512


def simplified(text: str) -> str:
    """The same text, each character in its place."""
    return text if text.isascii() else text.translate(_table())


@lru_cache(maxsize=1)
def _table() -> Mapping[int, str]:
    # Its dictionaries are read for this table alone.
    from opencc import OpenCC

    converter = OpenCC("t2s")
    table: dict[int, str] = {}
    for piece in _pieces():
        converted = converter.convert("\n".join(piece)).split("\n")
        for traditional, simple in zip(piece, converted, strict=True):
            if traditional != simple:
                table[ord(traditional)] = simple
    return table


def _pieces() -> Iterator[list[str]]:
    """Some hundred characters each: all 103,000 at once would take 8 MB more."""
    for first, end in HAN:
        for start in range(first, end, PIECE):
            yield [chr(code) for code in range(start, min(start + PIECE, end))]
