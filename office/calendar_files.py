"""Events as a calendar file (RFC 5545), for somebody's own phone."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from office.calendar import local_date
from office.templatetags.wording import mark_of

CONTENT_TYPE = "text/calendar; charset=utf-8"
# Octets of a line, its end not counted.
LINE = 75
ESCAPED = re.compile(r"([\\;,])")
# Whatever some reader takes for the end of a line, not only what the standard says.
BREAKS = re.compile("\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")


@dataclass(frozen=True)
class CalendarEvent:
    """`uid` is the same each time, so that a phone that reads the file anew moves the event; `sequence` grows.

    `alarm` is what a reminder a day before says; nobody is reminded of what is off. What `moves_with_holidays` is tentative while its year's are not told.
    """

    uid: str
    sequence: int
    begins_at: datetime
    ends_at: datetime
    summary: str
    place: str
    link: str
    alarm: str
    is_cancelled: bool = False
    moves_with_holidays: bool = False

    @property
    def mark(self) -> str:
        return mark_of(local_date(self.begins_at)) if self.moves_with_holidays else ""

    @property
    def status(self) -> str:
        return "CANCELLED" if self.is_cancelled else "TENTATIVE" if self.mark else "CONFIRMED"


def written(event: CalendarEvent, *, product: str, at: datetime) -> str:
    """The file of one event, made at the instant `at` by that product (booking, activity)."""
    method = "CANCEL" if event.is_cancelled else "PUBLISH"
    return _file([f"METHOD:{method}", *_lines(event, at)], product)


def feed(events: Iterable[CalendarEvent], *, name: str, product: str, at: datetime) -> str:
    """A calendar of that name that a phone reads anew, every hour if it does as it is told."""
    head = ["METHOD:PUBLISH", f"X-WR-CALNAME:{_text(name)}", "REFRESH-INTERVAL;VALUE=DURATION:PT1H"]
    return _file([*head, *(line for event in events for line in _lines(event, at))], product)


def _file(lines: Iterable[str], product: str) -> str:
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//station//{product}//ZH"]
    return "".join(f"{_folded(line)}\r\n" for line in (*head, *lines, "END:VCALENDAR"))


def _lines(event: CalendarEvent, at: datetime) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{event.uid}",
        f"DTSTAMP:{_utc(at)}",
        f"SEQUENCE:{event.sequence}",
        f"DTSTART:{_utc(event.begins_at)}",
        f"DTEND:{_utc(event.ends_at)}",
        f"SUMMARY:{_text(event.summary + event.mark)}",
        f"LOCATION:{_text(event.place)}",
        f"URL:{event.link}",
        f"STATUS:{event.status}",
        *([] if event.is_cancelled else _alarm(event)),
        "END:VEVENT",
    ]


def _alarm(event: CalendarEvent) -> list[str]:
    return [
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{_text(event.alarm)}",
        "TRIGGER:-P1D",
        "END:VALARM",
    ]


def _utc(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(text: str) -> str:
    return BREAKS.sub(r"\\n", ESCAPED.sub(r"\\\1", text))


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
