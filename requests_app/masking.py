"""Personal numbers in free text: masked where the text is stored and searched; the original stays encrypted.

Recognises identity numbers (checksum), bank cards (Luhn), and telephones that are not the contact field;
also says when a text reads like an accusation of an official (检举控告), a proposal for triage only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_ID_NUMBER = re.compile(r"(?<!\d)(\d{6})(\d{8})(\d{3}[\dXx])(?!\d)")
_BANK_CARD = re.compile(r"(?<!\d)(\d{6})(\d{6,9})(\d{4})(?!\d)")
_ACCUSATION = re.compile(r"(举报|检举|控告|受贿|索贿|贪污|吃拿卡要|收(?:了)?红包|要好处费)")
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"


@dataclass(frozen=True)
class Masked:
    """The text as it is stored, and marks for whoever triages it."""

    text: str
    marks: tuple[str, ...]


def mask(text: str) -> Masked:
    """Replace the middle of identity and card numbers by stars; everything else stays to the letter."""
    marks = []
    masked = _ID_NUMBER.sub(_mask_id, text)
    masked = _BANK_CARD.sub(_mask_card, masked)
    if masked != text:
        marks.append("masked")
    if _ACCUSATION.search(text):
        marks.append("accusation")
    return Masked(masked, tuple(marks))


def _mask_id(found: re.Match[str]) -> str:
    number = found.group(0).upper()
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _ID_WEIGHTS, strict=True))
    if _ID_CHECKS[total % 11] != number[17]:
        return found.group(0)
    return f"{found.group(1)}********{found.group(3)}"


def _mask_card(found: re.Match[str]) -> str:
    number = found.group(0)
    digits = [int(digit) for digit in reversed(number)]
    total = sum(d if i % 2 == 0 else (d * 2 - 9 if d * 2 > 9 else d * 2) for i, d in enumerate(digits))
    if not 16 <= len(number) <= 19 or total % 10:
        return number
    return f"{found.group(1)}{'*' * len(found.group(2))}{found.group(3)}"
