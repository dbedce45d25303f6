"""The frame of every change: one transaction, again after a lost race, never in part."""

import pytest
from django.db import OperationalError, connection

from office.models import User
from office.refusals import Refused
from office.verbs import TRIES, TryAgain, is_lost_race, verb


def add(name: str) -> User:
    return User.objects.create_user(username=name, name=name)


class Deadlock(Exception):
    sqlstate = "40P01"


def deadlocked() -> OperationalError:
    error = OperationalError("deadlock detected")
    error.__cause__ = Deadlock()
    return error


@pytest.mark.django_db
def test_a_refusal_takes_back_what_was_written_before_it() -> None:
    @verb
    def add_then_refuse() -> None:
        add("lin")
        raise Refused("no", "不行")

    with pytest.raises(Refused, match="不行"):
        add_then_refuse()
    assert not User.objects.exists()


@pytest.mark.django_db
def test_a_verb_inside_a_verb_shares_its_transaction() -> None:
    @verb
    def inner() -> None:
        add("inner")

    @verb
    def outer() -> None:
        inner()
        raise Refused("no", "不行")

    with pytest.raises(Refused):
        outer()
    assert not User.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_lost_race_is_run_again_from_its_start() -> None:
    tries: list[int] = []

    @verb
    def add_at_third_try() -> User:
        user = add("lin")
        tries.append(user.pk)
        if len(tries) < TRIES:
            raise deadlocked()
        return user

    assert add_at_third_try().username == "lin"
    assert len(tries) == TRIES
    assert User.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_it_is_given_up_after_three_tries() -> None:
    tries: list[int] = []

    @verb
    def never() -> None:
        tries.append(1)
        raise TryAgain

    with pytest.raises(TryAgain):
        never()
    assert len(tries) == TRIES


@pytest.mark.django_db(transaction=True)
def test_inside_somebodys_transaction_there_is_one_try() -> None:
    from django.db import transaction

    tries: list[int] = []

    @verb
    def never() -> None:
        tries.append(1)
        raise TryAgain

    with pytest.raises(TryAgain), transaction.atomic():
        never()
    assert len(tries) == 1
    assert not connection.in_atomic_block


def test_what_is_a_lost_race_and_what_is_not() -> None:
    assert is_lost_race(deadlocked())
    assert is_lost_race(OperationalError("database is locked"))
    assert not is_lost_race(OperationalError("disk I/O error"))


def test_a_refusal_says_what_may_be_done_instead() -> None:
    refused = Refused("closed", "已结案", field="status", possible=["reopen"])
    assert (refused.code, str(refused), refused.field, refused.possible) == (
        "closed",
        "已结案",
        "status",
        ("reopen",),
    )
