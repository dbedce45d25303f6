"""The properties of docs/domain.md § 7 over random years, and wrong rules under which each of them fails."""

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from evaluation.scores import RULES_2026, Rules, Year, difference, leaving_out, rounded, score
from tests.evaluation.scores.games import GAMES
from tests.evaluation.scores.properties import PROPERTIES, Judge
from tests.evaluation.scores.random_years import years
from tests.evaluation.scores.wrong_rules import WRONG
from tests.sizes import SIZE

BROKEN = [(name, number) for name, (_, numbers) in WRONG.items() for number in numbers]


def check(number: int, rules: Rules, *, examples: int, phases: tuple[Phase, ...]) -> None:
    holds, drawn = PROPERTIES[number]

    @settings(max_examples=examples, phases=phases, database=None)
    @given(st.tuples(*drawn))
    def run(values: tuple[object, ...]) -> None:
        assert holds(Judge(rules), *values), f"{holds.__name__}: {values}"

    run()


@pytest.mark.parametrize("number", PROPERTIES, ids=lambda number: PROPERTIES[number][0].__name__)
def test_property_holds(number: int) -> None:
    check(number, RULES_2026, examples=SIZE.years, phases=(Phase.generate, Phase.shrink))


def test_every_property_of_the_rules_is_here() -> None:
    assert sorted(PROPERTIES) == [*range(1, 26), 28, 29, 30]
    assert {number for numbers in GAMES.values() for number in numbers} <= set(PROPERTIES)
    assert {number for _, number in BROKEN} == set(PROPERTIES)


@pytest.mark.parametrize(("wrong", "number"), BROKEN)
def test_property_fails_under_a_wrong_rule(wrong: str, number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rules = WRONG[wrong][0](monkeypatch)
    with pytest.raises(AssertionError):
        check(number, rules, examples=2000, phases=(Phase.generate,))


@settings(max_examples=SIZE.years)
@given(years())
def test_a_record_left_out_changes_the_total_by_the_difference_shown(year: Year) -> None:
    for record in {record for line in score(year).lines for record in line.records}:
        without = rounded(score(leaving_out(year, record)).total)
        assert without == rounded(score(year).total) + difference(year, record)
        assert record not in {
            each for line in score(leaving_out(year, record)).lines for each in line.records
        }
