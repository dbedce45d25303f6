"""A published month as JSON and CSV for everybody, byte for byte the same for ever (docs/domain.md § 10.17).

The hashes of both are in the event that publishes the edition, and so in the next anchor. Whatever these functions
write differently one day would belie every hash that was printed: a further format gets a further number.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from itertools import takewhile
from typing import Any

from evaluation.models import Disclosure
from office import events
from office.actors import Actor
from office.calendar import local_date
from office.events import JSON, Fact
from office.examination.tables import FORMULA_STARTS
from office.models import Event
from office.publishing.publication import edition_fact
from office.verbs import verb

FORMAT = 1
ENDINGS = ("csv", "json")
PUBLISHED = (Disclosure.Status.PUBLISHED, Disclosure.Status.SUPERSEDED)


def json_bytes(disclosure: Disclosure) -> bytes:
    """Everything the edition says, and the record up to its publication: UTF-8, keys in order."""
    text = json.dumps(_content(disclosure), ensure_ascii=False, allow_nan=False, sort_keys=True, indent=1)
    return f"{text}\n".encode()


def csv_bytes(disclosure: Disclosure) -> bytes:
    """The same as a table of two columns, for spreadsheets."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(["项目", "值"])
    writer.writerows([path, _cell(value)] for path, value in _flat("", _content(disclosure)))
    return text.getvalue().encode("utf-8-sig")


def file_of(disclosure: Disclosure, ending: str) -> bytes:
    """`ending` is one of `ENDINGS`."""
    return json_bytes(disclosure) if ending == "json" else csv_bytes(disclosure)


def hashes(disclosure: Disclosure) -> dict[str, str]:
    """SHA-256 in hexadecimal by ending, as the files are now."""
    return {ending: hashlib.sha256(file_of(disclosure, ending)).hexdigest() for ending in ENDINGS}


def name_of(disclosure: Disclosure) -> str:
    """What anchors call the edition, and the middle of its addresses: "2026/10/gyllzx/1"."""
    period = f"{disclosure.year}/{disclosure.month}"
    return f"{period}/{disclosure.station.code}/{disclosure.edition}"


def fact_of(disclosure: Disclosure, event: str, private: Mapping[str, str]) -> Fact:
    """Of an act of publishing; a publication names the edition's files."""
    fact = edition_fact(disclosure, event, private)
    if event != "publish":
        return fact
    data: dict[str, JSON] = {**fact.data, "of": name_of(disclosure), "files": hashes(disclosure)}
    return Fact(fact.subject, fact.action, data, fact.private)


def name_earlier(*, at: datetime) -> int:
    """Name the files of editions that an earlier release published, for the next anchor; how many."""
    named = 0
    for disclosure in Disclosure.objects.filter(status__in=PUBLISHED).select_related("station"):
        acts = Event.objects.filter(subject=disclosure.subject, action__in=("publish", "files_named"))
        if not any("files" in event.data for event in acts):
            _name_files(disclosure, at=at)
            named += 1
    return named


@verb
def _name_files(disclosure: Disclosure, *, at: datetime) -> None:
    data: dict[str, JSON] = {"of": name_of(disclosure), "files": hashes(disclosure)}
    events.record(Fact(disclosure.subject, "files_named", data), by=Actor.system("upgrade"), at=at)


def _content(disclosure: Disclosure) -> dict[str, Any]:
    if disclosure.published_at is None:
        raise ValueError("Only a published edition has files.")
    return {
        "format": FORMAT,
        "station": disclosure.station.code,
        "year": disclosure.year,
        "month": disclosure.month,
        "edition": disclosure.edition,
        "note": disclosure.note,
        "published_at": disclosure.published_at.astimezone(UTC).isoformat(timespec="microseconds"),
        "published_on": local_date(disclosure.published_at).isoformat(),
        "figures": disclosure.figures,
        "record": [_line(event) for event in _before_publication(disclosure)],
    }


def _before_publication(disclosure: Disclosure) -> Iterator[Event]:
    return takewhile(lambda event: event.action != "publish", Event.objects.of(disclosure.subject))


def _line(event: Event) -> dict[str, Any]:
    """An event by its columns and a hash of all its stored bytes: one that is changed changes the file."""
    stored = hashlib.sha256(bytes(event.payload) + bytes(event.mac)).hexdigest()
    at = event.at.astimezone(UTC).isoformat(timespec="microseconds")
    return {"seq": event.seq, "action": event.action, "at": at, "sha256": stored}


def _flat(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict | list):
        items = sorted(value.items()) if isinstance(value, dict) else enumerate(value)
        for key, each in items:
            yield from _flat(f"{path}.{key}" if path else str(key), each)
    else:
        yield path, value


def _cell(value: Any) -> str:
    """Text that no spreadsheet takes for a formula."""
    text = "" if value is None else json.dumps(value) if isinstance(value, bool | float) else str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
