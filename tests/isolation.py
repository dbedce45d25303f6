"""What of one test must not reach the next: rows of append-only tables, and what a web request held in memory."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.sqlite3.base import DatabaseOperations

from office import snapshots


@contextmanager
def lifted(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Without the triggers that keep a table append-only; they stand again afterwards, as they were."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
            yield
            cursor.execute("SET session_replication_role = DEFAULT")
            return
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%is append-only%'"
        )
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        yield
        for _, sql in triggers:
            cursor.execute(sql)


@pytest.fixture(scope="session", autouse=True)
def _flush_past_triggers() -> Iterator[None]:
    """Between two transactional tests SQLite is emptied by DELETE, which the triggers on events refuse."""
    flush = DatabaseOperations.execute_sql_flush

    def flush_lifted(self: DatabaseOperations, *args: Any, **kwargs: Any) -> None:
        with lifted(self.connection):
            flush(self, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "execute_sql_flush", flush_lifted)
        yield


@pytest.fixture(autouse=True)
def _no_request_goes_on() -> None:
    """A response that a test did not read to its end has not ended its request."""
    snapshots.end_request()
