"""How many questions the main pages ask the database, counted in process with a warm cache; how long a write locks it."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any
from unittest import mock

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench import forms
from bench.forms import Fields
from bench.prepare import PHONE, Prepared
from bench.report import Report

# What opens and ends a transaction is not counted.
OF_A_TRANSACTION = re.compile(r"\s*(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)", re.IGNORECASE)
WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE)", re.IGNORECASE)
WARM_UP = 2
SUBMITS = 60
Send = Callable[[Fields], Any]


def measure(report: Report, prepared: Prepared) -> None:
    """A line for each page; the case is in hand, read by staff, worked on by the liaison of its group."""
    visitor, staff, liaison = client(), client(prepared.staff), client(prepared.liaison)
    case = f"/desk/requests/{prepared.case}/"
    step = f"{case}steps/{forms.STEP}/"
    look_up = {"code": prepared.code, "last4": PHONE[-4:]}
    complete = forms.requests(visitor.get(forms.PUBLIC_FORM).content)
    progress = visitor.post("/track/", look_up)["Location"]
    pages: dict[str, tuple[Send, Callable[[], Fields], int]] = {
        "public_form": (partial(visitor.get, forms.PUBLIC_FORM), dict, 200),
        "submit": (partial(visitor.post, forms.PUBLIC_FORM), lambda: next(complete), 303),
        "track": (partial(visitor.post, "/track/"), lambda: look_up, 303),
        "progress": (partial(visitor.get, progress), dict, 200),
        "desk_start": (partial(staff.get, "/desk/"), dict, 200),
        "desk_list": (partial(staff.get, "/desk/requests/"), dict, 200),
        "case_page": (partial(staff.get, case), dict, 200),
        "step_form": (partial(liaison.get, step), dict, 200),
        "step": (partial(liaison.post, step), lambda: forms.contact(liaison.get(step).content), 303),
        "admin_start": (partial(staff.get, "/admin/"), dict, 200),
        "board": (partial(visitor.get, "/board/gyllzx/"), dict, 200),
    }
    for name, (send, fields, expected) in pages.items():
        if report.wants(f"questions_{name}"):
            with report.measuring(f"questions_{name}"):
                count, repeats = _questions(send, fields, expected)
                report.line(f"questions_{name}", [count], "asked", beside=f"{repeats} repeated")
    if report.wants("write_lock_ms"):
        with report.measuring("write_lock_ms"):
            _write_lock(report, partial(visitor.post, forms.PUBLIC_FORM), complete)


def client(session: str = "") -> Client:
    """A browser, signed in where it has the key of a session."""
    browser = Client(SERVER_NAME="127.0.0.1")
    if session:
        browser.cookies[settings.SESSION_COOKIE_NAME] = session
    return browser


def _questions(send: Send, fields: Callable[[], Fields], expected: int) -> tuple[int, int]:
    """How many statements are sent, and how many of them word for word a second time.

    Raises RuntimeError on any other status.
    """
    for _ in range(WARM_UP):
        send(fields())
    given = fields()
    with CaptureQueriesContext(connection) as captured:
        answer = send(given)
    if answer.status_code != expected:
        raise RuntimeError(f"status {answer.status_code}: {answer.content[:300]!r}")
    asked = [query["sql"] for query in captured.captured_queries]
    asked = [statement for statement in asked if not OF_A_TRANSACTION.match(statement)]
    return len(asked), len(asked) - len(set(asked))


def _write_lock(report: Report, send: Send, complete: Iterator[Fields]) -> None:
    """Each form sent holds SQLite's only write lock so long, in so many transactions."""
    times, counts = [], []
    for number in range(WARM_UP + SUBMITS):
        given = next(complete)
        with _held() as held:
            answer = send(given)
        if answer.status_code != 303:
            raise RuntimeError(f"status {answer.status_code}: {answer.content[:300]!r}")
        if number >= WARM_UP:
            times.append(sum(held))
            counts.append(len(held))
    beside = f"{max(counts)} transactions that write"
    report.line(
        "write_lock_ms", times, f"the write lock is held for a form sent, of {SUBMITS}", beside=beside
    )


@contextmanager
def _held() -> Iterator[list[float]]:
    """Milliseconds of each transaction from BEGIN IMMEDIATE to COMMIT, and of each write outside of one."""
    held: list[float] = []
    begun = 0.0
    begin, commit = connection._start_transaction_under_autocommit, connection._commit  # type: ignore[attr-defined]  # noqa: SLF001

    def timed_begin() -> None:
        nonlocal begun
        begin()
        begun = time.perf_counter()

    def timed_commit() -> None:
        commit()
        held.append((time.perf_counter() - begun) * 1000)

    def timed_write(run: Any, statement: str, given: Any, many: bool, context: Any) -> Any:
        if connection.in_atomic_block or not WRITES.match(statement):
            return run(statement, given, many, context)
        started = time.perf_counter()
        try:
            return run(statement, given, many, context)
        finally:
            held.append((time.perf_counter() - started) * 1000)

    with (
        mock.patch.object(connection, "_start_transaction_under_autocommit", timed_begin),
        mock.patch.object(connection, "_commit", timed_commit),
        connection.execute_wrapper(timed_write),
    ):
        yield held
