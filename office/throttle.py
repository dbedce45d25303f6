"""The one limiter: counts in a table, a row for each window of time. No security decision reads the cache.

Windows begin at fixed instants, so that two processes count in the same row; keys are stored as keyed hashes.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil
from typing import Any

from django.db import connection

from office.crypto import keyed_hash
from office.models import ThrottleCounter

# One statement, so that no count is lost or seen twice, however many count at once. Both databases know it.
COUNT = """
    INSERT INTO office_throttlecounter (scope, key, starts_at, ends_at, count) VALUES (%s, %s, %s, %s, 1)
    ON CONFLICT (scope, key, starts_at, ends_at) DO UPDATE SET count = office_throttlecounter.count + 1
    RETURNING count
"""


@dataclass(frozen=True)
class Verdict:
    """`count` includes this hit; `retry_after` are the seconds until the window ends, 0 where it is allowed."""

    allowed: bool
    count: int
    retry_after: int


def hit(scope: str, key: str, *, limit: int, seconds: int, at: datetime) -> Verdict:
    """Count one attempt of `key` (an address, a telephone, a code) and tell whether it is within the limit.

    Inside a transaction that is rolled back the attempt is not counted: refuse by returning, or count before it.
    """
    starts_at, ends_at = _window(seconds, at)
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [scope, _hashed(scope, key), _adapted(starts_at), _adapted(ends_at)])
        count = int(cursor.fetchone()[0])
    return _verdict(count, limit, ends_at, at)


def forget(scope: str, key: str) -> int:
    """Start anew, as after a login that succeeded."""
    return ThrottleCounter.objects.filter(scope=scope, key=_hashed(scope, key)).delete()[0]


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
