"""What must hold of the score in any year (docs/domain.md § 7): those of its properties that
the rules alone decide, by their numbers there.

Each is a function of a `Judge` and of what its strategies draw, and returns whether it holds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from evaluation.scores import (
    RULES_2026,
    Attendance,
    Call,
    CaseRecord,
    Duty,
    Handling,
    Part,
    Rules,
    SuggestionRecord,
    Year,
    score,
    solving,
    weights,
)
from evaluation.scores.quality import mark
from evaluation.scores.records import DIFFICULTIES, SUGGESTION_OUTCOMES
from tests.evaluation.scores.random_years import cases, plus, suggestions, with_care, years

# Far below a cent; thirds are not exact.
NEARLY = Decimal("1e-12")


@dataclass(frozen=True)
class Judge:
    """Scores by some rules."""

    rules: Rules = RULES_2026

    def total(self, year: Year) -> Decimal:
        return score(year, self.rules).total

    def part(self, part: Part, year: Year) -> Decimal:
        return score(year, self.rules).of(part)

    def line(self, key: str, year: Year) -> Decimal:
        return next(line.points for line in score(year, self.rules).lines if line.key == key)

    def never_less(self, more: Year, less: Year) -> bool:
        return self.total(more) >= self.total(less) - NEARLY

    def same(self, one: Year, other: Year) -> bool:
        return abs(self.total(one) - self.total(other)) < NEARLY


Holds = Callable[..., bool]
PROPERTIES: dict[int, tuple[Holds, tuple[st.SearchStrategy[Any], ...]]] = {}


def prop(number: int, *drawn: st.SearchStrategy[Any]) -> Callable[[Holds], Holds]:
    def register(holds: Holds) -> Holds:
        PROPERTIES[number] = (holds, drawn)
        return holds

    return register


def came(n: int, kind: Attendance = Attendance.CAME) -> tuple[Call, ...]:
    return (Call(kind),) * n


@prop(1, years())
def every_part_stays_within_its_weight(judge: Judge, year: Year) -> bool:
    found = score(year, judge.rules)
    return all(-NEARLY <= found.of(part) <= most + NEARLY for part, most in weights(judge.rules).items())


@prop(2, years(), cases())
def taking_is_never_less_than_refusing(judge: Judge, year: Year, case: CaseRecord) -> bool:
    taken, refused = replace(case, handling=Handling.TAKEN), replace(case, handling=Handling.REFUSED)
    return judge.never_less(plus(year, taken), plus(year, refused))


@prop(3, years(), cases())
def a_case_with_care_never_lowers(judge: Judge, year: Year, case: CaseRecord) -> bool:
    return judge.never_less(plus(year, with_care(case)), year)


@prop(4, years(), cases())
def a_units_failure_never_lowers(judge: Judge, year: Year, case: CaseRecord) -> bool:
    failed = replace(with_care(case), outcome="none", look_back_holds=False, satisfaction="不满意")
    return judge.never_less(plus(year, failed), year)


@prop(5, years(), cases())
def waiting_never_raises(judge: Judge, year: Year, case: CaseRecord) -> bool:
    taken = replace(case, handling=Handling.TAKEN)
    still_open = replace(taken, outcome="none", look_back_holds=False, satisfaction="")
    dates = {name for name in CaseRecord.__dataclass_fields__ if name.endswith(("_on", "_at", "days"))}
    return judge.never_less(plus(year, taken), plus(year, still_open)) and not dates


@prop(6, years(), cases(), st.integers(0, 1), st.integers(1, 2))
def harder_is_never_less(judge: Judge, year: Year, case: CaseRecord, first: int, second: int) -> bool:
    easy, hard = DIFFICULTIES[min(first, second)], DIFFICULTIES[max(first, second)]
    same = with_care(case)
    harder, easier = replace(same, difficulty=hard), replace(same, difficulty=easy)
    return judge.never_less(plus(year, harder), plus(year, easier))


@prop(7, years())
def refusing_hard_ones_never_gains(judge: Judge, year: Year) -> bool:
    picked = tuple(
        replace(case, handling=Handling.REFUSED)
        if case.difficulty == "hard" and case.handling == Handling.TAKEN
        else case
        for case in year.cases
    )
    return judge.never_less(year, replace(year, cases=picked))


@prop(8, years(), cases(), st.integers(2, 4))
def equal_parts_are_one(judge: Judge, year: Year, case: CaseRecord, k: int) -> bool:
    whole = replace(case, enterprise=case.enterprise or "E")
    part = replace(whole, family="S", share=1 / Decimal(k))
    return judge.same(plus(year, *[part] * k), plus(year, whole))


@prop(9, years(), cases(), st.integers(2, 10))
def merged_cases_are_one(judge: Judge, year: Year, case: CaseRecord, m: int) -> bool:
    whole = replace(with_care(case), enterprise="M")
    merged = replace(whole, family="M", share=1 / Decimal(m))
    return judge.same(plus(year, *[merged] * m), plus(year, whole))


@prop(10, st.lists(cases(), min_size=1, max_size=20))
def one_enterprise_gives_twice_the_best_at_most(judge: Judge, many: list[CaseRecord]) -> bool:
    own = [replace(case, handling=Handling.TAKEN, enterprise="E") for case in many]
    best = max(solving.credit(case, judge.rules) for case in own)
    return solving.credits_of(own, judge.rules) <= 2 * best + NEARLY


@prop(11, st.lists(st.sampled_from([1, 2, 4]), min_size=3, max_size=5), st.integers(10, 500), cases())
def visits_alone_are_bounded(judge: Judge, needed: list[int], visits: int, case: CaseRecord) -> bool:
    idle = Year(duties=tuple(Duty(0, each) for each in needed))
    visiting = replace(idle, duties=(replace(idle.duties[0], done=visits), *idle.duties[1:]))
    settled = replace(with_care(case), outcome="settled", enterprise="E", before=Decimal(0), carried=False)
    gain = judge.total(visiting) - judge.total(idle)
    of_cases = judge.total(replace(idle, cases=(settled,) * 3)) - judge.total(idle)
    return gain <= Decimal(12) / len(needed) + 3 + NEARLY and of_cases > gain


@prop(12, years(), st.integers(4, 30))
def coming_never_lowers(judge: Judge, year: Year, habit: int) -> bool:
    once_more = {kind: replace(year, calls=year.calls + came(1, kind)) for kind in Attendance}
    on_leave = Year(calls=came(habit, Attendance.LEAVE))
    return (
        judge.never_less(once_more[Attendance.CAME], year)
        and judge.never_less(year, once_more[Attendance.ABSENT])
        and judge.never_less(once_more[Attendance.CAME], once_more[Attendance.LEAVE])
        and judge.never_less(once_more[Attendance.LEAVE], once_more[Attendance.ABSENT])
        and judge.total(on_leave) < judge.total(Year())
    )


@prop(13, st.integers(1, 20))
def always_beats_never_called_beats_never(judge: Judge, n: int) -> bool:
    always, never = Year(calls=came(n)), Year(calls=came(n, Attendance.ABSENT))
    return judge.total(always) > judge.total(Year()) > judge.total(never)


@prop(14, years(), st.integers(0, 4))
def a_missing_record_never_lowers(judge: Judge, year: Year, spot: int) -> bool:
    if spot >= len(year.duties):
        return True
    duty = year.duties[spot]
    return judge.never_less(_with_duty(year, spot, replace(duty, done=duty.done + 1)), year)


@prop(15, years(), st.integers(0, 4))
def an_exemption_never_lowers(judge: Judge, year: Year, spot: int) -> bool:
    if spot >= len(year.duties):
        return True
    duty = year.duties[spot]
    exempt, not_exempt = replace(duty, exempt=True), replace(duty, exempt=False)
    return judge.never_less(_with_duty(year, spot, exempt), _with_duty(year, spot, not_exempt))


@prop(16, years(), suggestions())
def one_more_suggestion_never_lowers(judge: Judge, year: Year, one: SuggestionRecord) -> bool:
    more = replace(year, suggestions=(*year.suggestions, one))
    better = replace(year, suggestions=(*year.suggestions, replace(one, outcome="A")))
    return judge.never_less(more, year) and judge.never_less(better, more)


@prop(
    17,
    st.lists(st.integers(0, 8), min_size=1, max_size=60),
    st.integers(16, 20),
    st.sampled_from(SUGGESTION_OUTCOMES),
)
def many_poor_ones_stay_below_a_good_one(judge: Judge, low: list[int], high: int, outcome: str) -> bool:
    poor = Year(suggestions=tuple(SuggestionRecord((each, each), "A") for each in low))
    good = Year(suggestions=(SuggestionRecord((high, high), outcome),))
    return judge.part(Part.QUALITY, poor) < judge.part(Part.QUALITY, good)


@prop(18, st.lists(suggestions(), max_size=20), suggestions(), st.integers(1, 9))
def co_signing_is_bounded(
    judge: Judge, signed: list[SuggestionRecord], own: SuggestionRecord, parts: int
) -> bool:
    co_signed = Year(suggestions=tuple(replace(each, is_lead=False) for each in signed))
    one = replace(own, is_lead=True, family="P")
    return judge.part(Part.QUALITY, co_signed) <= Decimal("5.1") + NEARLY and judge.same(
        Year(suggestions=(one,) * parts), Year(suggestions=(one,))
    )


@prop(19, st.permutations([0, 1, 2]), st.lists(st.integers(0, 20), min_size=3, max_size=3))
def one_assessor_cannot_decide(judge: Judge, order: list[int], marks: list[int]) -> bool:
    alone, *others = (marks[place] for place in order)
    found = mark((alone, *others), judge.rules)
    within = min(others) <= found * judge.rules.full_marks <= max(others)
    return within and found == mark(tuple(marks), judge.rules)


@prop(20, years(), cases())
def excused_is_never_offered(judge: Judge, year: Year, case: CaseRecord) -> bool:
    return judge.same(plus(year, replace(case, handling=Handling.EXCUSED)), year)


@prop(21, years(), st.randoms(use_true_random=False))
def order_of_entry_is_nothing(judge: Judge, year: Year, rng: Any) -> bool:
    shuffled = {
        name: tuple(rng.sample(rows, len(rows)))
        for name in ("calls", "duties", "suggestions", "cases")
        for rows in [getattr(year, name)]
    }
    return judge.same(replace(year, **shuffled), year)


@prop(22, st.lists(cases(), min_size=1, max_size=15))
def refusing_all_is_last(judge: Judge, many: list[CaseRecord]) -> bool:
    careful = tuple(replace(with_care(case), carried=False) for case in many)
    refused = tuple(replace(case, handling=Handling.REFUSED) for case in careful)
    low, nothing, high = (
        judge.part(Part.SOLVING, year) for year in (Year(cases=refused), Year(), Year(cases=careful))
    )
    return low < nothing < high and (len(many) < 10 or low < 6)


@prop(23, st.lists(cases(), min_size=2, max_size=8))
def half_a_year_is_not_behind(judge: Judge, many: list[CaseRecord]) -> bool:
    half = tuple(replace(with_care(case), enterprise="") for case in many)
    short, whole = Year(cases=half, months=6), Year(cases=half + half)
    return abs(judge.part(Part.SOLVING, short) - judge.part(Part.SOLVING, whole)) <= 3


@prop(24, st.sampled_from(DIFFICULTIES))
def promised_then_kept_is_kept(judge: Judge, difficulty: str) -> bool:
    promised = CaseRecord(difficulty, outcome="promised")
    first = solving.credit(promised, judge.rules)
    then = solving.credit(replace(promised, outcome="kept", before=first), judge.rules)
    kept = solving.credit(replace(promised, outcome="kept"), judge.rules)
    fell_back = solving.credit(replace(promised, outcome="none", before=kept), judge.rules)
    return abs(first + then - kept) < NEARLY and fell_back == 0


@prop(25, years(), cases())
def dissatisfaction_is_never_less_than_silence(judge: Judge, year: Year, case: CaseRecord) -> bool:
    taken = replace(case, handling=Handling.TAKEN)
    unhappy, silent = replace(taken, satisfaction="不满意"), replace(taken, satisfaction="")
    return judge.never_less(plus(year, unhappy), plus(year, silent))


def _with_duty(year: Year, spot: int, duty: Duty) -> Year:
    return replace(year, duties=(*year.duties[:spot], duty, *year.duties[spot + 1 :]))
