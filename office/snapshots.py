"""Small tables held in memory: one cheap question a unit of work whether any changed, one load where one did.

A unit of work is a web request, a job, a command or, outside of those, the outermost verb.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Generic, Literal, TypeVar

from django.core.signals import request_finished, request_started
from django.db import connection, transaction

R = TypeVar("R")
T = TypeVar("T")
Table = Literal["settings", "calendar"]
Versions = dict[str, tuple[Any, ...]]

# What differs after every change of each table, in one statement. Settings are only added; the count tells of one
# that was committed after a later key.
VERSIONS = """
    SELECT (SELECT MAX(id) FROM office_setting), (SELECT COUNT(*) FROM office_setting),
        (SELECT MAX(updated_at) FROM office_calendarday), (SELECT MAX(id) FROM office_calendarday),
        (SELECT COUNT(*) FROM office_calendarday),
        (SELECT MAX(id) FROM office_event)
"""


class Asked:
    """What this unit of work already knows: the tables' versions and the values behind them."""

    def __init__(self) -> None:
        self.versions: Versions | None = None
        self.values: dict[str, object] = {}
        self.built: dict[RowSnapshot[Any, Any], object] = {}

    def clear(self) -> None:
        self.versions = None
        self.values.clear()
        self.built.clear()


# None outside of units of work, where every use asks again.
_asked: ContextVar[Asked | None] = ContextVar("asked_snapshots", default=None)


class Snapshot(Generic[T]):
    """The value that `load` builds from one of the tables of `VERSIONS`."""

    def __init__(self, table: Table, load: Callable[[], T]) -> None:
        self._table = table
        self._load = load
        self._held: tuple[tuple[Any, ...], T] | None = None

    def get(self) -> T:
        asked = _asked.get()
        if asked is None:
            return self._current(_versions())
        if self._table not in asked.values:
            if asked.versions is None:
                asked.versions = _versions()
            asked.values[self._table] = self._current(asked.versions)
        return asked.values[self._table]  # type: ignore[return-value]

    def forget(self) -> None:
        """After a change in this process: the next use reads the table."""
        self._held = None
        if (asked := _asked.get()) is not None:
            asked.versions = None
            asked.values.pop(self._table, None)

    def _current(self, versions: Versions) -> T:
        version, held = versions[self._table], self._held
        if held is not None and held[0] == version:
            return held[1]
        value = self._load()
        # Rows of a transaction that may yet be rolled back are not kept for others.
        if not transaction.get_connection().in_atomic_block:
            self._held = (version, value)
        return value


class RowSnapshot(Generic[R, T]):
    """The value that `build` makes of the rows that `read` gives, of a table that tells no version of its own.

    The rows are read once a unit of work, and once more after it has recorded something; the value is built anew only
    where they differ from the last ones. Callers share it and leave it as it is.
    """

    def __init__(self, read: Callable[[], R], build: Callable[[R], T]) -> None:
        self._read = read
        self._build = build
        self._held: tuple[R, T] | None = None

    def get(self) -> T:
        asked = _asked.get()
        if asked is None:
            return self._current()
        if self not in asked.built:
            asked.built[self] = self._current()
        return asked.built[self]  # type: ignore[return-value]

    def _current(self) -> T:
        rows, held = self._read(), self._held
        if held is None or held[0] != rows:
            held = self._held = (rows, self._build(rows))
        return held[1]


def last_event() -> int | None:
    """Key of the last event that this unit of work can have seen; None before the first."""
    asked = _asked.get()
    if asked is None:
        return _versions()["events"][0]  # type: ignore[no-any-return]
    if asked.versions is None:
        asked.versions = _versions()
    return asked.versions["events"][0]  # type: ignore[no-any-return]


def ask_again() -> None:
    """Something was recorded: what this unit of work knows of versions and rows is out of date."""
    if (asked := _asked.get()) is not None:
        asked.versions = None
        asked.built.clear()


def start_over() -> None:
    """A transaction was rolled back: the values that it had read may never have been committed."""
    if (asked := _asked.get()) is not None:
        asked.clear()


@contextmanager
def held() -> Iterator[None]:
    """Ask once for everything within; inside another unit of work its answers are shared."""
    if _asked.get() is not None:
        yield
        return
    token = _asked.set(Asked())
    try:
        yield
    finally:
        _asked.reset(token)


def begin_request(**kwargs: object) -> None:
    _asked.set(Asked())


def end_request(**kwargs: object) -> None:
    _asked.set(None)


def _versions() -> Versions:
    with connection.cursor() as cursor:
        cursor.execute(VERSIONS)
        row = cursor.fetchone()
    return {"settings": row[:2], "calendar": row[2:5], "events": row[5:]}


request_started.connect(begin_request, dispatch_uid="snapshots")
request_finished.connect(end_request, dispatch_uid="snapshots")
