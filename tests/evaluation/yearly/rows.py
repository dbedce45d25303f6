"""Records of a year that no reception or case has to be made for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

import pytest

from groups import year_records
from groups.models import Representative
from groups.year_records import AnsweredSuggestion, CallRecord, DutyKind, DutyRecord, People


class Records:
    """What the sources give: rows are added by the tests."""

    def __init__(self) -> None:
        self.duties: list[DutyRecord] = []
        self.calls: list[CallRecord] = []
        self.suggestions: list[AnsweredSuggestion] = []

    def duty(self, kind: DutyKind, person: Representative, on: dt.date, *, is_confirmed: bool = True) -> None:
        record = f"{kind}:{len(self.duties) + 1}"
        self.duties.append(DutyRecord(kind, person.pk, on, record, kind.label, is_confirmed))

    def suggestion(self, person: Representative, on: dt.date, outcome: str = "A") -> AnsweredSuggestion:
        record = f"suggestion:{len(self.suggestions) + 1}"
        row = AnsweredSuggestion(
            person.pk, on, outcome, True, record, "推广无还本续贷", frozenset({person.pk})
        )
        self.suggestions.append(row)
        return row

    def call(
        self,
        person: Representative,
        on: dt.date,
        attendance: Literal["came", "leave", "absent"],
        *,
        is_confirmed: bool,
    ) -> None:
        record = f"activity:{len(self.calls) + 1}"
        self.calls.append(CallRecord(person.pk, on, attendance, record, "小组调研", is_confirmed))

    def calls_of(self, people: People, since: dt.date, until: dt.date) -> Iterator[CallRecord]:
        yield from (row for row in self.calls if row.representative in people and since <= row.on < until)

    def duties_of(self, people: People, since: dt.date, until: dt.date) -> Iterator[DutyRecord]:
        yield from (row for row in self.duties if row.representative in people and since <= row.on < until)

    def suggestions_of(self, people: People, since: dt.date, until: dt.date) -> Iterator[AnsweredSuggestion]:
        yield from (
            row for row in self.suggestions if row.representative in people and since <= row.on < until
        )


@contextmanager
def registered() -> Iterator[Records]:
    """Sources beside those of the apps, taken out again."""
    records = Records()
    ports = (
        (year_records.duty_sources, records.duties_of),
        (year_records.call_sources, records.calls_of),
        (year_records.suggestion_sources, records.suggestions_of),
    )
    for port, source in ports:
        port.register(source)  # type: ignore[attr-defined]
    try:
        yield records
    finally:
        for port, source in ports:
            port._entries.remove(source)  # type: ignore[attr-defined]


@pytest.fixture
def records() -> Iterator[Records]:
    with registered() as found:
        yield found
