"""One installation in a folder of its own: its environment, its commands, its processes."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
READY_WITHIN = 180
COUNT_CASES = "from requests_app.models import EnterpriseRequest as E; print('CASES', E.objects.count())"
Process = subprocess.Popen[bytes]


class Broken(Exception):
    """A step did not hold; the message says what was found."""


class Site:
    """`database` is a DATABASE_URL, "" for SQLite below the folder. All sites of a rehearsal have the same keys."""

    def __init__(self, folder: Path, database: str = "") -> None:
        self.folder = folder
        self.database = database
        self.variables: dict[str, str] = {}
        folder.mkdir(parents=True, exist_ok=True)

    def environment(self) -> dict[str, str]:
        """As a service has it: nothing of the caller's but the path, and the file VAR_DIR/environment."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        own = {"VAR_DIR": str(self.folder), "DATABASE_URL": self.database}
        return kept | {name: value for name, value in own.items() if value} | self.variables

    def run(self, *command: str, fails: bool = False) -> str:
        """What a command said. Raises Broken where it ends otherwise than `fails` says."""
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment(), capture_output=True, text=True, check=False
        )
        said = done.stdout + done.stderr
        if bool(done.returncode) != fails:
            raise Broken(f"{' '.join(command)[-80:]} ended with {done.returncode}: {said[-1500:]}")
        return said

    def manage(self, *arguments: str, fails: bool = False) -> str:
        return self.run(sys.executable, "manage.py", *arguments, fails=fails)

    def count_cases(self) -> int:
        """As its database has them."""
        counted = re.search(r"CASES (\d+)", self.manage("shell", "-c", COUNT_CASES))
        if counted is None:
            raise Broken("the cases cannot be counted")
        return int(counted[1])

    def start(self, *command: str, log: str) -> Process:
        """A process group of its own, so that nothing of it is left when it is ended."""
        with (self.folder / f"{log}.log").open("ab") as opened:
            return subprocess.Popen(
                command,
                cwd=ROOT,
                env=self.environment(),
                stdout=opened,
                stderr=opened,
                start_new_session=True,
            )

    def web(self, port: int) -> Process:
        """As deploy/one-host/platform-web.service starts it."""
        bind = ["--bind", f"127.0.0.1:{port}", "--workers", "2", "--timeout", "60", "--log-level", "error"]
        return self.start(sys.executable, "-m", "gunicorn", "config.wsgi", *bind, log=f"web-{port}")

    def queue(self, name: str) -> Process:
        return self.start(sys.executable, "manage.py", "runqueue", log=name)

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text(encoding="utf-8", errors="replace")


def end(process: Process, number: int = signal.SIGTERM) -> None:
    """With all that it has started; what has ended already is no matter."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, number)
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def children(pid: int) -> list[int]:
    """The processes that `pid` has started and that still run."""
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(each) for each in listed.read_text().split()] if listed.exists() else []


def used_by(pid: int) -> float:
    """Seconds of processor time of a process that runs and of all that it has started; 0 for one that has ended."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    own = sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
    return own + sum(map(used_by, children(pid)))


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def until(condition: Callable[[], bool], what: str, *, within: float = READY_WITHIN) -> float:
    """Seconds until it held. Raises Broken."""
    started = time.monotonic()
    while not condition():
        if time.monotonic() - started > within:
            raise Broken(f"not within {within:g} s: {what}")
        time.sleep(0.5)
    return time.monotonic() - started
