"""Traditional characters and the simplified ones that texts here use, by OpenCC's table, one for one."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

HAN = ((0x3400, 0xA000), (0xF900, 0xFB00), (0x20000, 0x323B0))


def simplified(text: str) -> str:
    """The same text, each character in its place."""
    return text if text.isascii() else text.translate(_table())


@lru_cache(maxsize=1)
def _table() -> Mapping[int, str]:
    # Its dictionaries are read for this table alone.
    from opencc import OpenCC

    characters = [chr(code) for first, end in HAN for code in range(first, end)]
    converted = OpenCC("t2s").convert("\n".join(characters)).split("\n")
    return {
        ord(traditional): simple
        for traditional, simple in zip(characters, converted, strict=True)
        if traditional != simple
    }
