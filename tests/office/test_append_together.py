"""Several threads append to the same chains: nothing is lost, nothing deadlocks, every chain holds."""

import random
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
from django.db import connection

from office import events
from office.actors import Actor
from office.events import Fact
from office.events.sequence import SITE
from office.models import ChainHead, Event, EventNumber
from office.verbs import verb
from tests.proof import verify

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres, pytest.mark.real_clock]

THREADS = 8
CALLS = 12


@verb
def write(subjects: list[str], at: datetime) -> None:
    events.record(*[Fact(subject, "noted") for subject in subjects], by=Actor.system("test"), at=at)


def together(work: list[list[list[str]]], at: datetime) -> None:
    """Each thread does its list of writes; all begin at the same moment."""
    start = threading.Barrier(len(work))

    def run(writes: list[list[str]]) -> None:
        try:
            start.wait()
            for subjects in writes:
                write(subjects, at)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(work)) as pool:
        list(pool.map(run, work))


def test_chains_stay_whole_when_threads_write_the_same_subjects_in_any_order(now: datetime) -> None:
    rng = random.Random(3)
    subjects = [f"case:{pk}" for pk in range(4)]
    work = [[rng.sample(subjects, 3) for _ in range(CALLS)] for _ in range(THREADS)]
    together(work, now)
    assert Event.objects.count() == THREADS * CALLS * 3
    assert verify().faults == []


def test_the_race_for_a_new_chain_is_lost_politely(now: datetime) -> None:
    for pk in range(10):
        together([[[f"station:{pk}"]] for _ in range(4)], now)
    assert Event.objects.count() == 40
    assert list(ChainHead.objects.exclude(key=SITE).values_list("seq", flat=True)) == [4] * 10
    assert list(EventNumber.objects.order_by("number").values_list("number", flat=True)) == [*range(1, 41)]
    assert verify().faults == []


def test_verification_does_not_mind_writers(now: datetime) -> None:
    done = threading.Event()
    reports: list[events.Report] = []

    def check() -> None:
        try:
            while not done.is_set():
                reports.append(events.verify())
        finally:
            connection.close()

    checker = threading.Thread(target=check)
    checker.start()
    try:
        together([[[f"case:{pk % 3}"] for pk in range(CALLS)] for _ in range(3)], now)
    finally:
        done.set()
        checker.join()
    assert [report.faults for report in reports if report.faults] == []
