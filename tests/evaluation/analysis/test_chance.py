"""How sure a difference is: the worked figures of docs/domain.md § 8, and what must hold of any numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.analysis.tests_of_chance import (
    Counts,
    Trend,
    compared,
    p_of_rise,
    quantile,
    standing,
    trends,
    wilson,
)

DAYS = (22, 124)


@pytest.mark.parametrize(("x", "y", "p"), [(9, 14, 0.0044), (5, 12, 0.1002), (6, 24, 0.2932)])
def test_worked_examples(x: int, y: int, p: float) -> None:
    assert round(p_of_rise(Counts(x, y), *DAYS), 4) == p


def test_a_rise_is_told_with_how_sure_it_is() -> None:
    told = trends(
        {
            "sure": Counts(9, 14, 5),
            "two firms": Counts(9, 14, 2),
            "maybe": Counts(5, 2, 3),
            "few": Counts(3, 4, 3),
        }
        | {f"steady{n}": Counts(3, 17, 3) for n in range(4)},
        *DAYS,
    )
    assert told["sure"][0] is Trend.CLEAR_RISE
    assert told["two firms"][0] is Trend.STEADY
    assert told["few"] == (Trend.FEW, None)
    assert {told[f"steady{n}"][0] for n in range(4)} == {Trend.STEADY}


def test_what_stands_among_many_is_less_than_alone() -> None:
    assert standing({"a": 0.15}) == {"a"}
    assert standing({"a": 0.15} | dict.fromkeys(range(9), 0.9)) == set()
    assert standing({}) == set()


def test_thousands_of_cases_are_as_sure_as_few() -> None:
    """A coefficient of Binomial(3000, …) is larger than any float."""
    assert 0.4 < p_of_rise(Counts(452, 2548), *DAYS) < 0.6
    assert p_of_rise(Counts(900, 2100), *DAYS) < 1e-9


def test_a_fall_is_the_other_tail() -> None:
    assert trends({"gone": Counts(0, 36, 0)}, *DAYS)["gone"][0] is Trend.CLEAR_FALL


def test_a_unit_is_set_against_the_same_difficulties() -> None:
    """16 of 20, half of them hard: 1.09 (0.79–1.25), 相当."""
    found = compared(16, [(10, 0.9), (10, 0.57)])
    assert found.ratio is not None
    assert found.low is not None
    assert found.high is not None
    assert [round(each, 2) for each in (found.ratio, found.low, found.high)] == [1.09, 0.79, 1.25]
    assert found.words == "相当"
    assert compared(4, [(4, 0.5)]).words == "样本不足"
    assert compared(0, [(30, 0.9)]).words == "低于"
    assert compared(30, [(30, 0.5)]).words == "高于"


@given(st.integers(1, 400), st.data())
def test_an_interval_holds_its_share(n: int, data: st.DataObject) -> None:
    x = data.draw(st.integers(0, n))
    low, high = wilson(x, n)
    assert 0 <= low <= x / n + 1e-9
    assert x / n - 1e-9 <= high <= 1


@given(st.dictionaries(st.integers(), st.builds(Counts, *[st.integers(0, 60)] * 3), max_size=20))
def test_more_of_one_never_makes_its_rise_less_sure(counts: dict[int, Counts]) -> None:
    for each in counts.values():
        more = Counts(each.x + 1, each.y, each.enterprises)
        assert p_of_rise(more, *DAYS) <= p_of_rise(each, *DAYS) + 1e-9
    assert set(trends(counts, *DAYS)) == set(counts)


@given(st.lists(st.integers(0, 90), max_size=40))
def test_half_of_them_are_within_the_median(values: list[int]) -> None:
    found = quantile(values, 0.5)
    assert (found is None) == (not values)
    if found is not None:
        assert sum(each <= found for each in values) * 2 >= len(values)
        assert sum(each < found for each in values) * 2 <= len(values)
