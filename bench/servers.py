"""The processes that are measured: two web servers on ports of their own, a queue; what they hold in memory."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bench import load

ROOT = Path(__file__).resolve().parent.parent
IDLE_SECONDS = 10


@contextmanager
def web(application: str, path: str) -> Iterator[tuple[int, int]]:
    """gunicorn with two sync workers, until the block ends. Gives its process and its port."""
    port = _free_port()
    gunicorn = [sys.executable, "-m", "gunicorn", "--workers", "2", "--log-level", "error"]
    server = subprocess.Popen([*gunicorn, "--bind", f"127.0.0.1:{port}", application], cwd=ROOT)
    try:
        _wait(port, path)
        yield server.pid, port
    finally:
        server.terminate()
        server.wait()


@contextmanager
def queue() -> Iterator[int]:
    """The queue as an operator starts it; gives its process."""
    runs = subprocess.Popen([sys.executable, "manage.py", "runqueue"], cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        yield runs.pid
    finally:
        runs.terminate()
        runs.wait()


def settled(pid: int, is_at_work: Callable[[], bool], *, at_most: float) -> tuple[int, int]:
    """`largest` after ten seconds in a row without work, and the most it was before.

    Raises RuntimeError where there is still work after `at_most` seconds.
    """
    until, idle, most = time.monotonic() + at_most, 0, 0
    while idle < IDLE_SECONDS:
        if time.monotonic() > until:
            raise RuntimeError(f"still at work after {at_most:g} s")
        time.sleep(1)
        idle = 0 if is_at_work() else idle + 1
        most = max(most, largest(pid))
    return largest(pid), most


def largest(pid: int) -> int:
    """Resident memory in MB of the largest process below `pid`, from the kernel."""
    return max((_resident(child) for child in _below(pid)), default=0)


def processor_seconds(pid: int) -> float:
    """What all processes below `pid` have used of the processors so far, from the kernel."""
    ticks = sum(sum(map(int, _stat(child)[11:13])) for child in _below(pid))
    return ticks / os.sysconf("SC_CLK_TCK")


def _stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat after the name of the command, which may hold spaces."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def _below(pid: int) -> Iterator[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children")
    for child in map(int, children.read_text().split()) if children.exists() else ():
        yield child
        yield from _below(child)


def _resident(pid: int) -> int:
    status = Path(f"/proc/{pid}/status")
    found = re.search(r"VmRSS:\s+(\d+)", status.read_text()) if status.exists() else None
    return int(found.group(1)) // 1024 if found else 0


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _wait(port: int, path: str) -> None:
    for _ in range(240):
        try:
            if load.send(port, load.get(path))[0] < 500:
                return
        except OSError:
            pass
        time.sleep(0.5)
    raise RuntimeError(f"nothing answers on {path}")
