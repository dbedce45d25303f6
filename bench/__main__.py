"""Measures every goal of docs/performance.md in one run and prints a line for each.

    python -m bench [NAME…]        only lines whose name begins so
    tools/postgresql run python -m bench

BENCH_ROUNDS (5) of BENCH_SECONDS (3) for each rate, a ledger of BENCH_CASES (10,000), grown to BENCH_BIG (100,000).
"""

import base64
import datetime as dt
import os
import platform
import secrets
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from typing import Any

from bench import lines, servers

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
SECONDS = float(os.environ.get("BENCH_SECONDS", "3"))
WANTED = tuple(sys.argv[1:])
GROWTH = ("growth_", "search_2char")
WORK = ("figures_month", "reminders_3000")
QUEUE_WARMS_UP = 20


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= _environment(folder)
        _introduce()
        prepared = _prepare()
        _rates(prepared)
        if _wants(*WORK):
            from bench import work

            work.measure()
        if _wants(*GROWTH):
            from bench import growth

            growth.measure(prepared.session)
        if _wants("policy_search"):
            from bench import policies

            policies.measure()
        if _wants("proposals"):
            from bench import proposals, proposals_speed

            proposals.report()
            proposals_speed.report()


def _wants(*names: str) -> bool:
    return not WANTED or any(
        name.startswith(WANTED) or wanted.startswith(name) for name in names for wanted in WANTED
    )


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
        "DATABASE_URL": os.environ.get("DATABASE_URL") or f"sqlite:///{folder}/bench.sqlite3",
    }


def _secrets() -> dict[str, str]:
    """As a production has them: templates are kept, nothing of DEBUG is measured."""
    field_key = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
    names = ("SECRET_KEY", "INDEX_KEY", "RECEIPT_KEY", "AUDIT_KEY")
    return {"FIELD_KEYS": field_key} | {name: secrets.token_urlsafe(48) for name in names}


def _introduce() -> None:
    database = "PostgreSQL" if os.environ["DATABASE_URL"].startswith("postgres") else "SQLite"
    load = os.getloadavg()[0]
    print(
        f"{dt.date.today()}, {database}, {os.cpu_count()} cores ({platform.machine()}), load {load:.1f} at the start; "  # noqa: DTZ011
        f"{ROUNDS} rounds of {SECONDS:g} s, two clients, gunicorn sync × 2",
        flush=True,
    )


def _prepare() -> Any:
    import django

    django.setup()
    from django.db import connections

    from bench.prepare import CASES, prepare

    print(f"ledger of {CASES} …", flush=True)
    prepared = prepare()
    connections.close_all()
    return prepared


def _rates(prepared: Any) -> None:
    from bench import rates

    names = [goal.name for goal in rates.goals(0, prepared)]
    if not _wants(*names, "memory"):
        return
    subprocess.run([sys.executable, "-m", "bench.ceiling"], check=True, cwd=servers.ROOT)
    with ExitStack() as running:
        process, ours = running.enter_context(servers.web("config.wsgi", "/healthz"))
        _, theirs = running.enter_context(servers.web("bench.ceiling:application", "/hello"))
        for goal in rates.goals(ours, prepared):
            if _wants(goal.name):
                rates.measure(goal, ours, theirs, rounds=ROUNDS, seconds=SECONDS)
        lines.megabytes("memory_web", servers.largest(process), "of the largest web worker", at_most=150)
    with servers.queue() as process:
        time.sleep(QUEUE_WARMS_UP)
        lines.megabytes("memory_queue", servers.largest(process), "of the largest queue process", at_most=150)


if __name__ == "__main__":
    main()
