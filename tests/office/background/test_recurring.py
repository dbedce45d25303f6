"""The table of recurring jobs: each slot once, the latest one after a stop, a bad row for itself."""

import datetime as dt
from dataclasses import dataclass
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction

from office.background import jobs, queue, recurring, worker
from office.models import Job, RecurringRun
from tests.conftest import NOW, SHANGHAI

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
called: list[tuple[str, dt.datetime]] = []
MINUTE = dt.timedelta(minutes=1)


@dataclass(frozen=True)
class Row:
    name: str
    call: str
    when: str


def remind(*, at: dt.datetime) -> None:
    called.append(("remind", at))


def fail(*, at: dt.datetime) -> None:
    raise ValueError("nothing works")


TABLE = [
    Row("broken line", f"{__name__}.remind", "at nine"),
    Row("broken path", "tests.nowhere.remind", "0 9 * * *"),
    Row("fails", f"{__name__}.fail", "0 9 * * *"),
    Row("remind", f"{__name__}.remind", "0 9 * * *"),
]


LONG_AGO = NOW - dt.timedelta(days=1000)


@pytest.fixture(autouse=True)
def table(monkeypatch: pytest.MonkeyPatch) -> None:
    """A site whose queue has run before."""
    monkeypatch.setattr(recurring, "SCHEDULE", f"{__name__}.TABLE")
    called.clear()
    RecurringRun.objects.bulk_create(RecurringRun(name=row.name, slot=LONG_AGO) for row in TABLE)


def claims(name: str) -> int:
    return RecurringRun.objects.filter(name=name, slot__gt=LONG_AGO).count()


def run_all(*, at: dt.datetime) -> None:
    for pk in Job.objects.free(at).order_by("pk").values_list("pk", flat=True):
        jobs.run(pk, at=at)


@pytest.mark.parametrize(
    ("when", "at", "slot"),
    [
        ("0 9 * * *", "2026-11-23 09:00", "2026-11-23 09:00"),
        ("0 9 * * *", "2026-11-23 08:59", "2026-11-22 09:00"),
        ("* * * * *", "2026-11-23 09:00", "2026-11-23 09:00"),
        ("0 2 1 * *", "2026-03-01 02:00", "2026-03-01 02:00"),
        ("0 2 31 * *", "2026-11-23 09:00", "2026-10-31 02:00"),
        ("0 2 29 2 *", "2026-11-23 09:00", "2024-02-29 02:00"),
        ("30 0 1 1 *", "2026-01-01 00:29", "2025-01-01 00:30"),
    ],
)
def test_a_slot_is_counted_in_local_time(when: str, at: str, slot: str) -> None:
    instant = dt.datetime.fromisoformat(at).replace(tzinfo=SHANGHAI)
    expected = dt.datetime.fromisoformat(slot).replace(tzinfo=SHANGHAI)
    assert recurring.latest_slot(when, instant) == expected
    assert recurring.latest_slot(when, instant.astimezone(dt.UTC).replace(microsecond=5)) == expected


def test_each_slot_becomes_one_job_and_a_bad_row_stops_no_other() -> None:
    assert recurring.walk(at=NOW) == 3
    assert recurring.walk(at=NOW + MINUTE) == 0
    run_all(at=NOW + MINUTE)
    assert called == [("remind", NOW + MINUTE)]
    states = dict(RecurringRun.objects.exclude(job=None).values_list("name", "job__state"))
    assert states == {"remind": "done", "fails": "waiting", "broken path": "waiting"}


def test_a_queue_that_was_down_three_days_runs_a_job_once_with_the_present() -> None:
    recurring.walk(at=NOW)
    run_all(at=NOW)
    back = NOW + dt.timedelta(days=3)
    recurring.walk(at=back)
    run_all(at=back)
    recurring.walk(at=back + MINUTE)
    assert called == [("remind", NOW), ("remind", back)]


def test_a_queue_that_was_down_for_weeks_over_29_february_runs_a_job_once() -> None:
    before, back = NOW.replace(year=2028, month=2, day=1), NOW.replace(year=2028, month=3, day=1)
    recurring.walk(at=before)
    run_all(at=before)
    recurring.walk(at=back)
    run_all(at=back)
    assert called == [("remind", before), ("remind", back)]


