"""One booking as a calendar file (RFC 5545), for the visitor's own phone."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from stations.models import Booking

CONTENT_TYPE = "text/calendar; charset=utf-8"
# Octets of a line, its end not counted.
LINE = 75
ESCAPED = re.compile(r"([\\;,])")


def of(booking: Booking, *, organiser: str, link: str, at: datetime) -> str:
    """The slot as an event with a reminder a day before; a cancelled booking cancels the event.

    The same UID each time, so that a phone that reads the file anew moves the event.
    """
    reception = booking.slot.sitting.reception
    is_over = booking.status in ("cancelled", "lapsed")
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//station//booking//ZH",
        f"METHOD:{'CANCEL' if is_over else 'PUBLISH'}",
        "BEGIN:VEVENT",
        f"UID:{booking.token_hash[:32]}@booking",
        f"DTSTAMP:{_utc(at)}",
        f"SEQUENCE:{int((at - booking.created_at).total_seconds()) // 60}",
        f"DTSTART:{_utc(booking.slot.begins_at)}",
        f"DTEND:{_utc(booking.slot.ends_at)}",
        f"SUMMARY:{_text(f'见{booking.slot.sitting.representative.name}代表（{organiser}）')}",
        f"LOCATION:{_text(reception.place)}",
        f"URL:{link}",
        f"STATUS:{'CANCELLED' if is_over else 'CONFIRMED'}",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{_text('明天接待')}",
        "TRIGGER:-P1D",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _utc(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(text: str) -> str:
    return ESCAPED.sub(r"\\\1", text).replace("\n", "\\n")


def _folded(line: str) -> str:
    """Continued on lines that begin with a space; never within a character."""
    parts, size = [""], 0
    for character in line:
        width = len(character.encode())
        if size + width > LINE:
            parts.append("")
            size = 1
        parts[-1] += character
        size += width
    return "\r\n ".join(parts)
