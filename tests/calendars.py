"""A calendar file read as strictly as RFC 5545 writes it, so that no phone has to guess."""

import datetime as dt
import re
from dataclasses import dataclass, field

LINE = re.compile(r"([A-Z-]+)((?:;[A-Z-]+=[^;:\"]+)*):(.*)")
TEXTS = ("SUMMARY", "LOCATION", "DESCRIPTION", "X-WR-CALNAME")
STATUSES = ("CONFIRMED", "TENTATIVE", "CANCELLED")
ONCE = {
    "VCALENDAR": ("PRODID", "VERSION"),
    "VEVENT": ("UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "SUMMARY", "STATUS"),
    "VALARM": ("ACTION", "TRIGGER", "DESCRIPTION"),
}


@dataclass
class Component:
    name: str
    values: dict[str, str] = field(default_factory=dict)
    parts: list["Component"] = field(default_factory=list)

    def at(self, name: str) -> dt.datetime:
        """An instant in UTC: a phone needs no table of time zones for it."""
        return dt.datetime.strptime(self.values[name], "%Y%m%dT%H%M%SZ").replace(tzinfo=dt.UTC)

    @property
    def has_alarm(self) -> bool:
        return any(part.name == "VALARM" for part in self.parts)


def read(content: bytes) -> tuple[Component, list[Component]]:
    """The calendar and its events; an AssertionError names the line that breaks the standard."""
    text = content.decode()
    assert text.endswith("\r\n")
    physical = text.removesuffix("\r\n").split("\r\n")
    for line in physical:
        assert len(line.encode()) <= 75, f"longer than 75 octets: {line}"
        assert not re.search(r"[\x00-\x08\x0a-\x1f\x7f]", line), f"a character that none may hold: {line!r}"
        assert line.strip(), "an empty line"
    calendar = _component(_unfolded(physical))
    assert (calendar.name, calendar.values["VERSION"]) == ("VCALENDAR", "2.0")
    events = [part for part in calendar.parts if part.name == "VEVENT"]
    uids = [event.values["UID"] for event in events]
    assert len(uids) == len(set(uids)), "two events of one UID"
    for event in events:
        assert event.at("DTSTART") < event.at("DTEND"), event.values
        assert event.at("DTSTAMP"), event.values
        assert event.values["STATUS"] in STATUSES
        assert int(event.values["SEQUENCE"]) >= 0
        assert not (event.values["STATUS"] == "CANCELLED" and event.has_alarm), "reminds of what is off"
    return calendar, events


def _unfolded(physical: list[str]) -> list[str]:
    lines: list[str] = []
    for line in physical:
        if line.startswith(" "):
            assert lines, "continues nothing"
            lines[-1] += line[1:]
        else:
            lines.append(line)
    return lines


def _component(lines: list[str]) -> Component:
    open_ones: list[Component] = []
    for number, line in enumerate(lines):
        found = LINE.fullmatch(line)
        assert found, f"no property: {line}"
        name, _, value = found.groups()
        if name == "BEGIN":
            open_ones.append(Component(value))
            if len(open_ones) > 1:
                open_ones[-2].parts.append(open_ones[-1])
        elif name == "END":
            ended = open_ones.pop()
            assert ended.name == value, f"{value} ends inside {ended.name}"
            assert not {*ONCE[value]} - {*ended.values}, f"{value} lacks a property"
            if not open_ones:
                assert number == len(lines) - 1, "something stands behind the end"
                return ended
        else:
            assert name not in open_ones[-1].values, f"twice: {line}"
            if name in TEXTS:
                assert not re.search(r"(?<!\\)(?:\\\\)*[,;]", value), f"not escaped: {line}"
            open_ones[-1].values[name] = value
    raise AssertionError("never ends")