def test_a_clock_that_went_back_over_the_turn_of_the_year_goes_on() -> None:
    """A slot that has run is not run again; the next one comes in its time."""
    after, before = NOW.replace(year=2027, month=1, day=4), NOW.replace(year=2026, month=12, day=31)
    for at in (after, before, after, after + dt.timedelta(days=1)):
        recurring.walk(at=at)
        run_all(at=at)
    assert [at for _, at in called] == [after, before, after + dt.timedelta(days=1)]


def test_a_clock_that_jumped_ahead_and_came_back_stops_nothing() -> None:
    recurring.walk(at=NOW + dt.timedelta(days=300))
    run_all(at=NOW + dt.timedelta(days=300))
    recurring.walk(at=NOW)
    run_all(at=NOW)
    assert [call for call in called if call[1] == NOW] == [("remind", NOW)]


def test_a_slot_that_comes_while_the_last_one_waits_is_done_by_that_one() -> None:
    recurring.walk(at=NOW)
    tomorrow = NOW + dt.timedelta(days=1)
    assert recurring.walk(at=tomorrow) == 0
    assert claims("remind") == 2
    run_all(at=tomorrow)
    assert called == [("remind", tomorrow)]


def test_a_new_site_owes_nothing_of_before_its_first_start_and_every_slot_from_then_on() -> None:
    """A plan of the year that was due in January is not asked for by a site that is set up in November."""
    RecurringRun.objects.all().delete()
    assert recurring.walk(at=NOW) == 0
    assert recurring.walk(at=NOW + MINUTE) == 0
    run_all(at=NOW + MINUTE)
    assert called == []
    months_later = NOW + dt.timedelta(days=100)
    assert recurring.walk(at=months_later) == 3
    run_all(at=months_later)
    assert called == [("remind", months_later)]


def test_a_first_walk_at_the_hour_itself_does_what_has_just_come() -> None:
    RecurringRun.objects.all().delete()
    assert recurring.walk(at=NOW.replace(hour=9, second=40)) == 3


def test_a_row_that_left_the_table_is_passed() -> None:
    job = jobs.enqueue(recurring.KIND, "gone@1", {"name": "gone"}, run_at=NOW)
    assert jobs.run(job.pk, at=NOW)


def test_a_second_row_of_the_beat_is_refused() -> None:
    recurring.beat(at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        RecurringRun.objects.create(name="tick", slot=NOW + MINUTE)


@pytest.mark.django_db(transaction=True)
def test_two_queues_that_begin_at_once_share_one_beat() -> None:
    barrier, failed = Barrier(4), []

    def begin(number: int) -> None:
        try:
            barrier.wait()
            for minute in range(5):
                recurring.beat(at=NOW + minute * MINUTE + dt.timedelta(microseconds=number))
        except Exception as error:  # noqa: BLE001 - the test says which
            failed.append(error)
        finally:
            connection.close()

    queues = [Thread(target=begin, args=(number,)) for number in range(4)]
    for each in queues:
        each.start()
    for each in queues:
        each.join()
    assert failed == []
    assert RecurringRun.objects.filter(name="tick").count() == 1


def test_the_beat_is_one_row_that_moves() -> None:
    assert recurring.last_beat() is None
    recurring.beat(at=NOW)
    recurring.beat(at=NOW + MINUTE)
    assert recurring.last_beat() == NOW + MINUTE
    assert claims("tick") == 1


def test_purge_keeps_the_last_claim_of_each_name() -> None:
    recurring.walk(at=NOW)
    run_all(at=NOW)
    recurring.walk(at=NOW + dt.timedelta(days=1))
    jobs.purge(NOW + dt.timedelta(days=60))
    assert RecurringRun.objects.filter(name="remind").count() == 1
    assert recurring.walk(at=NOW + dt.timedelta(days=1)) == 0


def test_a_tick_goes_on_when_a_step_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*, at: dt.datetime) -> None:
        raise SystemExit("too long")

    handed: list[tuple[object, ...]] = []
    monkeypatch.setattr(worker.delivery, "gather", broken)
    monkeypatch.setattr(queue, "async_task", lambda *task: handed.append(task))
    worker.tick()
    assert {name for name, _ in handed} == {"office.background.worker.run"}
    assert len(handed) == 3
    assert recurring.last_beat() is not None


@pytest.mark.django_db(transaction=True)
def test_two_queues_cannot_claim_the_same_slot() -> None:
    barrier, begun = Barrier(6), []

    def walk() -> None:
        barrier.wait()
        try:
            begun.append(recurring.walk(at=NOW))
        finally:
            connection.close()

    threads = [Thread(target=walk) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(begun) == 3
    assert Job.objects.count() == 3
