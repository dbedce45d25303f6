"""The code on the host's screen: six digits that change every 30 seconds and are accepted for 2 minutes.

Derived from the activity and the number of the half minute, so that nothing is stored and every process shows the same.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from office.crypto import derive

CHANGES_AFTER = 30
ACCEPTED_FOR = timedelta(minutes=2)
DIGITS = 6


def code_at(token: str, at: datetime) -> str:
    """What the screen of the activity with this token shows at that instant."""
    return _code(token, _half_minute(at))


def seconds_left(at: datetime) -> int:
    """Until the screen shows the next one; 1 to 30."""
    return CHANGES_AFTER - int(at.timestamp()) % CHANGES_AFTER


def is_accepted(token: str, code: str, at: datetime) -> bool:
    """Whether the screen showed it, beginning at most two minutes ago."""
    now = _half_minute(at)
    first = _half_minute(at - ACCEPTED_FOR)
    # The half minute that began more than two minutes ago is out, however little more.
    begun = [each for each in range(first, now + 1) if at - _begin(each) <= ACCEPTED_FOR]
    return code in {_code(token, each) for each in begun}


def _half_minute(at: datetime) -> int:
    return int(at.timestamp()) // CHANGES_AFTER


def _code(token: str, half_minute: int) -> str:
    number = int.from_bytes(derive("activity-code", f"{token}:{half_minute}")[:8])
    return f"{number % 10**DIGITS:0{DIGITS}}"


def _begin(half_minute: int) -> datetime:
    return datetime.fromtimestamp(half_minute * CHANGES_AFTER, UTC)
