"""Walks the table of recurring jobs (config/schedule.py): each slot is claimed by a row and becomes one job.

A queue that was down runs only the latest slot it missed, and that once; two queues cannot claim the same slot. A row
that no queue has ever walked owes nothing of before: a new installation, and a row that a release brings, begin now.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, Protocol

import structlog
from croniter import croniter
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from office.background import jobs, leases
from office.models import Job, RecurringRun
from office.models.jobs import BEAT

# By its name: this floor imports nothing from above.
SCHEDULE = "config.schedule.SCHEDULE"
KIND = "recurring"
# A first walk does what has come within this time: the tick is each minute.
FRESH = timedelta(minutes=1)

log = structlog.get_logger(__name__)


class Recurring(Protocol):
    """A row of the table: a unique name, the dotted path of a function taking `at=`, a cron line in local time."""

    @property
    def name(self) -> str: ...
    @property
    def call(self) -> str: ...
    @property
    def when(self) -> str: ...


def walk(*, at: datetime) -> int:
    """Claim the slots that have come at the instant `at` and ask for their jobs. Returns how many were asked for.

    A row that fails is logged and passed; a slot is claimed once, whichever process comes first (constraint
    `recurringrun_once_per_slot`). What came before a row's first walk is claimed and not done.
    """
    come: list[tuple[Recurring, datetime]] = []
    for row in table():
        with _logged(row):
            come.append((row, latest_slot(row.when, at)))
    claimed = set(
        RecurringRun.objects.filter(slot__in={slot for _, slot in come}).values_list("name", "slot")
    )
    unclaimed = [(row, slot) for row, slot in come if (row.name, slot) not in claimed]
    walked = _walked_before(row.name for row, _ in unclaimed)
    begun = 0
    for row, slot in unclaimed:
        with _logged(row):
            is_owed = row.name in walked or slot > at - FRESH
            begun += _begin(row, slot, at=at) if is_owed else _pass_over(row, slot)
    return begun


def latest_slot(when: str, at: datetime) -> datetime:
    """The last instant, `at` included, that fits the cron line in local time.

    Raises `ValueError` for a line that is none.
    """
    just_after = timezone.localtime(at).replace(microsecond=0) + timedelta(seconds=1)
    slot: datetime = croniter(when, just_after).get_prev(datetime)
    return slot


def beat(*, at: datetime) -> None:
    """Leave a sign of life. Of two queues that begin at once one inserts the row; a constraint sees to it."""
    if not RecurringRun.objects.filter(name=BEAT).update(slot=at):
        RecurringRun.objects.bulk_create([RecurringRun(name=BEAT, slot=at)], ignore_conflicts=True)


def last_beat() -> datetime | None:
    """When the queue was last seen alive: read by /readyz and by whoever supervises the queue."""
    return RecurringRun.objects.filter(name=BEAT).order_by("-slot").values_list("slot", flat=True).first()


def table() -> Iterable[Recurring]:
    """The rows of `config/schedule.py`, which the settings name."""
    rows: Iterable[Recurring] = import_string(SCHEDULE)
    return rows


@contextmanager
def _logged(row: Recurring) -> Iterator[None]:
    """One bad row must not stop the others."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 - see above
        log.error("recurring_row_failed", name=row.name, error=leases.place_of(error))


def _begin(row: Recurring, slot: datetime, *, at: datetime) -> bool:
    try:
        with transaction.atomic():
            claimed = RecurringRun.objects.create(name=row.name, slot=slot)
            if jobs.is_in_hand(KIND, f"{row.name}@"):
                # A slot that comes while the last one still runs or waits is done by that one.
                return False
            claimed.job = _ask(row, slot, at=at)
            claimed.save(update_fields=["job"])
    except IntegrityError:
        return False
    return True


def _walked_before(names: Iterable[str]) -> set[str]:
    """Those of which a slot was claimed once: `purge` keeps the last claim of each."""
    return set(
        RecurringRun.objects.filter(name__in=list(names)).order_by().values_list("name", flat=True).distinct()
    )


def _pass_over(row: Recurring, slot: datetime) -> bool:
    """Claim without a job."""
    RecurringRun.objects.bulk_create([RecurringRun(name=row.name, slot=slot)], ignore_conflicts=True)
    return False


def _ask(row: Recurring, slot: datetime, *, at: datetime) -> Job:
    return jobs.enqueue(KIND, f"{row.name}@{slot.isoformat()}", {"name": row.name}, run_at=at)


@jobs.handler(KIND)
def run(args: Mapping[str, Any], *, at: datetime) -> None:
    """Call the row's function with the present, not with its slot: what is late must not send what is stale."""
    row = next((row for row in table() if row.name == args["name"]), None)
    if row is not None:
        import_string(row.call)(at=at)
