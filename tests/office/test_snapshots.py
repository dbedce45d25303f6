"""Options and calendar are asked for once by a verb, a job, a request; a change within and a second try ask anew."""

from collections.abc import Iterator
from datetime import date, datetime

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from office import calendar, options, snapshots
from office.actors import Actor
from office.background import jobs, worker
from office.models import CalendarDay
from office.options import DECLARED, declare
from office.refusals import Refused
from office.verbs import TryAgain, verb

pytestmark = pytest.mark.django_db(transaction=True)
KEY = "snapshot_days"


@pytest.fixture(autouse=True)
def _declared() -> Iterator[None]:
    declare(KEY, kind="integer", default=15, label="天数")
    yield
    del DECLARED[KEY]
    options.forget()
    calendar.forget()


def change(days: int, today: date, now: datetime) -> None:
    options.change(KEY, days, effective_on=today, by=Actor.system("test"), at=now)


@verb
def read(today: date, times: int) -> list[int]:
    for _ in range(times):
        calendar.load()
    return [options.value(KEY, today) for _ in range(times)]


def test_a_verb_asks_once(today: date, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    read(today, 1)
    options.value(KEY, today)
    calendar.load()
    with django_assert_num_queries(3):  # BEGIN, whether anything changed, COMMIT
        assert read(today, 5) == [15] * 5


def test_a_verb_sees_what_it_has_changed_itself(today: date, now: datetime) -> None:
    @verb
    def change_and_read() -> list[int]:
        before = options.value(KEY, today)
        change(9, today, now)
        return [before, options.value(KEY, today)]

    assert change_and_read() == [15, 9]
    assert options.value(KEY, today) == 9


def test_a_verb_sees_the_holiday_that_it_has_added(today: date) -> None:
    @verb
    def add_and_read() -> list[bool]:
        before = calendar.load().is_working(today)
        CalendarDay.objects.create(date=today, kind="holiday", name="放假")
        calendar.forget()
        return [before, calendar.load().is_working(today)]

    assert add_and_read()[1] is False


def test_a_refused_change_is_not_seen_afterwards_in_the_same_request(today: date, now: datetime) -> None:
    @verb
    def change_and_refuse() -> None:
        change(9, today, now)
        assert options.value(KEY, today) == 9
        raise Refused("no", "不行")

    with snapshots.held():
        with pytest.raises(Refused):
            change_and_refuse()
        assert options.value(KEY, today) == 15


def test_a_second_try_asks_anew(today: date, now: datetime) -> None:
    found: list[int] = []

    @verb
    def lose_once() -> None:
        found.append(options.value(KEY, today))
        if len(found) == 1:
            change(9, today, now)
            found.append(options.value(KEY, today))
            raise TryAgain

    with snapshots.held():
        lose_once()
    assert found == [15, 9, 15]


def test_the_next_verb_sees_the_change_of_another_process(today: date, now: datetime) -> None:
    assert read(today, 1) == [15]
    change(9, today, now)
    assert read(today, 1) == [9]


def test_a_job_asks_once_for_all_its_verbs(
    today: date, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    asked: list[int] = []

    def handle(args: object, *, at: datetime) -> None:
        read(today, 1)
        with django_assert_num_queries(4):  # two transactions and nothing else
            asked.extend(read(today, 2) + read(today, 2))

    jobs.HANDLERS["test_snapshots"] = handle
    try:
        job = jobs.enqueue("test_snapshots", "one", {}, run_at=timezone.now())
        worker.run(job.pk)
    finally:
        del jobs.HANDLERS["test_snapshots"]
    job.refresh_from_db()
    assert (job.state, asked) == ("done", [15] * 4)
