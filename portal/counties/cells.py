"""What one cell of a pack's sheet may say. Each function returns a value or raises ValueError in Chinese."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from groups.roster.cells import certificate_number, limited, plain
from office.typed import days, emails, phones, public_phones

SEPARATORS = re.compile(r"[、，,；;|\n]")
# Sentences of a list may hold commas.
LONG_SEPARATORS = re.compile(r"[；;\n]")
FLAGS = {"是": True, "有": True, "√": True, "否": False, "无": False, "": False}

Reader = Callable[[str], Any]


def text(length: int) -> Reader:
    return lambda cell: limited(cell, length)


def slug(pattern: str, words: str) -> Reader:
    """A code that stands in addresses."""

    def read(cell: str) -> str:
        code = _narrow(cell)
        if not re.fullmatch(pattern, code):
            raise ValueError(f"“{code[:30]}”不能作代码，{words}")
        return code

    return read


def named(length: int) -> Reader:
    """The code or the name of a row elsewhere; a code typed in full width is the same code."""

    def read(cell: str) -> str:
        code = _narrow(cell)
        return code if code.isascii() else limited(cell, length)

    return read


def certificate(cell: str) -> str:
    """As the roster reads it, so that both find the same person."""
    return certificate_number(cell)


def one_of(choices: Mapping[str, str], other_words: Mapping[str, str] | None = None) -> Reader:
    """The value whose label, or which itself, stands in the cell. `choices`: labels by value, `other_words`: values by
    what offices call them besides."""
    by_label = {**(other_words or {}), **{label: value for value, label in choices.items()}}

    def read(cell: str) -> str:
        found = by_label.get(plain(cell), plain(cell))
        if found not in choices:
            raise ValueError(f"“{plain(cell)[:20]}”不能识别，请从{'、'.join(choices.values())}中选填")
        return found

    return read


def several_of(choices: Mapping[str, str], other_words: Mapping[str, str] | None = None) -> Reader:
    read_one = one_of(choices, other_words)
    return lambda cell: [read_one(part) for part in names(cell)]


def names(cell: str) -> list[str]:
    return [plain(part) for part in SEPARATORS.split(cell) if plain(part)]


def sentences(cell: str) -> list[str]:
    return [plain(part) for part in LONG_SEPARATORS.split(cell) if plain(part)]


def flag(cell: str) -> bool:
    if plain(cell) not in FLAGS:
        raise ValueError(f"“{plain(cell)[:20]}”不能识别，请填写“是”或“否”")
    return FLAGS[plain(cell)]


def day(cell: str) -> date:
    """As on every form (`office/typed/days.py`)."""
    try:
        return days.day(plain(cell))
    except ValueError as error:
        words = "不能识别，请按 2026-01-15 的格式填写" if str(error) == days.INVALID else str(error)
        raise ValueError(f"“{plain(cell)[:20]}”{words}") from None


def phone(cell: str) -> str:
    return str(phones.read(plain(cell)))


def public_phone(cell: str) -> str:
    return public_phones.read(plain(cell))


def email(cell: str) -> str:
    return emails.read(plain(cell))


def _narrow(cell: str) -> str:
    return unicodedata.normalize("NFKC", plain(cell))
