"""The ways to game a score that docs/domain.md § 7 names, and the properties that are about them alone."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import strategies as st

from evaluation.scores import CaseRecord, Duty, Part, SuggestionRecord, Year
from tests.evaluation.scores.properties import NEARLY, Judge, came, prop
from tests.evaluation.scores.random_years import cases, plus, suggestions, with_care, years


@prop(28, st.lists(st.sampled_from([1, 2, 4]), min_size=1, max_size=5), st.integers(1, 500))
def mass_activities_are_bounded(judge: Judge, needed: list[int], n: int) -> bool:
    """Any number of activities, all attended and all above need: the attendance that is not known and the extras."""
    dutiful = Year(duties=tuple(Duty(each, each) for each in needed))
    busy = replace(dutiful, calls=came(n), duties=tuple(Duty(each + n, each) for each in needed))
    return judge.total(busy) - judge.total(dutiful) <= Decimal("4.5") + 3


@prop(29, years(), cases(), st.integers(1, 20))
def urging_beyond_what_is_due_gives_nothing(judge: Judge, year: Year, case: CaseRecord, n: int) -> bool:
    done = with_care(case)
    return judge.same(plus(year, replace(done, turns_done=done.turns_due + n)), plus(year, done))


@prop(30, st.lists(suggestions(), min_size=1, max_size=3), st.lists(suggestions(), max_size=12))
def a_circle_of_co_signers_gains_little(
    judge: Judge, own: list[SuggestionRecord], others: list[SuggestionRecord]
) -> bool:
    """Everybody signs what everybody else wrote: at most what two perfect ones alone give, whoever joins."""
    alone = Year(suggestions=tuple(replace(each, is_lead=True) for each in own))
    joined = (*alone.suggestions, *(replace(each, is_lead=False) for each in others))
    gain = judge.part(Part.QUALITY, Year(suggestions=joined)) - judge.part(Part.QUALITY, alone)
    return -NEARLY <= gain <= Decimal("5.1") + NEARLY


# How a score could be gamed, and the properties under which it does not pay.
GAMES = {
    "splitting": (8,),
    "duplicating": (9, 10),
    "merging": (9,),
    "waiting, extensions": (5,),
    "requests of one's own making": (10,),
    "mass activities": (11, 28),
    "refusing": (2, 22),
    "picking easy ones": (6, 7),
    "urging": (29,),
    "many poor suggestions": (17,),
    "co-signing circles": (18, 30),
}
