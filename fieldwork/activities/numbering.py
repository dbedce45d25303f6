"""Numbers and printed codes of activities: 2026-H017, and eight letters for /a/<code>/."""

from __future__ import annotations

import secrets

from django.db.models import Max

from fieldwork.models import Activity
from stations.qr import ALPHABET, LENGTH


def next_serial(year: int) -> int:
    """One after the last of the year; of two at once the constraint lets one begin again."""
    last = Activity.objects.filter(year=year).aggregate(last=Max("serial"))["last"]
    return (last or 0) + 1


def fresh_code() -> str:
    """30^8 possible ones: a collision is met by the unique constraint, not looked for."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
