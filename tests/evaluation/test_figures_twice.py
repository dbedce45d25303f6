"""The product's figures and those of plain SQL, which share no code, agree over random cases."""

import datetime as dt
from fractions import Fraction
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation import figures
from evaluation.periods import Month
from groups.models import Department, ProfessionalGroup, Representative
from office import calendar as office_calendar
from stations.models import Station
from tests.evaluation import plain_figures
from tests.evaluation.random_cases import Setting, build, cases
from tests.sizes import SIZE
from tests.stories import Story

OCTOBER = Month(2026, 10)
AS_OF = dt.date(2026, 11, 3)
# A case is some twenty rows: a quarter of the usual number keeps the suite quick.
EXAMPLES = max(25, SIZE.examples // 5)

pytestmark = [pytest.mark.postgres, pytest.mark.generated]


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


def compare(drawn: list[dict[str, Any]], dimension: str | None, setting: Setting) -> None:
    """Within a savepoint that is undone."""
    start, until = OCTOBER.from_on, OCTOBER.to_on
    with transaction.atomic():
        for number, each in enumerate(drawn):
            build(number, each, setting)
        found = figures.by(dimension, OCTOBER, as_of=AS_OF)
        for name in plain_figures.ROWS:
            ours = {
                key: tuple(sixtieths(part) for part in (rate.numerator, rate.denominator, rate.excluded))
                for key, each in found.items()
                if (rate := each.rate(name)).denominator or rate.excluded
            }
            assert ours == plain_figures.rate(name, dimension, start, until, AS_OF), (name, dimension)
        sums = figures.of_month(OCTOBER, as_of=AS_OF).sums
        counted = (sums.received, sums.left_out, sums.settled, sums.ended, sums.overdue)
        assert counted == plain_figures.sums(start, until, AS_OF)
        transaction.set_rollback(True)


def test_every_figure_has_its_second_computation() -> None:
    assert set(plain_figures.ROWS) == set(figures.FIGURES)
    assert set(plain_figures.KEYS) == {None, *figures.DIMENSIONS}


def test_both_computations_agree_over_random_cases(setting: Setting) -> None:
    office_calendar.forget()

    @settings(max_examples=EXAMPLES)
    @given(st.lists(cases, min_size=1, max_size=8), st.sampled_from(list(plain_figures.KEYS)))
    def agree(drawn: list[dict[str, Any]], dimension: str | None) -> None:
        compare(drawn, dimension, setting)

    agree()


def test_lists_hold_what_numbers_count(setting: Setting) -> None:
    """numerator + rest + exclusions = all, and the reasons' lists together are the excluded ones."""

    @settings(max_examples=EXAMPLES)
    @given(st.lists(cases, min_size=1, max_size=6), st.sampled_from(figures.RATES))
    def add_up(drawn: list[dict[str, Any]], figure: figures.Figure) -> None:
        with transaction.atomic():
            for number, each in enumerate(drawn):
                build(number, each, setting)
            check_lists(figure)
            transaction.set_rollback(True)

    add_up()


def check_lists(figure: figures.Figure) -> None:
    def listed(part: str, reason: str = "") -> set[int]:
        rows = figures.cohort(figure, part, OCTOBER, as_of=AS_OF, reason=reason)
        return set(rows.values_list("pk", flat=True))

    assert listed("all") == listed("denominator") | listed("excluded")
    assert listed("denominator") == listed("numerator") | listed("rest")
    reasons = figures.left_out(figure, OCTOBER, as_of=AS_OF)
    assert set().union(*(listed("excluded", each.reason) for each in reasons)) == listed("excluded")
    rate = figures.of_month(OCTOBER, as_of=AS_OF).rate(figure.name)
    assert sum(Fraction(each.weight) for each in reasons) == rate.excluded
