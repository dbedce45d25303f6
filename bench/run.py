"""All lines on one database, in the order in which each leaves the ledger as the next one needs it."""

import base64
import datetime as dt
import os
import platform
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from typing import Any

from bench import servers
from bench.goals import GOALS
from bench.report import Report

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
SECONDS = float(os.environ.get("BENCH_SECONDS", "3"))
# The handbook and the other jobs of a first start take half a minute on an idle machine.
QUEUE_AT_MOST = 300


def measure(names: Sequence[str], *, is_recorded: bool) -> int:
    """Print the lines that begin with one of `names`; 1 where one could not be measured, else 0."""
    is_postgresql = os.environ["DATABASE_URL"].startswith("postgres")
    report = Report.of("PostgreSQL" if is_postgresql else "SQLite", names)
    if not any(map(report.wants, GOALS)):
        return 0
    _introduce(report)
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= _environment(folder)
        _lines(report, _prepare())
    if is_recorded:
        report.record(dt.date.today())  # noqa: DTZ011 - the day of whoever measures
    if unmeasured := report.unmeasured():
        print(f"{report.database}: not measured: {', '.join(unmeasured)}", flush=True)
    return 1 if unmeasured else 0


def _lines(report: Report, prepared: Any) -> None:
    from bench import booking_race, growth, policies, proposals, proposals_speed, questions, work, years

    questions.measure(report, prepared)
    _rates(report, prepared)
    _memory_of_the_queue(report)
    work.measure(report)
    if report.wants("growth_", "search_2char"):
        with report.measuring("growth_"):
            growth.measure(report, prepared)
    if report.wants("analysis_year"):
        with report.measuring("analysis_year"):
            years.analysis(report, prepared)
    if report.wants("scores_year"):
        with report.measuring("scores_year"):
            years.scores(report)
    if report.wants("booking_race"):
        with report.measuring("booking_race"):
            booking_race.measure(report)
    if report.wants("policy_search"):
        with report.measuring("policy_search"):
            policies.measure(report)
    if report.wants("proposals_category", "proposals_department", "proposals_split"):
        with report.measuring("proposals_"):
            proposals.print_lines(report)
    if report.wants("proposals_ms", "before_sending_ms"):
        with report.measuring("proposals_ms"):
            proposals_speed.measure(report)


def _rates(report: Report, prepared: Any) -> None:
    from django.db import connections

    from bench import rates

    if not report.wants("memory_web", *(rate.name for rate in rates.rates(0, prepared))):
        return
    connections.close_all()
    subprocess.run([sys.executable, "-m", "bench.ceiling"], check=True, cwd=servers.ROOT)
    with ExitStack() as running:
        ours = rates.Server(*running.enter_context(servers.web("config.wsgi", "/healthz")))
        theirs = rates.Server(*running.enter_context(servers.web("bench.ceiling:application", "/hello")))
        for rate in rates.rates(ours.port, prepared):
            if report.wants(rate.name):
                with report.measuring(rate.name):
                    rates.measure(report, rate, ours, theirs, rounds=ROUNDS, seconds=SECONDS)
        if report.wants("memory_web"):
            report.line("memory_web", [servers.largest(ours.pid)], "of the largest web worker")


def _memory_of_the_queue(report: Report) -> None:
    if report.wants("memory_queue"):
        with report.measuring("memory_queue"), servers.queue() as process:
            quiet, most = servers.settled(process, _is_work_due, at_most=QUEUE_AT_MOST)
            what = "of the largest queue process once the first jobs are done"
            report.line("memory_queue", [quiet], what, beside=f"at most {most} MB while they were done")


def _is_work_due() -> bool:
    """Whether a job waits or is in hand, or none was begun yet."""
    from django.utils import timezone

    from office.models import Job

    due = Job.objects.filter(due_at__lte=timezone.now())
    return due.filter(finished_at=None).exists() or not due.exists()


def _environment(folder: str) -> dict[str, str]:
    return {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        **_secrets(),
        "DEBUG": "0",
        "DEMO": "1",
        "LOG_LEVEL": "WARNING",
        "VAR_DIR": folder,
        "CEILING_DIR": folder,
        "ALLOWED_HOSTS": "127.0.0.1",
        "SITE_URL": "http://127.0.0.1",
    }


def _secrets() -> dict[str, str]:
    """As a production has them: templates are kept, nothing of DEBUG is measured."""
    field_key = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
    names = ("SECRET_KEY", "INDEX_KEY", "RECEIPT_KEY", "AUDIT_KEY")
    return {"FIELD_KEYS": field_key} | {name: secrets.token_urlsafe(48) for name in names}


def _introduce(report: Report) -> None:
    load = os.getloadavg()[0]
    print(
        f"{dt.date.today()}, {report.database}, {os.cpu_count()} cores ({platform.machine()}), load {load:.1f} at the start; "  # noqa: DTZ011
        f"{ROUNDS} rounds of {SECONDS:g} s, two clients, gunicorn sync × 2",
        flush=True,
    )


def _prepare() -> Any:
    import django

    django.setup()
    from django.db import connection

    from bench.prepare import CASES, prepare

    if connection.introspection.table_names():
        raise SystemExit("The database is not empty: the bench fills one of its own.")
    begun = time.perf_counter()
    prepared = prepare()
    print(f"ledger of {CASES}, made in {time.perf_counter() - begun:.0f} s", flush=True)
    return prepared
