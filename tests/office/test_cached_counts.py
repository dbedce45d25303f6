"""Counts that are kept while nothing happens: counted once, again after an event, never from an open transaction."""

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from django.db import transaction

from office import cached_counts, events, snapshots
from office.actors import Actor
from office.events import Fact

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


@pytest.fixture
def counting() -> Callable[[], int]:
    """Each call gives the next number: a kept value does not move."""
    numbers = iter(range(1, 100))
    return lambda: next(numbers)


@pytest.fixture
def _request() -> Iterator[None]:
    snapshots.begin_request()
    yield
    snapshots.end_request()


def happen(now: datetime) -> None:
    with transaction.atomic():
        events.record(Fact("case:7", "noted"), by=Actor.system("test"), at=now)


def test_nothing_is_kept_before_the_first_event(counting: Callable[[], int]) -> None:
    assert [cached_counts.get("cases", count=counting) for _ in range(2)] == [1, 2]


def test_a_count_is_kept_until_something_happens(counting: Callable[[], int], now: datetime) -> None:
    happen(now)
    assert [cached_counts.get("cases", count=counting) for _ in range(3)] == [1, 1, 1]
    happen(now)
    assert cached_counts.get("cases", count=counting) == 2


def test_every_reader_and_date_has_a_count_of_its_own(counting: Callable[[], int], now: datetime) -> None:
    happen(now)
    found = [cached_counts.get("cases", reader, now.date(), count=counting) for reader in (1, 2, 1)]
    assert found == [1, 2, 1]
    assert cached_counts.get("clocks", 1, now.date(), count=counting) == 3


def test_what_a_transaction_sees_is_not_kept(counting: Callable[[], int], now: datetime) -> None:
    happen(now)
    with transaction.atomic():
        assert [cached_counts.get("cases", count=counting) for _ in range(2)] == [1, 2]
    assert cached_counts.get("cases", count=counting) == 3


@pytest.mark.usefixtures("_request")
def test_a_page_that_records_something_counts_again(counting: Callable[[], int], now: datetime) -> None:
    happen(now)
    assert cached_counts.get("cases", count=counting) == 1
    happen(now)
    assert cached_counts.get("cases", count=counting) == 2
