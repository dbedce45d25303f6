"""Whole years of invented records for hypothesis."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TypeVar

from hypothesis import strategies as st

from evaluation.scores import Attendance, Call, CaseRecord, Duty, Handling, SuggestionRecord, Year
from evaluation.scores.records import CASE_OUTCOMES, DIFFICULTIES, SUGGESTION_OUTCOMES

Record = TypeVar("Record", CaseRecord, SuggestionRecord)
ENDED_WELL = ("settled", "kept")


@st.composite
def cases(draw: st.DrawFn) -> CaseRecord:
    due, outcome = draw(st.integers(0, 3)), draw(st.sampled_from(CASE_OUTCOMES))
    said = ("不满意", "") if outcome == "none" else ("满意", "基本满意", "不满意", "")
    return CaseRecord(
        difficulty=draw(st.sampled_from(DIFFICULTIES)),
        handling=draw(st.sampled_from([Handling.TAKEN] * 6 + [Handling.REFUSED] * 2 + [Handling.EXCUSED])),
        responded=draw(st.booleans()),
        turns_due=due,
        turns_done=draw(st.integers(0, due)),
        met=draw(st.booleans()),
        outcome=outcome,
        look_back_holds=outcome in ENDED_WELL and draw(st.booleans()),
        satisfaction=draw(st.sampled_from(said)),
        enterprise=draw(st.sampled_from(["", "", "E1", "E2"])),
        carried=draw(st.sampled_from([False] * 7 + [True])),
        before=draw(st.sampled_from([Decimal(0)] * 3 + [Decimal("0.6")])),
    )


@st.composite
def suggestions(draw: st.DrawFn) -> SuggestionRecord:
    first = draw(st.integers(0, 20))
    near = draw(st.integers(max(0, first - 4), min(20, first + 4)))
    third = draw(st.one_of(st.none(), st.integers(0, 20)))
    return SuggestionRecord(
        marks=(first, near) if third is None else (first, draw(st.integers(0, 20)), third),
        outcome=draw(st.sampled_from(SUGGESTION_OUTCOMES)),
        is_lead=draw(st.booleans()),
    )


duties = st.builds(
    Duty,
    done=st.integers(0, 8),
    needed=st.sampled_from([0, 1, 2, 4]),
    exempt=st.sampled_from([False] * 5 + [True]),
)


@st.composite
def years(draw: st.DrawFn) -> Year:
    """Each record has a name of its own, so that a year without one of them can be made."""
    calls = draw(st.lists(st.sampled_from(Attendance), max_size=15))
    return Year(
        calls=tuple(Call(kind, f"activity:{number}") for number, kind in enumerate(calls)),
        duties=tuple(draw(st.lists(duties, max_size=5))),
        suggestions=_named(draw(st.lists(suggestions(), max_size=4)), "suggestion"),
        cases=_named(draw(st.lists(cases(), max_size=8)), "request"),
        months=draw(st.sampled_from([3, 6, 9, 12, 12])),
    )


def plus(year: Year, *more: CaseRecord) -> Year:
    return replace(year, cases=year.cases + more)


def with_care(case: CaseRecord) -> CaseRecord:
    """Taken, and all done that lies with the person, whatever unit and enterprise do."""
    return replace(case, handling=Handling.TAKEN, responded=True, turns_done=case.turns_due, met=True)


def _named(records: list[Record], kind: str) -> tuple[Record, ...]:
    return tuple(replace(each, record=f"{kind}:{number}") for number, each in enumerate(records))
