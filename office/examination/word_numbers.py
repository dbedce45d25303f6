"""The numbers that Word writes before paragraphs by itself, counted as Word counts them."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

from office.examination.word_markup import Element

CHINESE = "零一二三四五六七八九"
LEGAL = "零壹贰叁肆伍陆柒捌玖"
STEMS = "甲乙丙丁戊己庚辛壬癸"
ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
CIRCLED_AT_MOST = 20
# Beyond it nobody counts in characters.
CHINESE_AT_MOST = 9999
ROMAN_AT_MOST = 3999
LEVEL_AT_MOST = 8
BULLET = "• "
# Behind these a number needs no space.
CLOSING = "、）)．。】〕"


@dataclass(frozen=True)
class Level:
    """How a level counts: `words` with %1 for the number of the first."""

    kind: str = "decimal"
    words: str = ""
    start: int = 1


class Numbers:
    """The lists of one paper; `before` is asked of each paragraph in its order."""

    def __init__(self, part: Element) -> None:
        self._levels = {
            each.attributes.get("abstractNumId", ""): _levels(each) for each in part.every("abstractNum")
        }
        # A style may be tied to a level only there.
        self._of_style = {
            level.value("pStyle"): int(level.attributes.get("ilvl", "0") or 0)
            for each in part.every("abstractNum")
            for level in each.every("lvl")
            if level.value("pStyle")
        }
        self._lists = {each.attributes.get("numId", ""): each for each in part.every("num")}
        self._counted: dict[str, dict[int, int]] = defaultdict(dict)
        self._begun: set[str] = set()

    def level_of_style(self, style: str) -> int:
        """The level to which a list ties this style."""
        return self._of_style.get(style, 0)

    def before(self, number: str, level: int) -> str:
        """What stands before the next paragraph of this level, "" for one of no list."""
        said = self._lists.get(number)
        if said is None or not 0 <= level <= LEVEL_AT_MOST:
            return ""
        abstract = said.value("abstractNumId")
        levels = self._levels.get(abstract, {}) | _levels(said, "lvlOverride")
        counted = self._counted[abstract]
        if number not in self._begun:
            self._begun.add(number)
            _restart(said, counted)
        how = levels.get(level, Level())
        counted[level] = counted.get(level, how.start - 1) + 1
        for deeper in [each for each in counted if each > level]:
            del counted[deeper]
        if how.kind in ("none", "bullet"):
            return BULLET if how.kind == "bullet" else ""
        text = re.sub(r"%([1-9])", lambda found: _of_level(int(found[1]) - 1, levels, counted), how.words)
        return text if not text or text.endswith(tuple(CLOSING)) else f"{text} "


def _levels(part: Element, inside: str = "") -> dict[int, Level]:
    """`inside`: the element that stands around each level, if any."""
    found = {}
    for each in part.every(inside or "lvl"):
        level = each.first("lvl") if inside else each
        if level is not None:
            found[_whole(each.attributes.get("ilvl", ""), 0)] = Level(
                level.value("numFmt") or "decimal", level.value("lvlText"), _whole(level.value("start"), 1)
            )
    return found


def _restart(said: Element, counted: dict[int, int]) -> None:
    """A list that begins anew says with which number."""
    for override in said.every("lvlOverride"):
        if start := override.value("startOverride"):
            counted[_whole(override.attributes.get("ilvl", ""), 0)] = _whole(start, 1) - 1


def _of_level(level: int, levels: dict[int, Level], counted: dict[int, int]) -> str:
    how = levels.get(level, Level())
    return written(counted.get(level, how.start), how.kind)


def written(number: int, kind: str) -> str:
    """A number as a format of Word (`numFmt`) writes it; in digits where it is none that papers here use."""
    lower = kind.lower()
    if "enclosedcircle" in lower and 1 <= number <= CIRCLED_AT_MOST:
        return chr(0x2460 + number - 1)
    if "roman" in lower and 1 <= number <= ROMAN_AT_MOST:
        return _cased(_roman(number), kind)
    if kind in ("lowerLetter", "upperLetter") and number >= 1:
        return _cased(chr(97 + (number - 1) % 26) * min(10, (number - 1) // 26 + 1), kind)
    if lower == "ideographtraditional" and 1 <= number <= len(STEMS):
        return STEMS[number - 1]
    if lower == "decimalfullwidth":
        return "".join(chr(ord(each) + 0xFEE0) for each in str(number))
    if lower in ("ideographdigital", "japanesedigitaltenthousand", "taiwanesedigital"):
        return "".join(CHINESE[int(each)] for each in str(abs(number))).replace("零", "〇")
    if ("counting" in lower or "legal" in lower) and 0 <= number <= CHINESE_AT_MOST:
        return _chinese(number, is_legal="legal" in lower)
    return f"{number:02}" if kind == "decimalZero" else str(number)


def _cased(text: str, kind: str) -> str:
    return text.upper() if kind.startswith("upper") else text


def _roman(number: int) -> str:
    said = ""
    for value, letters in ROMAN:
        said += letters * (number // value)
        number %= value
    return said


def _chinese(number: int, *, is_legal: bool) -> str:
    digits, units = (LEGAL, ("", "拾", "佰", "仟")) if is_legal else (CHINESE, ("", "十", "百", "千"))
    if number == 0:
        return digits[0]
    text = str(number)
    said = "".join(
        digits[int(each)] + (units[len(text) - place - 1] if each != "0" else "")
        for place, each in enumerate(text)
    )
    said = re.sub("零{2,4}", "零", said).rstrip("零")
    return said.removeprefix("一") if 10 <= number < 20 and not is_legal else said


def _whole(said: str, otherwise: int) -> int:
    return int(said) if re.fullmatch(r"[0-9]{1,6}", said) else otherwise
