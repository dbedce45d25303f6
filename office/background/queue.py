"""All that is known here of django-q2: it carries `tick()` and `run(job_pk)`, keeps no results and retries nothing.

What is due stands in our own rows, so a task that it loses, repeats or never brings changes nothing.
"""

from django_q.brokers import get_broker
from django_q.cluster import Cluster
from django_q.tasks import async_task

TICK = "office.background.worker.tick"
RUN = "office.background.worker.run"


def put_run(job_pk: int) -> None:
    """Have a worker do one job (office/background/worker.py)."""
    async_task(RUN, job_pk)


def put_tick() -> None:
    """Have a worker do one minute's round (office/background/worker.py)."""
    async_task(TICK)


def empty() -> None:
    """Drop what a dead cluster left behind."""
    get_broker().purge_queue()


def start() -> Cluster:
    """Start the workers as children of this process."""
    cluster = Cluster()
    cluster.start()
    put_tick()
    return cluster
