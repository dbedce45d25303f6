"""Two at once write the first row of something: both end as if one had come after the other, none in an error."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date, datetime

import pytest
from django.db import connection

from office import account_changes, events, options
from office.actors import Actor
from office.background import jobs
from office.models import AccountChange, Anchor, Event, Job, Setting, User
from office.verbs import verb
from policies import synonyms
from policies.models import Synonym
from tests.at_once import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres, pytest.mark.real_clock]
ROUNDS = 4
BY = Actor.system("test")


def both_looked(monkeypatch: pytest.MonkeyPatch, owner: object, name: str) -> None:
    """Whoever calls `name` first waits until the other one has called it, or waits for a lock."""
    barrier = threading.Barrier(2)
    original = getattr(owner, name)

    def looked(*args: object, **kwargs: object) -> object:
        found = original(*args, **kwargs)
        with suppress(threading.BrokenBarrierError):
            barrier.wait(timeout=0.5)
        return found

    monkeypatch.setattr(owner, name, looked)


@pytest.mark.parametrize("values", [(4, 4), (4, 6)])
def test_a_setting_is_changed_by_one_after_the_other(values: tuple[int, int], now: datetime) -> None:
    person = Actor.of(User.objects.create_user(username="guan", name="关"))
    key, on = "objection_days", now.date()
    for number in range(ROUNDS):
        first, second = (value + number * 10 for value in values)
        ended = at_once(
            lambda value=first: options.change(key, value, effective_on=on, by=person, at=now),  # type: ignore[misc]
            lambda value=second: options.change(key, value, effective_on=on, by=person, at=now),  # type: ignore[misc]
        )
        assert ended == (["done", "unchanged"] if first == second else ["done", "done"])
    told = [event.data for event in Event.objects.filter(subject=f"setting:{key}").order_by("seq")]
    assert len(told) == Setting.objects.filter(key=key).count()
    assert [data["before"] for data in told[1:]] == [data["after"] for data in told[:-1]]


def test_a_first_change_sees_the_one_that_came_after_its_look(
    monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    """Nothing was there to lock; the other change was made between the look and the record of this one."""
    key, on, person = (
        "objection_days",
        now.date(),
        Actor.of(User.objects.create_user(username="guan", name="关")),
    )
    original = options.value
    pool = ThreadPoolExecutor(1)

    def other() -> None:
        try:
            options.change(key, 4, effective_on=on, by=person, at=now)
        finally:
            connection.close()

    def looked(sought: str, on: date) -> object:
        found = original(sought, on)
        monkeypatch.setattr(options, "value", original)
        # SQLite lets nobody between.
        with suppress(TimeoutError):
            pool.submit(other).result(timeout=10 if connection.vendor == "postgresql" else 0.5)
        return found

    monkeypatch.setattr(options, "value", looked)
    options.change(key, 6, effective_on=on, by=person, at=now)
    pool.shutdown()
    told = [event.data for event in Event.objects.filter(subject=f"setting:{key}").order_by("seq")]
    assert len(told) == 2
    assert told[1]["before"] == told[0]["after"]


def test_a_change_of_an_account_is_asked_for_once(
    administrator: User, approver: User, monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    """Both saw that nothing was open; the second met the constraint, and the page answered 500."""
    both_looked(monkeypatch, account_changes, "_refuse_idle")
    approver.email = "shen@example.cn"
    approver.save()
    by = Actor.of(administrator)
    ended = at_once(
        *[lambda: account_changes.ask(approver, AccountChange.Kind.PASSWORD_LINK, by=by, at=now)] * 2,
    )
    assert ended == ["asked", "done"]
    assert AccountChange.objects.count() == 1


def test_a_word_is_put_once_with_the_meanings_of_the_last(now: datetime) -> None:
    for number in range(ROUNDS):
        ended = at_once(
            lambda word=f"说法{number}": synonyms.put(word, ["甲"], by=BY, at=now),  # type: ignore[misc]
            lambda word=f"说法{number}": synonyms.put(word, ["乙"], by=BY, at=now),  # type: ignore[misc]
        )
        assert ended == ["done", "done"]
    assert Synonym.objects.count() == ROUNDS
    assert Event.objects.filter(action="synonym_put").count() == 2 * ROUNDS


def test_a_job_is_asked_for_once(now: datetime) -> None:
    for number in range(ROUNDS):
        assert at_once(*[lambda key=str(number): jobs.enqueue("probe", key, {}, run_at=now)] * 2) == [  # type: ignore[misc]
            "done",
            "done",
        ]
    assert Job.objects.count() == ROUNDS


def test_the_first_anchors_follow_each_other(now: datetime) -> None:
    ended = at_once(*[lambda: events.anchor(at=now)] * 3)
    assert ended == ["done"] * 3
    assert sorted(Anchor.objects.values_list("seq", flat=True)) == [1, 2, 3]
    assert events.verify().faults == []


def test_a_row_that_was_taken_between_the_look_and_the_insert_is_found_at_the_next_try() -> None:
    """The kind itself: any verb that looks, finds nothing, and inserts."""
    looked = threading.Barrier(2)
    tries: list[int] = []

    @verb
    def first_or_new() -> User:
        tries.append(1)
        found = User.objects.filter(username="lin").first()
        if found is None and connection.vendor == "postgresql":
            looked.wait(timeout=5)
        return found or User.objects.create_user(username="lin", name="林")

    assert at_once(first_or_new, first_or_new) == ["done", "done"]
    assert User.objects.count() == 1
    if connection.vendor == "postgresql":
        assert len(tries) == 3
