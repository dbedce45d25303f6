"""What the database itself refuses of clocks and pauses, on both databases."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from requests_app.models import Clock, Pause
from requests_app.models.clocks import ClockKind
from tests.stories import Story

pytestmark = pytest.mark.postgres


@pytest.fixture
def answer(story: Story) -> Clock:
    story.submit().accept("simple").assign().sign().take("ask", "handler", text="请补充合同")
    return Clock.objects.get(case=story.case, kind=ClockKind.ANSWER)


@pytest.mark.parametrize(
    "broken",
    [
        {"due_on": dt.date(2026, 11, 3)},  # earlier than it was told
        {"extra_days": 6},  # more than doubled
        {"kind": "coffee"},
        {"stop_reason": "tired"},
        {"stop_reason": "done"},
        {"stopped_on": dt.date(2026, 11, 3)},
    ],
)
def test_a_clock_that_makes_no_sense_is_refused(answer: Clock, broken: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Clock.objects.filter(pk=answer.pk).update(**broken)


def test_one_clock_of_a_kind_runs_for_a_case_and_for_a_unit(answer: Clock) -> None:
    for clock in (answer, Clock.objects.get(case=answer.case, kind=ClockKind.REPLY)):
        clock.pk = None
        with pytest.raises(IntegrityError), transaction.atomic():
            clock.save(force_insert=True)


def test_an_extension_may_double_the_days(answer: Clock) -> None:
    Clock.objects.filter(pk=answer.pk).update(extra_days=answer.days)


def test_a_pause_ends_after_it_begins_and_one_is_open_at_a_time(answer: Clock) -> None:
    pause = Pause.objects.get(case=answer.case)
    with pytest.raises(IntegrityError), transaction.atomic():
        Pause.objects.filter(pk=pause.pk).update(until_on=pause.from_on - dt.timedelta(days=1))
    pause.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        pause.save(force_insert=True)
