"""Telephones that everybody may call, as the office writes them: a line of one or several, short numbers too. What was
typed in full width is stored in half, as it is printed, dialled and searched."""

import re

from office.numbers import clean_text
from office.typed import phones

# 12345, 12388, 110, 95598, 961234: without an area code.
SHORT = re.compile(r"1[0-9]{2}|1[0-9]{4}|9[0-9]{4,5}")
# When it is answered, or who answers.
REMARK = re.compile(r"[（(](?=[^（）()]{0,40}[\u4e00-\u9fff:：])[^（）()]{1,40}[）)]")
BETWEEN = re.compile(r"[、，,；;/\n]|\s{2,}")
# Digits, hyphen and plus; a remark keeps its own brackets and strokes.
HALF_WIDTH = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), 0xFF0D, 0xFF0B)}
NOT_DIALLED = "“{}”拨不通：{}"
AREA_OF_EACH = "几个号码的，每个都写全，用顿号分开"


def read(typed: str) -> str:
    """The line as it was typed, on one line, its numbers in half width. Raises ValueError with the words to show where a part cannot be dialled."""
    line = " ".join(clean_text(typed).translate(HALF_WIDTH).split())
    for part in _parts(line):
        try:
            _dialled(part)
        except ValueError as error:
            several = f"；{AREA_OF_EACH}" if len(_parts(line)) > 1 else ""
            raise ValueError(NOT_DIALLED.format(part[:20], error) + several) from None
    return line


def dialled(line: str) -> str:
    """What a telephone dials for the first of the line, an extension behind a comma; "" where it cannot."""
    try:
        return _dialled(next(iter(_parts(line)), ""))
    except ValueError:
        return ""


def _parts(line: str) -> list[str]:
    return [part.strip() for part in BETWEEN.split(REMARK.sub("", line)) if part.strip()]


def _dialled(part: str) -> str:
    if SHORT.fullmatch(part):
        return part
    phone = phones.read(part)
    return f"{phone.number},{phone.extension}" if phone.extension else phone.number
