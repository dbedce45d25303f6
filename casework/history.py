"""The history of a subject, told from its events to two readers: the desk that works on it, and its requester.

Each action has one `Words`: what either reader is told, beside each other. An app that has steps keeps them on
the `Step`; what it records without a step it adds. Codes in payloads become names here, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models

from groups.models import Department, Representative
from office.database.statements import ListOf, Select
from office.models import Event

# Under these keys a payload holds the code of one unit, of many, of one representative.
ONE_UNIT = ("unit", "lead", "right", "through")
MANY_UNITS = ("co", "units")
ONE_REPRESENTATIVE = ("representative", "old", "new", "helper")
# Texts that the desk may read again; telephone, names and former values are not among them.
READABLE = ("explanation", "guidance", "said", "remark", "reason", "text", "decision", "outcome", "place")
# Texts that `Words.requester` may tell.
TOLD = ("text", "reason", "remark")


@dataclass(frozen=True)
class FileLink:
    """A file's name and the address at which this reader gets it."""

    name: str
    url: str


@dataclass(frozen=True)
class Entry:
    """A line of components/timeline.html: done at `at` by `by`, or expected `when`.

    `step` is the event's action, for readers that are programs.
    """

    title: str
    at: datetime | None = None
    when: str = ""
    by: str = ""
    text: str = ""
    state: str = "done"
    files: tuple[FileLink, ...] = ()
    step: str = ""


@dataclass(frozen=True)
class Names:
    """Short names of units and names of representatives by code; texts of answers by the row's key."""

    units: Mapping[str, str]
    representatives: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[int, str] = field(default_factory=dict)

    def unit(self, data: Mapping[str, Any], key: str = "unit", default: str = "") -> str:
        """The name of the one unit whose code the payload holds under `key`."""
        return self.units.get(str(data.get(key, "")), default)

    def representative(self, data: Mapping[str, Any], key: str) -> str:
        """The name of the representative whose code the payload holds under `key`, else empty."""
        return self.representatives.get(str(data.get(key)), "")

    def listed(self, data: Mapping[str, Any], key: str) -> str:
        """The names of many units, in the payload's order; a unit without a name by its code."""
        return "、".join(self.units.get(str(code), str(code)) for code in data.get(key, ()))


@dataclass(frozen=True)
class HistoryLine:
    """A title, and the text below it."""

    title: str
    text: str = ""


Requester = Callable[[Event, Names], HistoryLine | None]


@dataclass(frozen=True)
class Words:
    """What is told of one action.

    The desk reads a title (`title`; of a step its own words; after a unit's name `by_unit`), the line of `desk`, and
    the texts of `READABLE`. `is_inner` is advice within the office's side, which units do not see;
    `is_told_at_counter` is what every visitor to the counter may hear. The requester reads `requester`, a title
    or a function of the event; nothing, where that is empty or returns None.
    """

    title: str = ""
    by_unit: str = ""
    desk: Callable[[Mapping[str, Any], Names], str] | None = None
    requester: str | Requester = ""
    is_inner: bool = False
    is_told_at_counter: bool = False


def names_in(rows: Iterable[Event]) -> Names:
    """Names for all codes in the payloads: two queries, however many units and representatives there are."""
    units: set[str] = set()
    representatives: set[str] = set()
    for event in rows:
        data = event.data
        units |= {str(data[key]) for key in ONE_UNIT if data.get(key)}
        units |= {str(code) for key in MANY_UNITS for code in data.get(key, ())}
        units |= {str(move["unit"]) for move in data.get("moved", ()) if move.get("unit")}
        representatives |= {str(data[key]) for key in ONE_REPRESENTATIVE if data.get(key)}
    return Names(_named(_UNITS, units), _named(_REPRESENTATIVES, representatives))


def _named(names: Select[Any], codes: set[str]) -> dict[str, str]:
    return dict(names.rows(codes=sorted(codes)))


_CODES = ListOf(models.CharField(), 10)
_UNITS = Select(
    lambda codes: Department.objects.filter(code__in=codes).order_by().values_list("code", "short_name"),
    codes=_CODES,
)
_REPRESENTATIVES = Select(
    lambda codes: Representative.objects.filter(code__in=codes).order_by().values_list("code", "name"),
    codes=_CODES,
)


def desk_title(event: Event, words: Words, names: Names) -> str:
    """What happened, in one line; a unit's action after the unit's name."""
    if words.by_unit:
        return f"{names.unit(event.data, default='单位')}{words.by_unit}"
    return words.title or event.action


def desk_text(event: Event, words: Words, names: Names) -> str:
    """The payload in words, and the texts that may be read again; what was submitted stands on the page itself."""
    lines = [words.desk(event.data, names)] if words.desk else []
    lines += [event.private(name) for name in READABLE if (event.action, name) != ("submit", "text")]
    return "\n".join(line for line in lines if line)


def requester_entry(event: Event, words: Words, names: Names) -> Entry | None:
    """The event as its requester reads it; None for what is not told."""
    wording = words.requester
    found = HistoryLine(wording) if isinstance(wording, str) else wording(event, names)
    if found is None or not found.title:
        return None
    return Entry(found.title, event.at, text=found.text, step=event.action)


def with_text(title: str, private: str) -> Requester:
    """For `Words.requester`: a fixed title above a text of the event."""
    return lambda event, names: HistoryLine(title, event.private(private))


def of_unit(action: str) -> Requester:
    """For `Words.requester`: 财政局签收."""
    return lambda event, names: HistoryLine(f"{names.unit(event.data, default='承办单位')}{action}")


def label_of(choices: Any, value: object) -> str:
    """The label of a `TextChoices` value; empty for what is none."""
    return str(dict(choices.choices).get(value, "")) if value else ""


def last_seq(subject: str) -> int:
    """The number of the subject's latest event, 0 where it has none: what a form has seen."""
    last = Event.objects.filter(subject=subject).order_by("-seq").values_list("seq", flat=True).first()
    return last or 0
