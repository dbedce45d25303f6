"""Work for the queue: asked for once, done once, tried again with growing waits, given up in view."""

import datetime as dt
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from threading import Barrier, Thread
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from office.background import jobs, leases, queue, worker
from office.models import Job
from office.refusals import Refused
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)
KIND = "test"


class Work:
    """What the handler of the tests did, and what it does next."""

    def __init__(self) -> None:
        self.done: list[tuple[dict[str, Any], dt.datetime]] = []
        self.error: BaseException | None = None

    def __call__(self, args: Mapping[str, Any], *, at: dt.datetime) -> None:
        self.done.append((dict(args), at))
        if self.error:
            raise self.error


@pytest.fixture
def work() -> Iterator[Work]:
    work = Work()
    jobs.handler(KIND)(work)
    yield work
    del jobs.HANDLERS[KIND]


def ask(key: str = "a", *, run_at: dt.datetime = NOW, **args: object) -> Job:
    return jobs.enqueue(KIND, key, args, run_at=run_at)


def test_a_job_is_done_once(work: Work) -> None:
    job = ask(case=7)
    assert jobs.run(job.pk, at=NOW)
    assert not jobs.run(job.pk, at=NOW)
    assert work.done == [({"case": 7}, NOW)]
    job.refresh_from_db()
    assert (job.state, job.finished_at, job.attempts, job.leased_by) == ("done", NOW, 1, "")


def test_asking_twice_is_asking_once(work: Work) -> None:
    assert ask() == ask()
    jobs.run(ask().pk, at=NOW)
    assert not jobs.run(ask().pk, at=NOW)
    assert len(work.done) == 1


def test_a_job_waits_for_its_time(work: Work) -> None:
    job = ask(run_at=NOW + MINUTE)
    assert not jobs.run(job.pk, at=NOW)
    assert jobs.run(job.pk, at=NOW + MINUTE)


