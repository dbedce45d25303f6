"""All that is known here of django-q2: it carries `tick()` and `run(job_pk)`, keeps no results and retries nothing.

What is due stands in our own rows, so a task that it loses, repeats or never brings changes nothing.
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial

import structlog
from django.utils import timezone
from django_q.brokers import get_broker
from django_q.cluster import Cluster
from django_q.tasks import async_task

from office import delivery, jobs, leases, recurring
from office.models import Job

log = structlog.get_logger(__name__)


def tick() -> None:
    """Each minute: begin the recurring jobs that have come, call for the mail that is due, hand over due jobs."""
    at = timezone.now()
    # Read before it is overwritten: a worker killed with a job in hand has lost what came before it.
    hand_over = partial(_hand_over, lost_before=recurring.last_beat() or at)
    steps: dict[str, Callable[..., object]] = {
        "beat": recurring.beat,
        "free_orphans": leases.free_orphans,
        "walk": recurring.walk,
        "gather": delivery.gather,
        "call": delivery.call,
        "hand_over": hand_over,
    }
    for name, step in steps.items():
        try:
            step(at=at)
        except (Exception, SystemExit) as error:  # noqa: BLE001 - the other steps go on
            log.error("tick_failed", step=name, error=leases.place_of(error))


def run(job_pk: int) -> None:
    """Do one job. Never raises: django-q2 would store the words of the error."""
    try:
        jobs.run(job_pk, at=timezone.now())
    except (Exception, SystemExit) as error:  # noqa: BLE001 - see above
        log.error("run_failed", job=job_pk, error=leases.place_of(error))


def wake(job: Job) -> None:
    """After the commit: bring a job that is due at once; if that fails, the next tick does."""
    if job.due_at <= timezone.now():
        async_task("office.queue.run", job.pk)


def put_tick() -> None:
    async_task("office.queue.tick")


def start() -> Cluster:
    """Start the workers as children of this process; what a dead cluster had in hand is handed over again."""
    get_broker().purge_queue()
    jobs.hand_over_again()
    cluster = Cluster()
    cluster.start()
    put_tick()
    return cluster


def _hand_over(*, at: datetime, lost_before: datetime) -> None:
    for pk in jobs.to_hand_over(at=at, lost_before=lost_before):
        async_task("office.queue.run", pk)
