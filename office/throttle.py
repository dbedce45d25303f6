"""The one limiter: counts in a table, a row for each window of time. No security decision reads the cache.

Windows begin at fixed instants, so that two processes count in the same row; keys are stored as keyed hashes.
`hit_in_order` stops at the first limit exceeded: what one limit refused fills no other one. `give_back` takes back
what succeeded: it uses up no allowance.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil
from typing import Any

from django.db import connection
from django.db.models import F

from office.crypto import keyed_hash
from office.models import ThrottleCounter

# One statement, so that no count is lost or seen twice, however many count at once. Both databases know it.
COUNT = """
    INSERT INTO office_throttlecounter (scope, key, starts_at, ends_at, count) VALUES {rows}
    ON CONFLICT (scope, key, starts_at, ends_at) DO UPDATE SET count = office_throttlecounter.count + 1
    RETURNING key, count
"""
ROW = "(%s, %s, %s, %s, 1)"
# Written out as well: most look-ups succeed, and the ORM takes a tenth of the page to say it.
GIVE_BACK = "UPDATE office_throttlecounter SET count = count - 1 WHERE count > 0 AND ({rows})"
COUNTED = "(scope = %s AND key = %s AND starts_at = %s AND ends_at = %s)"
TURN = timedelta(hours=1)


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


def hit_in_order(hits: Sequence[Hit], *, at: datetime) -> list[Verdict]:
    """As `hit_all`, up to the first limit exceeded, whose verdict is the last one; later hits stay uncounted."""
    verdicts = hit_all(hits, at=at)
    refused = next((place for place, verdict in enumerate(verdicts) if not verdict.allowed), len(hits))
    give_back(hits[refused + 1 :], at=at)
    return verdicts[: refused + 1]


def give_back(hits: Sequence[Hit], *, at: datetime) -> None:
    """Take back what was counted at that instant, as of a try that succeeded."""
    if not hits:
        return
    values: list[Any] = []
    for each in hits:
        starts_at, ends_at = _window(each.seconds, at)
        values += [each.scope, _hashed(each.scope, each.key), _adapted(starts_at), _adapted(ends_at)]
    with connection.cursor() as cursor:
        cursor.execute(GIVE_BACK.format(rows=" OR ".join([COUNTED] * len(hits))), values)


def wait(scope: str, key: str, *, seconds: int, at: datetime) -> int:
    """Seconds that `key` has still to wait, 0 when its turn has come, which uses the turn up.

    The first call begins to wait. What others do neither lengthens nor shortens it. A turn is kept for an hour.
    """
    turns = ThrottleCounter.objects.filter(scope=scope, key=_hashed(scope, key), ends_at__gt=at)
    if turns.filter(starts_at__lte=at - timedelta(seconds=seconds)).delete()[0]:
        return 0
    began = turns.order_by("starts_at").values_list("starts_at", flat=True).first()
    if began is None:
        began = at
        row = ThrottleCounter(scope=scope, key=_hashed(scope, key), starts_at=at, ends_at=at + TURN, count=1)
        ThrottleCounter.objects.bulk_create([row], ignore_conflicts=True)
    return max(1, ceil((began + timedelta(seconds=seconds) - at).total_seconds()))


def spend(hits: Sequence[Hit], amount: int, *, at: datetime) -> bool:
    """Count `amount` in each window at once, where all of them still hold it; else nothing is counted."""
    for place, each in enumerate(hits):
        if not _spend(each, amount, at):
            for earlier in hits[:place]:
                _spend(earlier, -amount, at)
            return False
    return True


def _spend(hit: Hit, amount: int, at: datetime) -> bool:
    starts_at, ends_at = _window(hit.seconds, at)
    key = _hashed(hit.scope, hit.key)
    window = {"scope": hit.scope, "key": key, "starts_at": starts_at, "ends_at": ends_at}
    ThrottleCounter.objects.bulk_create([ThrottleCounter(**window, count=0)], ignore_conflicts=True)
    # One statement: two at once do not both find the last room. What is given back always fits.
    within = ThrottleCounter.objects.filter(**window, count__lte=hit.limit - max(amount, 0))
    return within.update(count=F("count") + amount) == 1


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
