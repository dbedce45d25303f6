"""The one limiter: counts exactly, whoever counts at once, and keeps neither addresses nor telephones."""

import datetime as dt
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection, transaction

from office import throttle
from office.models import ThrottleCounter
from office.throttle import Hit, Verdict, hit
from tests.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def try_once(key: str = "203.0.113.7", *, scope: str = "form", at: dt.datetime = NOW) -> Verdict:
    return hit(scope, key, limit=3, seconds=3600, at=at)


def test_up_to_the_limit_is_allowed() -> None:
    verdicts = [try_once() for _ in range(5)]
    assert [verdict.allowed for verdict in verdicts] == [True, True, True, False, False]
    assert [verdict.count for verdict in verdicts] == [1, 2, 3, 4, 5]


def test_who_is_refused_is_told_how_long_to_wait() -> None:
    at = NOW.replace(minute=40)
    assert [try_once(at=at).retry_after for _ in range(4)] == [0, 0, 0, 20 * 60]


def test_the_next_window_begins_anew() -> None:
    for _ in range(4):
        try_once()
    assert not try_once(at=NOW + dt.timedelta(minutes=59, seconds=59)).allowed
    assert try_once(at=NOW + dt.timedelta(hours=1)) == Verdict(True, 1, 0)


def test_scopes_and_keys_count_for_themselves() -> None:
    for _ in range(4):
        try_once()
    assert try_once("203.0.113.8").count == 1
    assert try_once(scope="track").count == 1


def test_several_scopes_are_counted_in_one_statement(django_assert_num_queries: Any) -> None:
    hits = [Hit("address", "203.0.113.7", 1, 3600), Hit("site", "", 5, 86400)]
    throttle.hit_all(hits[1:], at=NOW)
    with django_assert_num_queries(1):
        throttle.hit_all(hits, at=NOW)
    verdicts = throttle.hit_all(hits, at=NOW)
    assert [verdict.count for verdict in verdicts] == [2, 3]
    assert [verdict.allowed for verdict in verdicts] == [False, True]
    assert 0 < verdicts[0].retry_after <= 3600


def test_a_success_is_given_back_and_a_miss_stays() -> None:
    try_once()
    try_once()
    throttle.give_back([Hit("form", "203.0.113.7", 3, 3600)], at=NOW)
    assert try_once().count == 2
    throttle.give_back([], at=NOW)
    assert try_once().count == 3


def test_what_was_never_counted_cannot_be_given_back() -> None:
    throttle.give_back([Hit("form", "203.0.113.7", 3, 3600)], at=NOW)
    assert try_once().count == 1


def test_what_one_limit_refuses_fills_no_later_one() -> None:
    hits = [Hit("address", "203.0.113.7", 2, 3600), Hit("site", "", 1000, 3600)]
    for _ in range(50):
        verdicts = throttle.hit_in_order(hits, at=NOW)
    assert [verdict.allowed for verdict in verdicts] == [False]
    assert throttle.hit("site", "", limit=1000, seconds=3600, at=NOW).count == 3


def test_everybody_waits_for_their_own_turn_only() -> None:
    def turn(key: str, seconds: int) -> int:
        return throttle.wait("turn", key, seconds=30, at=NOW + dt.timedelta(seconds=seconds))

    assert [turn("one", 0), turn("one", 10), turn("other", 10)] == [30, 20, 30]
    assert [turn("one", 30), turn("other", 30)] == [0, 10]
    assert turn("one", 31) == 30
    assert turn("one", 2 * 3600) == 30


def test_the_table_holds_no_address() -> None:
    try_once()
    assert "203.0.113" not in str(ThrottleCounter.objects.values().get())


def test_a_count_in_a_transaction_that_is_undone_is_undone() -> None:
    with transaction.atomic():
        try_once()
        transaction.set_rollback(True)
    assert try_once().count == 1


def test_purge_leaves_the_windows_that_still_count() -> None:
    try_once()
    try_once(at=NOW + dt.timedelta(hours=1))
    assert throttle.purge(NOW + dt.timedelta(hours=1, seconds=1)) == 1
    assert ThrottleCounter.objects.count() == 1


def test_dates_at_the_end_of_time_are_counted() -> None:
    assert try_once(at=dt.datetime(9999, 12, 31, 12, tzinfo=dt.UTC)).count == 1


@pytest.mark.django_db(transaction=True)
def test_of_forty_at_once_each_is_counted_once() -> None:
    barrier, counts = Barrier(8), []

    def try_often() -> None:
        barrier.wait()
        try:
            counts.extend(try_once().count for _ in range(5))
        finally:
            connection.close()

    threads = [Thread(target=try_often) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(counts) == list(range(1, 41))
    assert ThrottleCounter.objects.get().count == 40
