"""The one limiter: counts in a table, a row for each window of time. No security decision reads the cache.

Windows begin at fixed instants, so that two processes count in the same row; keys are stored as keyed hashes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil
from typing import Any

from django.db import connection

from office.crypto import keyed_hash
from office.models import ThrottleCounter

# One statement, so that no count is lost or seen twice, however many count at once. Both databases know it.
COUNT = """
    INSERT INTO office_throttlecounter (scope, key, starts_at, ends_at, count) VALUES {rows}
    ON CONFLICT (scope, key, starts_at, ends_at) DO UPDATE SET count = office_throttlecounter.count + 1
    RETURNING key, count
"""
ROW = "(%s, %s, %s, %s, 1)"


@dataclass(frozen=True)
class Hit:
    """One attempt of `key` (an address, a telephone, a code), of which `limit` are allowed in so many seconds."""

    scope: str
    key: str
    limit: int
    seconds: int


@dataclass(frozen=True)
class Verdict:
    """`count` includes this hit; `retry_after` are the seconds until the window ends, 0 where it is allowed."""

    allowed: bool
    count: int
    retry_after: int


def hit(scope: str, key: str, *, limit: int, seconds: int, at: datetime) -> Verdict:
    """Count one attempt and tell whether it is within the limit; see `hit_all`."""
    return hit_all([Hit(scope, key, limit, seconds)], at=at)[0]


def hit_all(hits: Sequence[Hit], *, at: datetime) -> list[Verdict]:
    """Count attempts of different scopes in one statement; the verdicts in their order.

    Always name scopes in the same order: their rows are locked in it. Inside a transaction that is rolled back
    nothing is counted: refuse by returning, or count before it.
    """
    windows = [_window(each.seconds, at) for each in hits]
    keys = [_hashed(each.scope, each.key) for each in hits]
    values = [
        value
        for each, key, (starts_at, ends_at) in zip(hits, keys, windows, strict=True)
        for value in (each.scope, key, _adapted(starts_at), _adapted(ends_at))
    ]
    with connection.cursor() as cursor:
        cursor.execute(COUNT.format(rows=", ".join([ROW] * len(hits))), values)
        counts = dict(cursor.fetchall())
    return [
        _verdict(int(counts[key]), each.limit, ends_at, at)
        for each, key, (_, ends_at) in zip(hits, keys, windows, strict=True)
    ]


def forget(key: str, *scopes: str) -> int:
    """Start anew, as after a login that succeeded. Returns how many counts there were."""
    return ThrottleCounter.objects.filter(key__in=[_hashed(scope, key) for scope in scopes]).delete()[0]


def purge(at: datetime) -> int:
    return ThrottleCounter.objects.filter(ends_at__lt=at).delete()[0]


def _verdict(count: int, limit: int, ends_at: datetime, at: datetime) -> Verdict:
    allowed = count <= limit
    return Verdict(allowed, count, 0 if allowed else max(1, ceil((ends_at - at).total_seconds())))


def _window(seconds: int, at: datetime) -> tuple[datetime, datetime]:
    begin = int(at.timestamp()) // seconds * seconds
    starts_at = datetime.fromtimestamp(begin, UTC)
    return starts_at, starts_at + timedelta(seconds=seconds)


def _hashed(scope: str, key: str) -> str:
    return keyed_hash(f"throttle:{scope}", key)


def _adapted(instant: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(instant)