def test_what_fails_is_tried_again_after_growing_waits(work: Work) -> None:
    work.error = ValueError("电话 13800138000 有误")
    job, at, waits = ask(), NOW, []
    while job.state == "waiting":
        assert not jobs.run(job.pk, at=at)
        job.refresh_from_db()
        waits.append(int((job.due_at - at).total_seconds()) // 60)
        at = max(at, job.due_at)
    assert waits == [1, 5, 15, 60, 240, 240, 240, 0]
    assert (job.state, job.attempts) == ("dead", 8)
    assert job.error.startswith("ValueError at test_jobs.py:")
    assert "13800138000" not in job.error


def test_a_refusal_is_final(work: Work) -> None:
    work.error = Refused("wrong_state", "不能这样做。")
    job = ask()
    jobs.run(job.pk, at=NOW)
    job.refresh_from_db()
    assert (job.state, job.error) == ("dead", "Refused wrong_state")


def test_a_try_that_takes_too_long_counts_as_failed(work: Work) -> None:
    """django-q2 ends it with a SystemExit."""
    work.error = SystemExit("Task exceeded maximum timeout value")
    job = ask()
    assert not jobs.run(job.pk, at=NOW)
    job.refresh_from_db()
    assert (job.state, job.due_at) == ("waiting", NOW + MINUTE)


def test_a_job_of_an_unknown_kind_waits_for_the_code_that_knows_it() -> None:
    job = jobs.enqueue("unknown", "a", {}, run_at=NOW)
    assert not jobs.run(job.pk, at=NOW)
    job.refresh_from_db()
    assert job.state == "waiting"


def test_a_kind_has_one_handler(work: Work) -> None:
    with pytest.raises(ValueError, match="two handlers"):
        jobs.handler(KIND)(Work())


def test_a_held_job_is_left_alone_until_its_lease_ends(work: Work) -> None:
    job = ask()
    assert leases.take(Job.objects.all(), job.pk, at=NOW)
    assert not jobs.run(job.pk, at=NOW + leases.LEASE - MINUTE)
    assert jobs.run(job.pk, at=NOW + leases.LEASE)


def test_a_late_failure_does_not_take_the_job_from_its_new_holder(work: Work) -> None:
    ask()
    late = leases.take(Job.objects.all(), ask().pk, at=NOW)
    new = leases.take(Job.objects.all(), ask().pk, at=NOW + leases.LEASE)
    assert late
    assert new
    leases.try_later(Job.objects.all(), late, "late", at=NOW + leases.LEASE)
    job = Job.objects.get()
    assert (job.leased_until, job.error) == (NOW + 2 * leases.LEASE, "")


def test_what_a_dead_process_of_this_host_held_is_free_at_once(work: Work) -> None:
    job = ask()
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    host = leases.holder().rpartition(":")[0]
    for by, freed in ((f"{host}:{dead.pid}", 1), (f"{host}:{os.getpid()}", 0), (f"elsewhere:{dead.pid}", 0)):
        Job.objects.update(leased_by=by, leased_until=NOW + leases.LEASE)
        assert leases.free_orphans(at=NOW) == freed
    Job.objects.update(leased_by=f"{host}:{dead.pid}", leased_until=NOW + leases.LEASE)
    leases.free_orphans(at=NOW)
    assert jobs.run(job.pk, at=NOW)


@pytest.mark.real_clock
def test_a_killed_process_that_nobody_has_reaped_holds_nothing(work: Work) -> None:
    ask()
    killed = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    host = leases.holder().rpartition(":")[0]
    Job.objects.update(leased_by=f"{host}:{killed.pid}", leased_until=NOW + leases.LEASE)
    assert leases.free_orphans(at=NOW) == 0
    killed.kill()
    # Waits for the end of it without taking it off the table of processes.
    os.waitid(os.P_PID, killed.pid, os.WEXITED | os.WNOWAIT)
    assert leases.free_orphans(at=NOW) == 1
    killed.wait()


def test_a_job_is_handed_to_the_carrier_once_until_it_may_be_lost(work: Work) -> None:
    job, later = ask(), NOW + MINUTE
    ask("b", run_at=NOW + dt.timedelta(hours=1))
    assert jobs.to_hand_over(at=NOW, lost_before=NOW) == [job.pk]
    assert jobs.to_hand_over(at=later, lost_before=NOW) == []
    assert jobs.to_hand_over(at=later, lost_before=later) == [job.pk]
    jobs.hand_over_again()
    assert jobs.to_hand_over(at=later, lost_before=NOW) == [job.pk]
    jobs.run(job.pk, at=later)
    jobs.hand_over_again()
    assert jobs.to_hand_over(at=later, lost_before=later) == []


def test_a_job_that_a_worker_holds_is_not_lost(work: Work) -> None:
    job = ask()
    jobs.to_hand_over(at=NOW, lost_before=NOW)
    leases.take(Job.objects.all(), job.pk, at=NOW)
    assert jobs.to_hand_over(at=NOW + MINUTE, lost_before=NOW + MINUTE) == []


def test_what_the_carrier_lost_comes_again_with_the_next_tick_but_one(
    work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker that dies between the carrier and the row has neither done nor held it."""
    job = ask()
    brought: list[int] = []
    monkeypatch.setattr(queue, "async_task", lambda path, pk: brought.append(pk))
    for minute in range(3):
        with time_machine.travel(NOW + minute * MINUTE, tick=False):
            worker.tick()
    assert [pk for pk in brought if pk == job.pk] == [job.pk, job.pk]


def test_the_queue_is_woken_only_after_the_commit(
    work: Work, settings: Settings, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks() as callbacks:
        ask()
        ask()
    assert len(callbacks) == 1


def test_the_carrier_runs_the_job_by_its_key_alone(work: Work) -> None:
    job = ask(case=7)
    worker.run(job.pk)
    assert len(work.done) == 1


def test_the_carrier_never_sees_an_error(work: Work) -> None:
    work.error = SystemExit("too long")
    worker.run(ask().pk)
    work.error = ValueError("电话 13800138000")
    worker.run(ask("b").pk)
    worker.run(0)


def test_what_ended_long_ago_is_purged(work: Work) -> None:
    done, waiting = ask(), ask("b")
    jobs.run(done.pk, at=NOW)
    assert jobs.purge(NOW + jobs.KEPT_FOR) == 0
    assert jobs.purge(NOW + jobs.KEPT_FOR + MINUTE) == 1
    assert Job.objects.get() == waiting


def test_due_jobs_are_found_by_index() -> None:
    if connection.vendor == "sqlite":
        assert "job_waiting" in Job.objects.to_hand_over(NOW, again_before=NOW).explain()


@pytest.mark.postgres
def test_the_database_refuses_a_second_job_of_the_same_key() -> None:
    ask()
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.create(kind=KIND, key="a", due_at=NOW)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_eight_that_reach_for_a_job_one_gets_it(work: Work) -> None:
    pk = ask().pk
    barrier, won = Barrier(8), []

    def reach() -> None:
        barrier.wait()
        try:
            won.append(jobs.run(pk, at=NOW))
        finally:
            connection.close()

    threads = [Thread(target=reach) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(won) == [False] * 7 + [True]
    assert len(work.done) == 1
