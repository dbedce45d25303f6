"""Holding a job or a message while it is worked on, and what becomes of it: done, later, given up, not needed.

A process that dies keeps its rows at most until `LEASE` ends; where its host still ticks, they are free at once.
"""

import os
import socket
import traceback
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from office.models import Job, Message
from office.models.leased import Leased, LeasedQuerySet, LeasedState

# Longer than any try: the queue ends a worker after 120 seconds.
LEASE = timedelta(minutes=5)
# After the first failure, the second, …; the last for all others.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))
TRIES = 8
# From the first try to the last: some 13 hours.
TRIED_FOR = sum((WAITS[min(tried, len(WAITS)) - 1] for tried in range(1, TRIES)), timedelta())

Row = TypeVar("Row", bound=Leased)


def take(rows: LeasedQuerySet[Row], pk: int, *, at: datetime) -> Row | None:
    """The row, held by this process until `at` + `LEASE`; None when it is not due, ended, or somebody else's."""
    if not rows.claim(pk, holder=holder(), until=at + LEASE, at=at):
        return None
    return rows.get(pk=pk)


def finish(rows: LeasedQuerySet[Row], row: Row, *, at: datetime, **emptied: Any) -> None:
    """Done. `emptied` are columns to be written with it, such as a secret that is not needed any more."""
    _end(rows, row, LeasedState.DONE, at=at, **emptied)


def drop(rows: LeasedQuerySet[Row], row: Row, *, at: datetime, **emptied: Any) -> None:
    """End a row that nobody needs any more; `emptied` as for `finish`."""
    _end(rows, row, LeasedState.DROPPED, at=at, **emptied)


def give_up(rows: LeasedQuerySet[Row], row: Row, error: str, *, at: datetime, **emptied: Any) -> None:
    """End a row of which another try would end the same; staff see it with `error`, which holds no texts."""
    _end(rows, row, LeasedState.DEAD, at=at, error=error, **emptied)


def try_later(rows: LeasedQuerySet[Row], row: Row, error: str, *, at: datetime, **emptied: Any) -> bool:
    """Free the row after a growing wait, give it up after `TRIES` tries.

    Returns whether there is another try. A row that another process has taken since, after our lease ran out,
    is left to it.
    """
    if row.attempts >= TRIES:
        give_up(rows, row, error, at=at, **emptied)
        return False
    wait = WAITS[min(row.attempts, len(WAITS)) - 1]
    # Whoever took the row after our lease ran out has counted a try of its own: then it is theirs.
    rows.waiting().filter(pk=row.pk, attempts=row.attempts).update(
        due_at=at + wait, leased_until=None, leased_by="", error=error
    )
    return True


def free_orphans(*, at: datetime) -> int:
    """Take the leases from processes of this host that are gone. Returns how many rows are free again."""
    return sum(_free_orphans(rows, at=at) for rows in (Job.objects.all(), Message.objects.all()))


def holder() -> str:
    """This process, as leases name it: host and process id."""
    return f"{socket.gethostname()}:{os.getpid()}"


def place_of(error: BaseException) -> str:
    """`ConnectionError at delivery.py:87`: class and place, as messages may quote a text or a telephone."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{place}"[:200]


def _end(
    rows: LeasedQuerySet[Row], row: Row, state: LeasedState, *, at: datetime, error: str = "", **emptied: Any
) -> None:
    rows.waiting().filter(pk=row.pk).update(
        state=state, finished_at=at, leased_until=None, leased_by="", error=error, **emptied
    )


def _free_orphans(rows: LeasedQuerySet[Any], *, at: datetime) -> int:
    held = rows.waiting().filter(leased_until__gt=at, leased_by__startswith=f"{socket.gethostname()}:")
    gone = [by for by in held.values_list("leased_by", flat=True).distinct() if not _is_alive(by)]
    return held.filter(leased_by__in=gone).update(leased_until=None, leased_by="") if gone else 0


def _is_alive(holder: str) -> bool:
    """A killed process that nobody has reaped yet answers a signal, and holds nothing any more."""
    pid = holder.rpartition(":")[2]
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except (PermissionError, ValueError):
        return True
    return not _is_zombie(pid)


def _is_zombie(pid: str) -> bool:
    """As Linux tells it; elsewhere the lease runs out by itself."""
    try:
        # The name before the state may itself hold brackets and blanks.
        return (
            Path(f"/proc/{pid}/stat")
            .read_text(encoding="utf-8", errors="replace")
            .rpartition(")")[2]
            .split()[0]
            == "Z"
        )
    except OSError:
        return False
