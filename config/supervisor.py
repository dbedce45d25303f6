"""Keeps a queue alive: starts the cluster as a process group of its own, watches its sign of life, restarts it.

django-q2 does not survive every death of its processes: a worker killed while idle takes the lock of the task queue
with it, and the rest waits for ever. So the only proof of life is a tick that has come through.
"""

import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import IO

import structlog
from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from office.background import queue, recurring, worker
from office.models import Job, Message

log = structlog.get_logger("queue")

# A tick each five seconds: work that was asked for during a stop is found soon, and a hang is seen soon.
TICK_EVERY = 5.0
# Three ticks that did not come through. With the start of a new cluster, work goes on within 30 seconds.
SILENCE = 15.0
START_GRACE = 20.0
LOOK_EVERY = 1.0
STOP_PATIENCE = 30.0
CLUSTER_COMMAND = [sys.executable, "manage.py", "runqueue", "--cluster"]


class Supervisor:
    def __init__(self) -> None:
        self.stopping = False
        self.cluster: subprocess.Popen[bytes] | None = None
        self.last_value: datetime | None = None
        self.last_sign = 0.0
        self.last_tick = 0.0

    def run(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._ask_to_stop)
        with _registered() as record:
            while not self.stopping:
                self._start(record)
                self._watch()
                self._end()

    def _ask_to_stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def _start(self, record: IO[str]) -> None:
        # A session of its own: Ctrl-C reaches us alone, and one signal ends whatever the cluster left behind.
        self.cluster = subprocess.Popen(CLUSTER_COMMAND, cwd=settings.BASE_DIR, start_new_session=True)  # noqa: S603
        record.seek(0)
        record.truncate()
        record.write(f"{self.cluster.pid}\n")
        record.flush()
        now = time.monotonic()
        self.last_sign = now + START_GRACE - SILENCE
        self.last_tick = now
        log.info("queue_started", cluster=self.cluster.pid)

    def _watch(self) -> None:
        """Return when the cluster has ended, hangs, or we are asked to stop."""
        assert self.cluster is not None  # noqa: S101 - _start came first
        while not self.stopping:
            time.sleep(LOOK_EVERY)
            if self.cluster.poll() is not None:
                log.error("queue_ended", cluster=self.cluster.pid, code=self.cluster.returncode)
                return
            try:
                self._tick()
                if self._is_silent() and not self._is_at_work():
                    log.error("queue_hangs", cluster=self.cluster.pid)
                    return
            except DatabaseError as error:
                # Without its database a queue cannot show that it lives; a restart would not help.
                log.warning("queue_database_away", error=type(error).__name__)
                self.last_sign = time.monotonic()
                connection.close()

    def _tick(self) -> None:
        """Note a tick that came through; put the next one when it is time, and one only."""
        value = recurring.last_beat()
        now = time.monotonic()
        # Compared for change, not for age: a clock that jumps is no hang.
        came_through = value != self.last_value
        if came_through:
            self.last_value = value
            self.last_sign = now
        if now - self.last_tick >= (TICK_EVERY if self.last_sign >= self.last_tick else SILENCE):
            queue.put_tick()
            self.last_tick = now

    def _is_silent(self) -> bool:
        return time.monotonic() - self.last_sign > SILENCE

    def _is_at_work(self) -> bool:
        """Whether every worker of our cluster holds a job or a message: then a tick has to wait."""
        here = f"{socket.gethostname()}:"
        holders = {
            by
            for rows in (Job.objects.all(), Message.objects.all())
            for by in rows.waiting()
            .filter(leased_until__gt=timezone.now(), leased_by__startswith=here)
            .values_list("leased_by", flat=True)
        }
        ours = [by for by in holders if self._is_ours(int(by.removeprefix(here)))]
        return len(ours) >= int(settings.Q_CLUSTER["workers"])

    def _is_ours(self, pid: int) -> bool:
        try:
            return self.cluster is not None and os.getpgid(pid) == self.cluster.pid
        except ProcessLookupError:
            return False

    def _end(self) -> None:
        """Politely first when we are asked to stop; what hangs, or was left by a dead leader, is killed."""
        if self.cluster is None:
            return
        if self.stopping and self.cluster.poll() is None:
            self.cluster.terminate()
            with suppress(subprocess.TimeoutExpired):
                self.cluster.wait(STOP_PATIENCE)
        kill_group(self.cluster.pid)
        self.cluster.wait()


def serve() -> None:
    """The cluster's own process: ends when it is told to, when its sentinel is gone, or with its supervisor."""
    supervisor = os.getppid()
    cluster = worker.start()
    while cluster.sentinel.is_alive():
        if os.getppid() != supervisor:
            cluster.stop()
            return
        time.sleep(LOOK_EVERY / 2)


def kill_group(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)


@contextmanager
def _registered() -> Iterator[IO[str]]:
    """A locked file names our cluster. A file that nobody locks was left by a killed supervisor: end its cluster."""
    folder = Path(settings.VAR_DIR) / "queue"
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.glob("*.pid"):
        _end_orphans(left)
    path = folder / f"{os.getpid()}.pid"
    with path.open("w+") as record:
        fcntl.flock(record, fcntl.LOCK_EX)
        try:
            yield record
        finally:
            path.unlink(missing_ok=True)


def _end_orphans(left: Path) -> None:
    with suppress(FileNotFoundError), left.open() as record:
        try:
            fcntl.flock(record, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        text = record.read().strip()
        if text and _runs_our_cluster(int(text)):
            kill_group(int(text))
        left.unlink(missing_ok=True)


def _runs_our_cluster(group: int) -> bool:
    """Whether some process of this group still runs our command: numbers of processes come round again."""
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError, ProcessLookupError):
            if (
                os.getpgid(int(entry.name)) == group
                and b"runqueue\0--cluster" in (entry / "cmdline").read_bytes()
            ):
                return True
    return False
