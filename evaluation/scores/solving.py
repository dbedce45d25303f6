"""问题解决: how the person acted on the cases that were handed over, and what came of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from decimal import Decimal

from evaluation.scores.lines import Line, Part, named, plain
from evaluation.scores.records import CaseRecord, Handling, Year
from evaluation.scores.rules import Rules

_SETTLED = ("settled", "kept")
# What a case shows of one kind of conduct: 0 to 1.
Shown = Callable[[CaseRecord], Decimal]


def lines(year: Year, rules: Rules) -> list[Line]:
    return [
        _conduct("response", "响应", rules.response_points, responded, year, rules),
        _conduct("pressing", "核对、催办、转告", rules.pressing_points, pressed, year, rules),
        _conduct("meeting", "走访与会诊", rules.meeting_points, met, year, rules),
        _result(year, rules),
    ]


def offered(cases: Iterable[CaseRecord]) -> list[CaseRecord]:
    """Those handed over in the year, refused ones too; excused ones were never offered."""
    return [case for case in cases if case.handling != Handling.EXCUSED and not case.carried]


def responded(case: CaseRecord) -> Decimal:
    return Decimal(case.responded)


def pressed(case: CaseRecord) -> Decimal:
    """The share of turns taken in time; where none was due, nothing was missed, and more than was due is no more."""
    return min(Decimal(1), Decimal(case.turns_done) / case.turns_due) if case.turns_due else Decimal(1)


def met(case: CaseRecord) -> Decimal:
    """For a simple case the contact is enough."""
    return Decimal(case.responded if case.difficulty == "simple" else case.met)


def conduct_share(cases: Iterable[CaseRecord], shown: Shown, rules: Rules) -> Decimal:
    """Over the cases offered, drawn towards the prior; a refused one shows nothing."""
    among = offered(cases)
    got = sum((case.share * shown(case) for case in among if case.handling == Handling.TAKEN), Decimal(0))
    return (got + rules.conduct_prior_weight * rules.conduct_prior) / (
        _weight(among) + rules.conduct_prior_weight
    )


def credit(case: CaseRecord, rules: Rules) -> Decimal:
    """What came of a case, less what an earlier year was given for it; never below 0."""
    came = rules.case_outcomes[case.outcome] + rules.satisfaction_bonus[case.satisfaction]
    if case.outcome in _SETTLED and case.look_back_holds:
        came += rules.look_back_bonus
    return max(Decimal(0), case.share * (rules.difficulty_weights[case.difficulty] * came - case.before))


def credits_of(cases: Iterable[CaseRecord], rules: Rules) -> Decimal:
    """The best case of an enterprise counts whole, each further one half of the one before.

    Parts of a split case and merged twins are one; without an enterprise each case stands alone.
    """
    by_enterprise: dict[object, dict[object, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for number, case in enumerate(cases):
        if case.handling == Handling.TAKEN:
            own = by_enterprise[case.enterprise or number]
            own[case.family or number] += credit(case, rules)
    return sum((_halving(own.values()) for own in by_enterprise.values()), Decimal(0))


def willingness(cases: Iterable[CaseRecord]) -> Decimal:
    """The share of the offered cases that was taken; 1 where nothing was offered."""
    among = offered(cases)
    if not among:
        return Decimal(1)
    return _weight(case for case in among if case.handling == Handling.TAKEN) / _weight(among)


def half_at(months: int, rules: Rules) -> Decimal:
    """How many credits halve what is missing: pro rata to the months of the mandate."""
    return rules.credits_to_half * max(months, rules.fewest_months) / 12


def result_share(year: Year, rules: Rules) -> Decimal:
    floor = rules.result_floor * willingness(year.cases)
    missing = Decimal(2) ** (-credits_of(year.cases, rules) / half_at(year.months, rules))
    return 1 - (1 - floor) * missing


def _conduct(key: str, label: str, points: Decimal, shown: Shown, year: Year, rules: Rules) -> Line:
    among = offered(year.cases)
    taken = [case for case in among if case.handling == Handling.TAKEN]
    got, n = sum((case.share * shown(case) for case in taken), Decimal(0)), _weight(among)
    prior, weight = rules.conduct_prior, rules.conduct_prior_weight
    return Line(
        Part.SOLVING,
        key,
        label,
        points,
        points * conduct_share(year.cases, shown, rules),
        f"交办 {plain(n)} 件，做到 {plain(got)} 件，{plain(points)} × {plain(got + weight * prior)}"
        f" ÷ {plain(n + weight)}",
        (
            ("交办", plain(n)),
            ("受理", plain(_weight(taken))),
            ("做到", plain(got)),
            ("推定", f"{plain(weight)} × {plain(prior)}"),
        ),
        named(*(case.record for case in among)),
    )


def _result(year: Year, rules: Rules) -> Line:
    among, credits = year.cases, credits_of(year.cases, rules)
    willing, half = willingness(among), half_at(year.months, rules)
    return Line(
        Part.SOLVING,
        "result",
        "办理成效",
        rules.result_points,
        rules.result_points * result_share(year, rules),
        f"受理占交办 {plain(willing)}，成效 {plain(credits)}，{plain(rules.result_points)} × "
        f"(1 − (1 − {plain(rules.result_floor)} × {plain(willing)}) × 2^(−{plain(credits)} ÷ {plain(half)}))",
        (("受理占交办", plain(willing)), ("成效", plain(credits)), ("减半所需成效", plain(half))),
        named(*(case.record for case in among if case.handling != Handling.EXCUSED)),
    )


def _halving(values: Iterable[Decimal]) -> Decimal:
    ranked = sorted(values, reverse=True)
    return sum((each / 2**place for place, each in enumerate(ranked)), Decimal(0))


def _weight(cases: Iterable[CaseRecord]) -> Decimal:
    return sum((case.share for case in cases), Decimal(0))
