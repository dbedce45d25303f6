"""What a worker of the queue does: each minute `tick`, and `run` for one job."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

import structlog
from django.utils import timezone

from office import snapshots
from office.background import jobs, leases, queue, recurring
from office.notifications import delivery

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
        with snapshots.held():
            jobs.run(job_pk, at=timezone.now())
    except (Exception, SystemExit) as error:  # noqa: BLE001 - see above
        log.error("run_failed", job=job_pk, error=leases.place_of(error))


def start() -> Any:
    """Start the workers; what a dead cluster had in hand is handed over again. Returns the cluster."""
    queue.empty()
    jobs.hand_over_again()
    return queue.start()


def _hand_over(*, at: datetime, lost_before: datetime) -> None:
    for pk in jobs.to_hand_over(at=at, lost_before=lost_before):
        queue.put_run(pk)
