"""When the site was last copied, as `manage.py backup` recorded it in the chain of events."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from office import events
from office.actors import Actor
from office.events import Fact
from office.models import Event
from office.verbs import verb

SUBJECT = "backups:site"
DONE, FAILED = "backup_done", "backup_failed"
# A daily copy that failed once may be made up for on the next day.
OLD_AFTER = timedelta(hours=48)


@dataclass(frozen=True)
class Backup:
    """`size` in bytes of the whole folder; a copy is proved when each part was read again and compared."""

    at: datetime
    proved: bool
    size: int = 0


@verb
def record_done(*, size: int, files: int, by: Actor, at: datetime) -> None:
    """A copy of `size` bytes with `files` files was written and proved."""
    events.record(Fact(SUBJECT, DONE, {"bytes": size, "files": files}), by=by, at=at)


@verb
def record_failed(*, by: Actor, at: datetime) -> None:
    """A copy was begun and is of no use: it could not be written, or is not what it was made from."""
    events.record(Fact(SUBJECT, FAILED), by=by, at=at)


def last_proved() -> Backup | None:
    return _backup(Event.objects.filter(subject=SUBJECT, action=DONE).order_by("seq").last())


def last_try() -> Backup | None:
    """The last copy, proved or failed."""
    return _backup(Event.objects.filter(subject=SUBJECT).order_by("seq").last())


def is_old(backup: Backup | None, *, at: datetime) -> bool:
    """Whether the last proved copy is missing or of more than 48 hours ago."""
    return backup is None or at - backup.at > OLD_AFTER


def _backup(event: Event | None) -> Backup | None:
    if event is None:
        return None
    return Backup(at=event.at, proved=event.action == DONE, size=int(event.data.get("bytes", 0)))
