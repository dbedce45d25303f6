"""Wrong rules of scoring, one idea each, for the properties to fail under."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from evaluation.scores import RULES_2026, CaseRecord, Handling, Rules, activity, quality, solving

# Changes the code where values cannot say it, and gives the rules to judge by.
Wrong = Callable[[pytest.MonkeyPatch], Rules]


def valued(**values: Any) -> Wrong:
    return lambda monkeypatch: replace(RULES_2026, **values)


def coded(owner: Any, name: str, wrong: Callable[..., Any]) -> Wrong:
    def change(monkeypatch: pytest.MonkeyPatch) -> Rules:
        monkeypatch.setattr(owner, name, wrong)
        return RULES_2026

    return change


def only_taken(cases: Iterable[CaseRecord]) -> list[CaseRecord]:
    return [case for case in cases if case.handling == Handling.TAKEN and not case.carried]


def excused_too(cases: Iterable[CaseRecord]) -> list[CaseRecord]:
    return [case for case in cases if not case.carried]


def only_what_went_well(case: CaseRecord) -> Decimal:
    return Decimal(case.responded and case.outcome != "none")


_credit, _credits_of = solving.credit, solving.credits_of


def whole_parts(case: CaseRecord, rules: Rules) -> Decimal:
    return _credit(replace(case, share=Decimal(1)), rules)


def without_families(cases: Iterable[CaseRecord], rules: Rules) -> Decimal:
    return _credits_of([replace(case, family="") for case in cases], rules)


def without_earlier_years(case: CaseRecord, rules: Rules) -> Decimal:
    return _credit(replace(case, before=Decimal(0)), rules)


def by_order(values: Iterable[Decimal]) -> Decimal:
    return sum((each / 2**place for place, each in enumerate(values)), Decimal(0))


def add_up(values: Iterable[Decimal]) -> Decimal:
    return sum(values, Decimal(0))


def by_rate_of_credits(year: Any, rules: Rules) -> Decimal:
    """A mean per case taken: an honest failure then lowers it."""
    taken = only_taken(year.cases)
    return _credits_of(year.cases, rules) / 5 / len(taken) if taken else Decimal("0.6")


def mean_of_marks(marks: tuple[int, ...]) -> Decimal:
    return Decimal(sum(marks)) / len(marks)


def the_last_ones(suggestions: Any, rules: Rules) -> list[Any]:
    return list(suggestions[-len(rules.rank_shares) :])


def level_shares() -> tuple[Decimal, ...]:
    return (Decimal("0.2"),) * 60


SATISFACTION = {**RULES_2026.satisfaction_bonus, "不满意": Decimal("-0.3")}
OUTCOMES = {**RULES_2026.case_outcomes, "none": Decimal("0.5")}
EASY_FIRST = {"simple": Decimal("1.5"), "ordinary": Decimal("1.2"), "hard": Decimal(1)}

# By the properties that each of them breaks.
WRONG: dict[str, tuple[Wrong, tuple[int, ...]]] = {
    "each extra counts alike": (coded(activity, "extras_share", Decimal), (28,)),
    "each urging counts": (coded(solving, "pressed", lambda case: Decimal(case.turns_done)), (29,)),
    "co-signing counts whole": (valued(co_signer_share=Decimal(1)), (30,)),
    "refused cases are left out": (coded(solving, "offered", only_taken), (2, 7, 22)),
    "excused cases count as offered": (coded(solving, "offered", excused_too), (20,)),
    "refusing keeps the floor": (coded(solving, "willingness", lambda cases: Decimal(1)), (22,)),
    "the result is a rate": (coded(solving, "result_share", by_rate_of_credits), (3, 4)),
    "only what went well is conduct": (coded(solving, "responded", only_what_went_well), (3, 4)),
    "easy cases weigh most": (valued(difficulty_weights=EASY_FIRST), (6,)),
    "each part counts whole": (coded(solving, "credit", whole_parts), (8, 9)),
    "parts are not one family": (coded(solving, "credits_of", without_families), (8, 9)),
    "an enterprise counts each time": (coded(solving, "_halving", add_up), (10,)),
    "the first case counts whole": (coded(solving, "_halving", by_order), (21,)),
    "an open case has credit": (valued(case_outcomes=OUTCOMES), (5,)),
    "dissatisfaction takes away": (valued(satisfaction_bonus=SATISFACTION), (25,)),
    "earlier years are forgotten": (coded(solving, "credit", without_earlier_years), (24,)),
    "half a year needs a whole year's credits": (
        coded(solving, "half_at", lambda months, rules: Decimal(9) if months == 12 else Decimal(1)),
        (23,),
    ),
    "extras have no bound": (coded(activity, "extras_share", lambda extras: Decimal(extras) / 6), (1, 11)),
    "extras lower": (coded(activity, "extras_share", lambda extras: Decimal(2) ** -extras), (14,)),
    "leave is always free": (coded(activity, "free_leave", lambda called, rules: called), (12,)),
    "never called is full": (valued(attendance_prior=Decimal(1)), (13,)),
    "an exempted duty is always left out": (coded(activity, "raises", lambda *given: False), (15,)),
    "the last suggestions count": (coded(quality, "best_ones", the_last_ones), (16,)),
    "many suggestions add up": (valued(rank_shares=level_shares()), (17,)),
    "a co-signer counts half": (valued(co_signer_share=Decimal("0.5")), (18,)),
    "the third assessor goes into the mean": (coded(quality, "median", mean_of_marks), (19,)),
}
