"""What a representative did in a year, as the apps that hold the records give it: the only way to duties and scores.

Each source is asked for some representatives and a half-open range of local dates. It gives what has happened,
confirmed or not; only confirmed records count (docs/domain.md § 7).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Generic, Literal, TypeVar

from django.db import models

from office.ports import Port

K = TypeVar("K")


class DutyKind(models.TextChoices):
    """履职任务 of a representative, in the order in which they are shown."""

    RECEPTION = "reception", "参加接待"
    PAIRING = "pairing", "结对联系"
    SUGGESTION = "suggestion", "专业建议"
    SURVEY = "survey", "调研视察"
    REPORT = "report", "述职"


@dataclass(frozen=True)
class YearRecord(Generic[K]):
    """One thing done. `record` is its key wherever it is shown (`sitting:12`), `url` its page, `source` what says so."""

    kind: K
    representative: int
    on: date
    record: str
    label: str
    is_confirmed: bool
    url: str = ""
    source: str = ""


DutyRecord = YearRecord[DutyKind]
# What no duty asks for and the file shows all the same; its kind in the words of the work.
OtherRecord = YearRecord[str]


@dataclass(frozen=True)
class CallRecord:
    """An activity to which the person was invited or had registered, once its attendance is confirmed."""

    representative: int
    on: date
    attendance: Literal["came", "leave", "absent"]
    record: str
    label: str
    is_confirmed: bool
    url: str = ""


@dataclass(frozen=True)
class AnsweredSuggestion:
    """A suggestion whose first answer was given or fell due on `on`; `outcome` as in evaluation/scores/rules.py.

    `authors` are the primary keys of all who signed it, for 回避 of assessors; `family` joins parts of one matter.
    """

    representative: int
    on: date
    outcome: str
    is_lead: bool
    record: str
    label: str
    authors: frozenset[int]
    family: str = ""
    url: str = ""


People = Collection[int]
duty_sources: Port[Callable[[People, date, date], Iterable[DutyRecord]]] = Port()
other_sources: Port[Callable[[People, date, date], Iterable[OtherRecord]]] = Port()
call_sources: Port[Callable[[People, date, date], Iterable[CallRecord]]] = Port()
suggestion_sources: Port[Callable[[People, date, date], Iterable[AnsweredSuggestion]]] = Port()


def duties_done(people: People, since: date, until: date) -> list[DutyRecord]:
    """Of all sources, by day."""
    found = [record for source in duty_sources for record in source(people, since, until)]
    return sorted(found, key=lambda record: (record.on, record.record))


def others_done(people: People, since: date, until: date) -> list[OtherRecord]:
    """Of all sources, by day."""
    found = [record for source in other_sources for record in source(people, since, until)]
    return sorted(found, key=lambda record: (record.on, record.record))


def calls(people: People, since: date, until: date) -> list[CallRecord]:
    found = [record for source in call_sources for record in source(people, since, until)]
    return sorted(found, key=lambda record: (record.on, record.record))


def answered_suggestions(people: People, since: date, until: date) -> list[AnsweredSuggestion]:
    found = [record for source in suggestion_sources for record in source(people, since, until)]
    return sorted(found, key=lambda record: (record.on, record.record))
