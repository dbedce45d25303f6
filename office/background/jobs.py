"""Work that is done outside a request: asked for by `enqueue` in the verb's transaction, done by `run`.

The row says what is due and remembers tries and waits; the queue (office/background/queue.py) only carries its key.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Protocol

import structlog
from django.db import transaction
from django.utils import timezone

from office.background import leases, queue
from office.database.storing import insert
from office.models import Job, RecurringRun
from office.refusals import Refused

HANDED_OVER_AT_ONCE = 500
KEPT_FOR = timedelta(days=30)

log = structlog.get_logger(__name__)


class Handler(Protocol):
    def __call__(self, args: Mapping[str, Any], *, at: datetime) -> object: ...


HANDLERS: dict[str, Handler] = {}


def handler(kind: str) -> Callable[[Handler], Handler]:
    """Register the function that does all jobs of this kind. It may be called twice for one job: be idempotent."""

    def register(function: Handler) -> Handler:
        if HANDLERS.setdefault(kind, function) is not function:
            raise ValueError(f"Jobs of the kind {kind!r} have two handlers.")
        return function

    return register


def enqueue(kind: str, key: str, args: Mapping[str, Any], *, run_at: datetime) -> Job:
    """Ask for work once: the same kind and key again returns the job there is, done or not.

    `args` holds ids, never texts. `run_at` is the instant from which it is due.
    """
    job, is_new = Job.objects.get_or_create(kind=kind, key=key, defaults={"args": args, "due_at": run_at})
    if is_new:
        transaction.on_commit(partial(_wake, job), robust=True)
    return job


def enqueue_first(kind: str, key: str, args: Mapping[str, Any], *, run_at: datetime) -> Job:
    """`enqueue` for a key of something made in this transaction: one statement, and no commit of the carrier's own.

    The next tick brings it, within a minute.
    """
    job = Job(kind=kind, key=key, args=args, due_at=run_at)
    insert(job)
    return job


def run(pk: int, *, at: datetime) -> bool:
    """Do a job that is due and free at the instant `at`. Returns whether this process did it to the end.

    Nothing that the handler raises is raised here: a refusal gives the job up, any other error is kept by
    class and place and the job tried later (office/background/leases.py).
    """
    job = leases.take(Job.objects.all(), pk, at=at)
    if job is None:
        return False
    try:
        HANDLERS[job.kind](job.args, at=at)
    except Refused as refusal:
        log.error("job_refused", job=pk, kind=job.kind, code=refusal.code)
        leases.give_up(Job.objects.all(), job, f"Refused {refusal.code}", at=at)
    # SystemExit is how the queue ends a try that takes too long.
    except (Exception, SystemExit) as error:  # noqa: BLE001 - a try may fail in any way
        place = leases.place_of(error)
        again = leases.try_later(Job.objects.all(), job, place, at=at)
        log.error("job_failed" if again else "job_dead", job=pk, kind=job.kind, error=place)
    else:
        leases.finish(Job.objects.all(), job, at=at)
        return True
    return False


def run_now(kind: str, key: str, *, at: datetime) -> bool:
    """`run` for whoever does not wait for the queue and knows what was asked for."""
    return run(Job.objects.get(kind=kind, key=key).pk, at=at)


def to_hand_over(*, at: datetime, lost_before: datetime) -> list[int]:
    """The due jobs that the carrier does not have, oldest first; they count as handed over from now on.

    What it was given before `lost_before` and nobody holds is lost: it brings things in their order, so
    that whoever asks has been overtaken by nothing. A job that is brought twice is done once.
    """
    with transaction.atomic():
        due = Job.objects.to_hand_over(at, again_before=lost_before).order_by("due_at", "pk")
        keys = list(due.values_list("pk", flat=True)[:HANDED_OVER_AT_ONCE])
        Job.objects.filter(pk__in=keys).update(handed_over_at=at)
    return keys


def is_in_hand(kind: str, prefix: str) -> bool:
    """Whether a job of this kind whose key begins so has not ended."""
    return Job.objects.waiting().filter(kind=kind, key__startswith=prefix).exists()


def hand_over_again() -> None:
    """The carrier has been emptied: it has none of the jobs any more."""
    Job.objects.waiting().exclude(handed_over_at=None).update(handed_over_at=None)


def purge(at: datetime) -> int:
    """Remove what ended a month ago, and claims of slots but for the last of each name.

    Returns how many rows are gone.
    """
    ended = Job.objects.exclude(state="waiting").filter(finished_at__lt=at - KEPT_FOR)
    latest = RecurringRun.objects.latest_of_each_name()
    past = RecurringRun.objects.filter(slot__lt=at - KEPT_FOR).exclude(pk__in=latest)
    return past.delete()[0] + ended.delete()[0]


def _wake(job: Job) -> None:
    """After the commit: bring a job that is due at once; if that fails, the next tick does."""
    if job.due_at <= timezone.now():
        queue.put_run(job.pk)
