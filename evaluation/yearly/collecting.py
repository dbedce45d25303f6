"""All facts of some representatives' year, from the database, as the score wants them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TypeVar

from django.urls import reverse

from evaluation.duties import entitlement, progress
from evaluation.models import Evaluation
from evaluation.scores import Attendance, Call, CaseRecord, Handling, Rules, SuggestionRecord, Year
from evaluation.yearly import assessing, case_records
from groups import year_records
from groups.year_records import AnsweredSuggestion, CallRecord
from requests_app.models import EnterpriseRequest

Record = TypeVar("Record", AnsweredSuggestion, CallRecord)


@dataclass(frozen=True)
class Source:
    """How a record reads and where it leads."""

    label: str
    url: str = ""


@dataclass(frozen=True)
class Collected:
    """One person's year; `left_out` says in words what does not count, with its sources."""

    year: Year
    is_posted: bool
    sources: Mapping[str, Source] = field(default_factory=dict)
    left_out: tuple[tuple[str, Source], ...] = ()


def of_year(people: Collection[int], year: int, *, until: date, rules: Rules) -> dict[int, Collected]:
    """By primary key. Days before `until` alone, at most the whole year; a fixed number of queries.

    `rules` say how far apart assessors may be.
    """
    since, end = date(year, 1, 1), min(date(year + 1, 1, 1), until)
    months = entitlement.of_year(people, year)
    duties = progress.of_year(people, year, until=end)
    cases = case_records.of_year(people, since, end, before=credits_before(people, year))
    calls = _by_person(year_records.calls(people, since, end), people)
    suggestions = _by_person(year_records.answered_suggestions(people, since, end), people)
    marks = assessing.marks_of([row.record for own in suggestions.values() for row in own], rules)
    sources = _of_cases(cases)
    found = {}
    for person in people:
        own, given = suggestions[person], calls[person]
        records = [record for duty in duties[person] for record in (*duty.counted, *duty.unconfirmed)]
        found[person] = Collected(
            Year(
                calls=tuple(
                    Call(Attendance(row.attendance), row.record) for row in given if row.is_confirmed
                ),
                duties=tuple(duty.scored() for duty in duties[person]),
                suggestions=tuple(_suggestion(row, marks[row.record]) for row in own if row.record in marks),
                cases=tuple(cases[person]),
                months=len(months[person].in_office),
            ),
            bool(months[person].posted),
            sources
            | {row.record: Source(row.label, row.url) for row in records}
            | {row.record: Source(row.label, row.url) for row in given}
            | {row.record: Source(row.label, row.url) for row in own},
            (
                *(
                    ("没有经另一人确认的履职记录", Source(row.label, row.url))
                    for duty in duties[person]
                    for row in duty.unconfirmed
                ),
                *(
                    ("没有经另一人确认的出席", Source(row.label, row.url))
                    for row in given
                    if not row.is_confirmed
                ),
                *(
                    ("撤回、转送、不予受理或按时移交的诉求", sources[case.record])
                    for case in cases[person]
                    if case.handling == Handling.EXCUSED
                ),
                *(("还没有评审的建议", Source(row.label, row.url)) for row in own if row.record not in marks),
            ),
        )
    return found


def credits_before(people: Collection[int], year: int) -> dict[tuple[int, str], Decimal]:
    """What frozen evaluations of earlier years gave for a whole case, by representative and record."""
    found: dict[tuple[int, str], Decimal] = {}
    rows = Evaluation.objects.frozen().filter(representative__in=people, year__lt=year)
    for person, inputs in rows.values_list("representative", "inputs"):
        for record, credit in inputs.get("credits", {}).items():
            found[person, record] = found.get((person, record), Decimal(0)) + Decimal(credit)
    return found


def _suggestion(row: AnsweredSuggestion, marks: tuple[int, ...]) -> SuggestionRecord:
    return SuggestionRecord(marks, row.outcome, row.is_lead, row.family, row.record)


def _of_cases(cases: Mapping[int, list[CaseRecord]]) -> dict[str, Source]:
    """By their number alone: words of a case stay on its own page, where access to it is asked."""
    keys = {int(record.record.partition(":")[2]) for own in cases.values() for record in own}
    numbers = EnterpriseRequest.objects.filter(pk__in=keys).values_list("pk", "ledger_number")
    return {
        f"request:{key}": Source(f"诉求 {number}", reverse("requests:detail", args=[number]))
        for key, number in numbers
    }


def _by_person(rows: list[Record], people: Collection[int]) -> dict[int, list[Record]]:
    found: dict[int, list[Record]] = {person: [] for person in people}
    for row in rows:
        found[row.representative].append(row)
    return found
