"""Small tables held in memory: one cheap question a web request whether they changed, one load when they did."""

from collections.abc import Callable, Hashable
from contextvars import ContextVar
from typing import Generic, TypeVar

from django.core.signals import request_finished, request_started
from django.db import transaction

T = TypeVar("T")

# What this web request has already checked; None outside of requests, where every use asks again.
_checked: ContextVar[dict[int, object] | None] = ContextVar("checked_snapshots", default=None)


class Snapshot(Generic[T]):
    """`version` is one query that differs after every change; `load` builds the value."""

    def __init__(self, version: Callable[[], Hashable], load: Callable[[], T]) -> None:
        self._version = version
        self._load = load
        self._held: tuple[Hashable, T] | None = None

    def get(self) -> T:
        checked = _checked.get()
        if checked is not None and id(self) in checked:
            return checked[id(self)]  # type: ignore[return-value]
        value = self._current()
        if checked is not None:
            checked[id(self)] = value
        return value

    def forget(self) -> None:
        """After a change in this process: the next use reads the table."""
        self._held = None
        if (checked := _checked.get()) is not None:
            checked.pop(id(self), None)

    def _current(self) -> T:
        version = self._version()
        held = self._held
        if held is not None and held[0] == version:
            return held[1]
        value = self._load()
        # Rows of a transaction that may yet be rolled back are not kept for others.
        if not transaction.get_connection().in_atomic_block:
            self._held = (version, value)
        return value


def begin_request(**kwargs: object) -> None:
    _checked.set({})


def end_request(**kwargs: object) -> None:
    _checked.set(None)


request_started.connect(begin_request, dispatch_uid="snapshots")
request_finished.connect(end_request, dispatch_uid="snapshots")
