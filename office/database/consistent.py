"""Many questions about one moment, while others go on writing."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction


@contextmanager
def consistent_read() -> Iterator[None]:
    """All that is read inside is as of the first question; nobody who writes waits.

    SQLite reads its write-ahead log (`BEGIN DEFERRED`, where our transactions take the only write lock at once),
    PostgreSQL a snapshot. Inside an open transaction it is that transaction's view. To write inside is an error:
    SQLite would have to take the lock late and may be refused.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        with _deferred(), transaction.atomic():
            yield
    else:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield


@contextmanager
def _deferred() -> Iterator[None]:
    # The mode is known with the first connection of a thread.
    connection.ensure_connection()
    sqlite: Any = connection
    mode, sqlite.transaction_mode = sqlite.transaction_mode, "DEFERRED"
    try:
        yield
    finally:
        sqlite.transaction_mode = mode
