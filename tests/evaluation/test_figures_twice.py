"""The product's figures and those of plain SQL, which share no code, agree over random cases."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation import figures
from evaluation.periods import Month
from evaluation.results import Rate
from groups.models import Department, ProfessionalGroup, Representative
from office import calendar as office_calendar
from requests_app.deadlines import case_states
from requests_app.models import EnterpriseRequest
from stations.models import Station
from tests.evaluation import plain_figures
from tests.evaluation.random_cases import Setting, build, cases
from tests.sizes import SIZE
from tests.stories import Story

OCTOBER = Month(2026, 10)
AS_OF = dt.date(2026, 11, 3)
NOW = figures.AsOf(AS_OF)
# After everything that random cases hold.
LAST = Month(2026, 12)
# The same on both databases, whose sums are written alike: on PostgreSQL as many as show that they run there.
EXAMPLES = SIZE.months if connection.vendor == "sqlite" else 10

pytestmark = [pytest.mark.postgres, pytest.mark.generated, pytest.mark.long]


@pytest.fixture
def setting(story: Story) -> Setting:
    stations = [
        story.station,
        Station.objects.create(code="second", name="第二站", opened_on=dt.date(2026, 1, 1)),
    ]
    return Setting(
        stations=stations,
        groups=list(ProfessionalGroup.objects.order_by("pk")[:2]),
        representatives=list(Representative.objects.order_by("pk")[:2]),
        departments=list(Department.objects.order_by("pk")[:2]),
        staff=[story.people["staff"], story.people["second_staff"]],
    )


def sixtieths(weight: int | Fraction) -> int:
    whole = weight * plain_figures.WHOLE
    assert whole == int(whole)
    return int(whole)


@contextmanager
def built(drawn: list[dict[str, Any]], setting: Setting) -> Iterator[None]:
    """Within a savepoint that is undone."""
    with transaction.atomic():
        for number, each in enumerate(drawn):
            build(number, each, setting)
        yield
        transaction.set_rollback(True)


def compare(dimensions: list[str]) -> None:
    start, until = OCTOBER.from_on, OCTOBER.to_on
    counted = figures.count_month(OCTOBER, as_of=NOW, dimensions=dimensions)
    for dimension, found in {None: {0: counted.total}, **counted.by}.items():
        for name in plain_figures.ROWS:
            ours = {
                key: tuple(sixtieths(part) for part in (rate.numerator, rate.denominator, rate.excluded))
                for key, each in found.items()
                if (rate := each.rate(name)).denominator or rate.excluded
            }
            assert ours == plain_figures.rate(name, dimension, start, until, AS_OF), (name, dimension)
    sums = counted.total.sums
    ours = (sums.received, sums.left_out, sums.settled, sums.ended, sums.overdue)
    assert ours == plain_figures.sums(start, until, AS_OF)


def check_each_alone() -> None:
    """What was added up for an audience is what its rows alone come to."""
    counted = figures.count_month(OCTOBER, as_of=NOW, dimensions=figures.DIMENSIONS)
    for dimension, found in counted.by.items():
        for key, ours in found.items():
            alone = figures.of_month(OCTOBER, as_of=NOW, **{dimension: key})
            assert ours.sums == alone.sums, (dimension, key)
            assert list(ours.rates) == [name for name, rate in alone.rates.items() if has_rows(rate)]
            for name, rate in ours.rates.items():
                assert rate == alone.rates[name], (dimension, key, name)
                assert ours.left_out[name] == alone.left_out[name], (dimension, key, name)


def has_rows(rate: Rate) -> bool:
    return bool(rate.denominator or rate.excluded)


def test_every_figure_has_its_second_computation() -> None:
    assert set(plain_figures.ROWS) == set(figures.FIGURES)
    assert set(plain_figures.KEYS) == {None, *figures.DIMENSIONS}


def test_both_computations_agree_over_random_cases(setting: Setting) -> None:
    office_calendar.forget()

    @settings(max_examples=EXAMPLES)
    @given(st.lists(cases, min_size=1, max_size=8), st.sets(st.sampled_from(figures.DIMENSIONS)))
    def agree(drawn: list[dict[str, Any]], dimensions: set[str]) -> None:
        with built(drawn, setting):
            compare(sorted(dimensions))

    agree()


def test_an_audience_in_the_pass_has_what_it_has_alone(setting: Setting) -> None:
    @settings(max_examples=EXAMPLES)
    @given(st.lists(cases, min_size=1, max_size=6))
    def agree(drawn: list[dict[str, Any]]) -> None:
        with built(drawn, setting):
            check_each_alone()

    agree()


def test_where_nothing_has_happened_since_the_past_is_the_present(setting: Setting) -> None:
    """Both ways of counting, from the cases and from their states."""
    now, then = figures.AsOf(LAST.to_on), figures.AsOf.end_of(LAST)

    @settings(max_examples=EXAMPLES)
    @given(st.lists(cases, min_size=1, max_size=6))
    def agree(drawn: list[dict[str, Any]]) -> None:
        with built(drawn, setting):
            case_states.remember_all(EnterpriseRequest.objects.all(), dt.date(2026, 1, 1))
            ours, theirs = (
                figures.count_month(OCTOBER, as_of=as_of, dimensions=figures.DIMENSIONS)
                for as_of in (now, then)
            )
            assert ours == theirs
            check_lists(figures.RATES[len(drawn) % len(figures.RATES)], then)

    agree()


def test_lists_hold_what_numbers_count(setting: Setting) -> None:
    """numerator + rest + exclusions = all, and the reasons' lists together are the excluded ones."""

    @settings(max_examples=EXAMPLES)
    @given(st.lists(cases, min_size=1, max_size=6), st.sampled_from(figures.RATES))
    def add_up(drawn: list[dict[str, Any]], figure: figures.Figure) -> None:
        with built(drawn, setting):
            check_lists(figure)

    add_up()


def check_lists(figure: figures.Figure, as_of: figures.AsOf = NOW) -> None:
    def listed(part: str, reason: str = "") -> set[int]:
        rows = figures.cohort(figure, part, OCTOBER, as_of=as_of, reason=reason)
        return set(rows.values_list("pk", flat=True))

    assert listed("all") == listed("denominator") | listed("excluded")
    assert listed("denominator") == listed("numerator") | listed("rest")
    counted = figures.of_month(OCTOBER, as_of=as_of)
    alone = figures.of_month(OCTOBER, as_of=as_of, rates=[figure])
    assert alone.rates == {figure.name: counted.rate(figure.name)}
    reasons = counted.left_out[figure.name]
    assert set().union(*(listed("excluded", each.reason) for each in reasons)) == listed("excluded")
    assert sum(each.weight for each in reasons) == counted.rate(figure.name).excluded
