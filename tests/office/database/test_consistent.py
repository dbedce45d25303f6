"""What is read over minutes is as of one moment, and neither waits for those who write nor keeps them waiting."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
from django.db import connection, transaction

from office import events
from office.actors import Actor
from office.database.consistent import consistent_read
from office.events import Fact
from office.events.sequence import SITE
from office.models import Event, EventNumber
from office.verbs import verb
from tests.isolation import lifted

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres, pytest.mark.real_clock]


@verb
def write(subject: str, at: datetime) -> None:
    events.record(Fact(subject, "noted"), by=Actor.system("test"), at=at)


def elsewhere(act: Callable[[], object]) -> None:
    """On a connection of its own, to its end."""

    def run() -> None:
        try:
            act()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(run).result(timeout=15)


def test_others_write_and_nothing_of_it_is_seen(now: datetime) -> None:
    write("case:1", now)
    with consistent_read():
        assert Event.objects.count() == 1
        elsewhere(lambda: write("case:2", now))
        assert Event.objects.count() == 1
    assert Event.objects.count() == 2


def test_the_next_transaction_takes_the_lock_at_once_again(now: datetime) -> None:
    with consistent_read():
        Event.objects.count()
    mode = connection.transaction_mode if connection.vendor == "sqlite" else "IMMEDIATE"  # type: ignore[attr-defined]
    assert mode == "IMMEDIATE"
    write("case:1", now)


def test_a_fault_is_found_while_somebody_writes(now: datetime) -> None:
    for pk in range(3):
        write(f"case:{pk}", now)
    with lifted(connection):
        EventNumber.objects.filter(number=2).delete()
        Event.objects.filter(subject="case:1").delete()
    found: list[str] = []
    with transaction.atomic():
        write("case:9", now)
        elsewhere(lambda: found.extend(fault.subject for fault in events.verify().faults))
    assert {"case:1", SITE} <= set(found)
