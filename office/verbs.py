"""The frame of every change: one transaction for state, events and outbox rows, tried again after a lost race."""

import random
import time
from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import IntegrityError, OperationalError, transaction

from office import snapshots
from office.database import written
from office.database.written import Notes

P = ParamSpec("P")
R = TypeVar("R")

TRIES = 3
# serialization_failure, deadlock_detected: PostgreSQL asks for the whole transaction again.
RETRIED_SQLSTATES = frozenset({"40001", "40P01"})
# unique_violation: somebody else inserted the first row of something between our look and our insert.
TAKEN_SQLSTATE = "23505"
TAKEN_ON_SQLITE = frozenset({"SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY"})
_inside: ContextVar[bool] = ContextVar("inside_verb", default=False)
# What the outermost verb does last in its transaction, with the notes of its rows.
before_commit: list[Callable[[Notes], None]] = []


class TryAgain(Exception):
    """Raised inside a verb that lost a race it would win on the next try."""


def verb(function: Callable[P, R]) -> Callable[P, R]:
    """Run the outermost call in a transaction of its own, again from its start at most `TRIES` times.

    A verb called by a verb joins its transaction without a savepoint: its refusal undoes the whole. Where
    somebody else's transaction is already open (a test, a command) there is nothing to repeat: one try.
    Options and calendar are asked for once a try, or once by the request or job around it.
    """

    @wraps(function)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        if _inside.get():
            with transaction.atomic(savepoint=False):
                return function(*args, **kwargs)
        tries = 1 if transaction.get_connection().in_atomic_block else TRIES
        while True:
            tries -= 1
            token = _inside.set(True)
            try:
                with snapshots.held(), transaction.atomic(), written.noting() as notes:
                    result = function(*args, **kwargs)
                    for finish in before_commit:
                        finish(notes)
                    return result
            except BaseException as error:
                snapshots.start_over()
                if tries == 0 or not is_lost_race(error):
                    raise
            finally:
                _inside.reset(token)
            # The other side finishes first; without a random part two losers meet again.
            time.sleep(random.uniform(0.005, 0.05))  # noqa: S311 - spreads, hides nothing

    return wrapper


def is_lost_race(error: BaseException) -> bool:
    """Whether the same transaction may succeed when it is run again.

    Where a row was taken meanwhile, the next try finds it and goes on with it, or refuses in words.
    """
    if isinstance(error, TryAgain):
        return True
    if isinstance(error, IntegrityError):
        cause = error.__cause__
        return (
            getattr(cause, "sqlstate", None) == TAKEN_SQLSTATE
            or getattr(cause, "sqlite_errorname", None) in TAKEN_ON_SQLITE
        )
    if not isinstance(error, OperationalError):
        return False
    return getattr(error.__cause__, "sqlstate", None) in RETRIED_SQLSTATES or "is locked" in str(error)
