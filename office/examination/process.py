"""Examines a file in a process of its own, within limits of processor time, memory and wall time.

Whatever the file does to its decoder, this process waits two seconds at most and gets back a few known words or the
bytes of a picture that was written anew. A command of the operator, for which nobody waits in a browser, is `unhurried`.
"""

import json
import os
import signal
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

import structlog
from django.conf import settings

from office.examination import child, reasons
from office.examination.budgets import Budget
from office.examination.reasons import WORDS, Unacceptable

PROGRAM = str(Path(child.__file__).resolve())
SECONDS_AT_MOST = 2
# On a machine that is busy with other things a process may get a third of it: it is not the file's fault.
WALL_FACTOR = 3
UNHURRIED_FACTOR = 60
LOOK_EVERY = 0.25
# Each may take 800 MB: threads of one web process wait for each other.
AT_ONCE = BoundedSemaphore(2)
# Neither of them is a sign of damage: they are how a limit shows.
LIMITS = {-signal.SIGXCPU, -signal.SIGKILL, -signal.SIGALRM}

_wall_factor = ContextVar("wall_factor", default=WALL_FACTOR)

log = structlog.get_logger("examination")


@contextmanager
def unhurried() -> Iterator[None]:
    """Around a command: files wait two minutes for a busy machine; what they may cost stays the same."""
    token = _wall_factor.set(UNHURRIED_FACTOR)
    try:
        yield
    finally:
        _wall_factor.reset(token)


def examine(content: bytes, budget: Budget) -> tuple[str, bytes]:
    """The type of an acceptable file and the bytes to keep. Raises Unacceptable.

    Takes what it cost out of the budget.
    """
    head, body = _run({"job": "file", "pixels": budget.pixels}, content, budget)
    budget.pixels -= int(head["pixels"])
    return str(head["type"]), body or content


def read_table(content: bytes) -> list[list[str]]:
    """Rows of a CSV file or of a workbook's first sheet, as tables.py gives them. Raises Unacceptable."""
    rows: list[list[str]] = json.loads(_run({"job": "table"}, content, Budget())[1])
    return rows


def read_sheets(content: bytes) -> list[tuple[str, list[list[str]]]]:
    """Name and rows of each sheet of a workbook. Raises Unacceptable."""
    found = json.loads(_run({"job": "sheets"}, content, Budget())[1])
    return [(title, rows) for title, rows in found]


def read_words(content: bytes) -> str:
    """The words inside an Office file or a PDF, as words.py finds them. Raises Unacceptable."""
    return _run({"job": "words"}, content, Budget())[1].decode()


def draw_pages(content: bytes) -> bytes:
    """JPEG of the first pages of a PDF, as pdf_pages.py draws them. Raises Unacceptable."""
    return _run({"job": "pages"}, content, Budget())[1]


def read_word_lines(content: bytes) -> list[tuple[str, str, bool]]:
    """Style, text and whether it stands in a table of each paragraph of a .docx, as word_lines.py finds them. Raises
    Unacceptable."""
    found = json.loads(_run({"job": "word_lines"}, content, Budget())[1])
    return [(style, text, is_in_table) for style, text, is_in_table in found]


def clean_html(
    html: str, *, tags: Iterable[str], dropped: Iterable[str], attributes: dict[str, list[str]]
) -> str:
    """The HTML with these tags and attributes alone; `dropped` go with all that is in them. Raises Unacceptable."""
    task = {"job": "html", "tags": sorted(tags), "dropped": sorted(dropped), "attributes": attributes}
    return _run(task, html.encode("utf-8", "replace"), Budget())[1].decode()


def _run(task: dict[str, Any], content: bytes, budget: Budget) -> tuple[dict[str, Any], bytes]:
    if budget.seconds <= 0:
        raise Unacceptable(reasons.TOO_MUCH_AT_ONCE)
    with _turn():
        try:
            head, body = _answer(task | {"path": _path()}, content)
        except Unacceptable:
            # What was ended does not tell what it took.
            budget.seconds -= SECONDS_AT_MOST
            raise
    budget.seconds -= float(head["seconds"])
    if "reason" in head:
        numbers = {str(name): int(value) for name, value in head["numbers"].items()}
        raise Unacceptable(head["reason"] if head["reason"] in WORDS else reasons.BROKEN_DOCUMENT, **numbers)
    return head, body


