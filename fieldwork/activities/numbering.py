"""Numbers and printed codes of activities: 2026-H017, and eight letters for /a/<code>/."""

from __future__ import annotations

import re
import secrets

from django.db.models import Max

from fieldwork.models import Activity
from stations.qr import ALPHABET, LENGTH

NUMBER = re.compile(r"(20[0-9]{2})-H([0-9]{3,5})")


def parts_of(number: str) -> tuple[int, int] | None:
    """Year and serial of a number as it is printed (2026-H017); None for anything else."""
    found = NUMBER.fullmatch(number)
    return (int(found.group(1)), int(found.group(2))) if found else None


def next_serial(year: int) -> int:
    """One after the last of the year; of two at once the constraint lets one begin again."""
    last = Activity.objects.filter(year=year).aggregate(last=Max("serial"))["last"]
    return (last or 0) + 1


def fresh_code() -> str:
    """30^8 possible ones: a collision is met by the unique constraint, not looked for."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
