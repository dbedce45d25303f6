"""Whatever is killed in the queue, it carries again within 30 seconds, without a hand."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from tests import schema
from tests.config.test_checks import own
from tests.sizes import SIZE
from tests.sources import ROOT

pytestmark = [pytest.mark.queue, pytest.mark.real_clock, pytest.mark.xdist_group("queue")]
RECOVERY = 30.0
START = 40.0


class Queue:
    """A `runqueue` on a database of its own, as an operator starts it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database = folder / "db.sqlite3"
        self.environment = (
            os.environ | own() | {"VAR_DIR": str(folder), "DATABASE_URL": f"sqlite:///{self.database}"}
        )
        self.supervisor = self.start()

    def start(self) -> subprocess.Popen[bytes]:
        with (self.folder / "queue.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "manage.py", "runqueue"],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
            )

    def beat(self) -> str:
        with closing(sqlite3.connect(self.database, timeout=20)) as connection:
            row = connection.execute(
                "SELECT max(slot) FROM office_recurringrun WHERE name = 'tick'"
            ).fetchone()
        return row[0] or ""

    def leader(self) -> int:
        """The process group of the cluster, as the supervisor wrote it down."""
        text = (self.folder / "queue" / f"{self.supervisor.pid}.pid").read_text(encoding="utf-8")
        return int(text)

    def group(self) -> list[int]:
        """Every live process of the cluster: its leader, the sentinel, two workers, pusher and monitor."""
        found = []
        leader = self.leader()
        for entry in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                if (
                    os.getpgid(int(entry.name)) == leader
                    and "Z" not in (entry / "stat").read_text().split()[2]
                ):
                    found.append(int(entry.name))
        return sorted(found)

    def carries_again(self, patience: float = RECOVERY) -> float:
        """Seconds until the next tick but one came through: one may have been under way."""
        started = time.monotonic()
        for _ in range(2):
            last = self.beat()
            until(lambda last=last: self.beat() != last, patience, self)  # type: ignore[misc]
        return time.monotonic() - started

    def end(self) -> None:
        with suppress(ProcessLookupError, OSError, ValueError):
            os.killpg(self.leader(), signal.SIGKILL)
        self.supervisor.kill()
        self.supervisor.wait()


def until(condition: Callable[[], bool], patience: float, queue: Queue) -> None:
    deadline = time.monotonic() + patience
    while not condition():
        if time.monotonic() > deadline:
            log = (queue.folder / "queue.log").read_text(encoding="utf-8")[-4000:]
            pytest.fail(f"Not within {patience} seconds. The queue's log:\n{log}")
        time.sleep(0.2)


@pytest.fixture
def queue(tmp_path: Path, django_db_setup: None, django_db_blocker: object) -> Iterator[Queue]:
    file = tmp_path / "db.sqlite3"
    schema.fetch(file)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
    running = Queue(tmp_path)
    try:
        until(lambda: running.beat() != "", START, running)
        yield running
    finally:
        running.end()


def test_it_survives_the_death_of_any_of_its_processes(queue: Queue) -> None:
    pick = random.Random(20261123)
    slowest = 0.0
    for _ in range(SIZE.kills):
        victims = queue.group()
        os.kill(pick.choice(victims), signal.SIGKILL)
        slowest = max(slowest, queue.carries_again(RECOVERY + 10))
    print(f"{SIZE.kills} kills, slowest recovery {slowest:.1f} s")


def test_it_survives_the_death_of_all_idle_workers_at_once(queue: Queue) -> None:
    """One of them held the lock of the task queue: from here on the cluster waits for ever, and is replaced."""
    for pid in queue.group()[2:4]:
        os.kill(pid, signal.SIGKILL)
    queue.carries_again()


def test_it_stops_in_order_and_leaves_nobody_behind(queue: Queue) -> None:
    group = queue.group()
    queue.supervisor.terminate()
    assert queue.supervisor.wait(RECOVERY) == 0
    until(lambda: not any(alive(pid) for pid in group), 5, queue)
    assert list((queue.folder / "queue").iterdir()) == []


def test_the_cluster_ends_with_its_supervisor(queue: Queue) -> None:
    group = queue.group()
    queue.supervisor.kill()
    queue.supervisor.wait()
    until(lambda: not any(alive(pid) for pid in group), RECOVERY, queue)


def test_a_second_start_ends_what_a_killed_supervisor_left_behind(queue: Queue) -> None:
    leader = queue.leader()
    queue.supervisor.kill()
    queue.supervisor.wait()
    os.kill(leader, signal.SIGKILL)
    queue.supervisor = queue.start()
    queue.carries_again(START)
    assert queue.leader() != leader


def alive(pid: int) -> bool:
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").split()[2] != "Z"
    return False
