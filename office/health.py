"""What an operator's probes ask: whether everything that a submission needs works, and figures to watch."""

import secrets
import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, transaction
from django.db.models import Max
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from office import ports
from office.background import recurring
from office.models import ChainHead, Event, Job, Message, Notice, User

EXPOSITION_TYPE = CONTENT_TYPE_PLAIN_0_0_4
QUEUE_SILENT_AFTER = timedelta(minutes=5)
FREE_BYTES = 200 * 1024 * 1024
log = structlog.get_logger("health")


class _Undo(Exception):
    pass


def examine(*, at: datetime) -> dict[str, bool]:
    """The name of each part and whether it is well; the log says why one is not."""
    parts: dict[str, Callable[[], bool]] = {
        "database": database_writes,
        "storage": storage_has_room,
        "queue": lambda: queue_is_alive(at=at),
    }
    return {name: _is_well(name, check) for name, check in parts.items()}


def lost() -> list[str]:
    """Parts without which everything works, only slower: the shared cache."""
    return [] if cache_answers() else ["cache"]


def cache_answers() -> bool:
    """What is put in comes out; a cache that is gone is no error, only a miss."""
    value = secrets.token_hex(8)
    cache.set("probe:readyz", value, 10)
    return bool(cache.get("probe:readyz") == value)


def database_writes() -> bool:
    """A row goes in and is taken back: a database that only reads is not ready."""
    try:
        with transaction.atomic():
            ChainHead.objects.create(key="probe:readyz", seq=0, mac=b"", key_id="", seal=b"")
            raise _Undo
    except _Undo:
        return True


def storage_has_room() -> bool:
    places = [Path(settings.MEDIA_ROOT), Path(settings.VAR_DIR)]
    return all(shutil.disk_usage(_existing(place)).free > FREE_BYTES for place in places)


def queue_is_alive(*, at: datetime) -> bool:
    """Reminders and mail leave: the queue beats each minute."""
    beat = recurring.last_beat()
    return beat is not None and at - beat < QUEUE_SILENT_AFTER


def exposition(*, at: datetime) -> bytes:
    """All gauges in the text format of Prometheus, read from the database now."""
    registry = CollectorRegistry()
    for gauge in [*OWN_GAUGES, *ports.gauges]:
        Gauge(gauge.name, gauge.help, registry=registry).set(gauge.value(at))
    return generate_latest(registry)


def _is_well(name: str, check: Callable[[], bool]) -> bool:
    try:
        return check()
    except (DatabaseError, OSError) as error:
        log.warning("not_ready", part=name, error=type(error).__name__)
        return False


def _existing(place: Path) -> Path:
    return place if place.exists() else _existing(place.parent)


def _oldest_wait(at: datetime) -> float:
    """Seconds since the message that has waited longest was due."""
    oldest = Message.objects.waiting().order_by("due_at").values_list("due_at", flat=True).first()
    return max(0.0, (at - oldest).total_seconds()) if oldest else 0.0


def _queue_silence(at: datetime) -> float:
    beat = recurring.last_beat()
    return (at - beat).total_seconds() if beat else -1.0


OWN_GAUGES = (
    ports.Gauge("office_jobs_waiting", "Jobs not yet done", lambda at: Job.objects.waiting().count()),
    ports.Gauge("office_jobs_dead", "Jobs given up", lambda at: Job.objects.dead().count()),
    ports.Gauge(
        "office_messages_waiting", "Messages not yet sent", lambda at: Message.objects.waiting().count()
    ),
    ports.Gauge("office_messages_dead", "Messages given up", lambda at: Message.objects.dead().count()),
    ports.Gauge("office_message_wait_seconds", "Age of the oldest message that is due", _oldest_wait),
    ports.Gauge(
        "office_notices_unread", "Notices nobody has read", lambda at: Notice.objects.unread().count()
    ),
    ports.Gauge("office_queue_silence_seconds", "Since the queue's last beat; -1 never", _queue_silence),
    ports.Gauge(
        "office_accounts_active", "Accounts that may sign in", lambda at: User.objects.active().count()
    ),
    ports.Gauge(
        "office_events_last",
        "Key of the last event",
        lambda at: Event.objects.aggregate(n=Max("pk"))["n"] or 0,
    ),
)
