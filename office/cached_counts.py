"""What is counted over the ledger, kept while nothing happens: every change that counts is an event.

For a minute at most: on PostgreSQL an earlier event may be committed after a later one was seen.
"""

import hashlib
from collections.abc import Callable
from typing import TypeVar

from django.core.cache import cache
from django.db import transaction

from office import snapshots

SECONDS = 60

T = TypeVar("T")


def get(name: str, *of: object, count: Callable[[], T]) -> T:
    """What `count` says for `of` (a reader, a date, filters), counted again once anything was recorded."""
    last = snapshots.last_event()
    # What a transaction sees may yet be rolled back.
    if last is None or transaction.get_connection().in_atomic_block:
        return count()
    parts = "\n".join(str(part) for part in (name, *of, last))
    key = f"kept:{hashlib.sha256(parts.encode()).hexdigest()}"
    found: T | None = cache.get(key)
    if found is None:
        found = count()
        cache.set(key, found, SECONDS)
    return found