@contextmanager
def _turn() -> Iterator[None]:
    if not AT_ONCE.acquire(timeout=2 * settings.EXAMINATION_SECONDS):
        raise Unacceptable(reasons.BUSY)
    try:
        yield
    finally:
        AT_ONCE.release()


def _answer(task: dict[str, Any], content: bytes) -> tuple[dict[str, Any], bytes]:
    wall_seconds = float(settings.EXAMINATION_SECONDS)
    limits = {"seconds": SECONDS_AT_MOST, "wall_seconds": _wall_factor.get() * wall_seconds + 1}
    with _memory(content) as given, _memory(b"") as written:
        # A list of our own words, no shell, the interpreter that runs this.
        running = subprocess.Popen(  # noqa: S603
            [sys.executable, "-I", "-S", PROGRAM, json.dumps(task | limits)],
            stdin=given,
            stdout=written,
            stderr=subprocess.DEVNULL,
            env={"MALLOC_ARENA_MAX": "2", "LC_ALL": "C.UTF-8"},
            cwd="/",
            start_new_session=True,
        )
        try:
            _wait(running, wall_seconds)
        finally:
            # Also where this request is given up: whatever it started goes with it.
            _end(running)
        return _read(running.returncode, written)


def _wait(running: subprocess.Popen[bytes], seconds: float) -> None:
    """Until it has ended. Raises Unacceptable after `seconds`, of which only those count in which it could run."""
    started = time.monotonic()
    limit = seconds
    while True:
        try:
            running.wait(timeout=limit)
        except subprocess.TimeoutExpired as error:
            passed = time.monotonic() - started
            if _processor_seconds(running.pid) >= 0.75 * passed:
                raise Unacceptable(reasons.TOO_MUCH_WORK) from error
            if passed >= _wall_factor.get() * seconds:
                # The machine had no time for it: nothing is wrong with the file.
                raise Unacceptable(reasons.BUSY) from error
            limit = LOOK_EVERY
        else:
            return


def _processor_seconds(pid: int) -> float:
    # Linux counts it for every process; the id of that clock is made of the process's own (clock_getcpuclockid).
    try:
        return time.clock_gettime((~pid << 3) | 2)
    except OSError:
        return float(SECONDS_AT_MOST)


def _end(running: subprocess.Popen[bytes]) -> None:
    # Asked first: the number of a process that has ended may be another's by now.
    if running.poll() is None:
        os.killpg(running.pid, signal.SIGKILL)
        running.wait()


def _read(status: int, written: int) -> tuple[dict[str, Any], bytes]:
    """What the process wrote, believed only as far as it can be checked."""
    if status:
        log.warning("examination_ended", status=status)
        raise Unacceptable(reasons.TOO_MUCH_WORK if status in LIMITS else reasons.BROKEN_DOCUMENT)
    with open(written, "rb", closefd=False) as answer:
        answer.seek(0)
        head = json.loads(answer.readline(4096))
        body = answer.read(child.ANSWER_AT_MOST)
    return head, body


@contextmanager
def _memory(content: bytes) -> Iterator[int]:
    """A file without a name or a place on disk: neither side waits for the other, as both would with pipes."""
    descriptor = os.memfd_create("examination")
    try:
        with open(descriptor, "wb", closefd=False) as file:
            file.write(content)
        os.lseek(descriptor, 0, os.SEEK_SET)
        yield descriptor
    finally:
        os.close(descriptor)


def _path() -> list[str]:
    """Where the process finds the libraries, which it does not look for itself."""
    paths = [str(settings.BASE_DIR), sysconfig.get_path("purelib"), sysconfig.get_path("platlib")]
    return list(dict.fromkeys(paths))
