"""An author's own words: nothing of a linked request's text, no name of who asked (docs/domain.md § 4)."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable

from office.numbers import without_long_mark_runs
from office.refusals import Refused
from requests_app.models import EnterpriseRequest
from suggestions.models import Suggestion
from suggestions.models.attachments import Purpose

IN_A_ROW = 40
MOST_DEMANDS = 5
# Without its legal form, and not so short that it is a common word.
NAME_AT_LEAST = 4
_FORM = re.compile(r"(?:股份|责任)?有限(?:责任)?公司$")
_NUMBERED = re.compile(r"[（(]?(?:\d{1,2}|[一二三四五六七八九十]{1,2})[、.．)）]\s*")
_CHINESE = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5}


def letters(text: str) -> str:
    """What is compared: letters, digits and characters alone, so that commas and lines between them hide nothing."""
    return "".join(
        filter(str.isalnum, unicodedata.normalize("NFKC", without_long_mark_runs(text)))
    ).casefold()


def copied(text: str, source: str) -> str:
    """The first `IN_A_ROW` characters in a row that `text` has from `source`; "" where there are none."""
    own, other = letters(text), letters(source)
    known = {other[at : at + IN_A_ROW] for at in range(len(other) - IN_A_ROW + 1)}
    runs = (own[at : at + IN_A_ROW] for at in range(len(own) - IN_A_ROW + 1))
    return next((run for run in runs if run in known), "")


def refuse_borrowed(texts: dict[str, str], cases: Iterable[EnterpriseRequest]) -> None:
    """Raises `Refused` beside the field of `texts` that repeats a linked request: `copied`, `names`."""
    for field, text in texts.items():
        own = letters(text)
        for case in cases:
            if run := copied(text, case.text):
                words = f"这里有 {IN_A_ROW} 个字以上与诉求 {case.ledger_number} 的原文相同（“{run[:12]}…”），请用自己的话写"
                raise Refused("copied", words, field=field)
            name = _FORM.sub("", letters(case.enterprise_name))
            if len(name) >= NAME_AT_LEAST and name in own:
                raise Refused("names", f"请不要写出诉求 {case.ledger_number} 的企业名称", field=field)


def demands_of(text: str) -> list[str]:
    """One demand a line; numbers before them go. Raises `Refused` beside `demands` for none or more than five."""
    lines = [
        _NUMBERED.sub("", line.strip(), count=1) if _NUMBERED.match(line.strip()) else line.strip()
        for line in text.splitlines()
    ]
    found = [line for line in lines if line]
    if not found:
        raise Refused("missing", "请写出建议，一条一行", field="demands")
    if len(found) > MOST_DEMANDS:
        raise Refused(
            "too_many", f"建议最多 {MOST_DEMANDS} 条，一条一行；一件建议只写一件事", field="demands"
        )
    return found


def points_of(text: str, demands: list[str]) -> list[str]:
    """What an answer says to each demand, by its number at the beginning of a line, lines below it going along.

    Raises `Refused` beside `points` for a demand without an answer, a number that no demand has, or one twice.
    """
    points: dict[int, str] = {}
    current = 0
    for line in filter(None, map(str.strip, text.splitlines())):
        found = _NUMBERED.match(line)
        number = _number(found.group(0)) if found else 0
        if found and number:
            if number in points:
                raise Refused("twice", f"第 {number} 条答了两次", field="points")
            current = number
        if current == 0:
            raise Refused("numbers", "请逐条答复，每条以建议的序号开头，例如“1. ”", field="points")
        words = line[found.end() :] if found and number else line
        points[current] = f"{points[current]}\n{words}" if current in points else words
    missing = [str(number) for number in range(1, len(demands) + 1) if not points.get(number, "").strip()]
    if missing:
        raise Refused("unanswered", f"第 {'、'.join(missing)} 条建议没有答复", field="points")
    if beyond := [number for number in points if number > len(demands)]:
        raise Refused("numbers", f"建议只有 {len(demands)} 条，没有第 {beyond[0]} 条", field="points")
    return [points[number] for number in range(1, len(demands) + 1)]


def _number(marked: str) -> int:
    digits = re.sub(r"\D", "", marked)
    if digits:
        return int(digits)
    return next((_CHINESE[each] for each in marked if each in _CHINESE), 0)


def fingerprint(suggestion: Suggestion) -> str:
    """SHA-256 of what authors sign: title, facts, demands, what is said of its generality, and the files with it."""
    parts = [suggestion.title, suggestion.facts, *suggestion.demands, suggestion.generality]
    files = suggestion.attachments.filter(purpose=Purpose.TEXT).order_by("pk")
    parts += files.values_list("file__sha256", flat=True)
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
