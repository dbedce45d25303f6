"""One spelling for the digits that people type in many, place by place, so that a hit is found again in the text."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

# One character for one.
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xD7: ord("X")}
_NUMERALS = str.maketrans("〇零○一二三四五六七八九幺壹贰叁肆伍陆柒捌玖", "000123456789" + "1" + "123456789")
# Stands between characters and is not seen: zero-width, the parts of a keycap.
_UNSEEN = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\u20e3\ufe0f\ufeff")
# Circled digits are a number only in a row; a single one counts sentences.
_CIRCLED = re.compile("[⓪①-⑨❶-❾➀-➈]{7,}")
# O and l among digits were meant as 0 and 1.
_MISTYPED = re.compile(r"(?<![0-9A-Za-z])[OoIl]?\d[\dOoIl]{2,}(?![0-9A-Za-z])")
_MEANT = str.maketrans("OoIl", "0011")


@dataclass(frozen=True)
class Plain:
    """`text` in half width and without what is not seen; `digits`: the same with Chinese numerals as digits."""

    text: str
    digits: str
    places: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where `text[start:end]` stands in what was read, with what follows it unseen."""
        return self.places[start], self.places[end]


def plain(text: str) -> Plain:
    seen = [place for place, character in enumerate(text) if character not in _UNSEEN]
    half = "".join(text[place] for place in seen).translate(_FULL_WIDTH)
    typed = _MISTYPED.sub(_meant, _CIRCLED.sub(_uncircled, half))
    return Plain(typed, typed.translate(_NUMERALS), (*seen, len(text)))


def _uncircled(found: re.Match[str]) -> str:
    return "".join(str(unicodedata.digit(character)) for character in found.group(0))


def _meant(found: re.Match[str]) -> str:
    return found.group(0).translate(_MEANT)
