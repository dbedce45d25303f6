"""Migrated SQLite databases, made once and kept between runs: all migrations take longer than many a test file.

The empty one that the tests begin with, and one of each earlier release as this one's migrations leave it. Whoever
needs one that is not there yet makes it in a process of its own, while the others wait for it.

    python -m tests.schema     makes all of them
"""

import fcntl
import gzip
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from tests.sources import ROOT

DUMPS = sorted((ROOT / "tests" / "upgrade").glob("*.sql.gz"))
# Whatever a migration may read: another schema or other first rows get another name.
INGREDIENTS = (
    "requirements.lock",
    "*/migrations/*.py",
    "data/**/*",
    "*/triggers.py",
    "*/*/triggers.py",
    "office/database/**/*.py",
    "office/search/*.py",
)
# What takes up the rows of an earlier release, beside these.
OF_AN_UPGRADE = ("office/events/*.py", "*/proven.py")
# What only durability needs is left out.
QUICK = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"


def fetch(file: Path) -> None:
    """Put the empty schema where the tests want their database."""
    shutil.copyfile(_made(None), file)


def fetch_upgraded(dump: Path, file: Path) -> None:
    """Put the database of that earlier release there, as `migrate` leaves it at the instant at which it was dumped."""
    shutil.copyfile(_made(dump), file)


def sql_of(dump: Path) -> str:
    return gzip.decompress(dump.read_bytes()).decode()


def made_at(sql: str) -> datetime:
    """The first line of a dump tells what tests ask of it, as JSON."""
    return datetime.fromisoformat(json.loads(sql.partition("\n")[0].removeprefix("-- "))["made_at"])


def _made(dump: Path | None) -> Path:
    kept = _kept(dump)
    if kept.exists():
        return kept
    kept.parent.mkdir(parents=True, exist_ok=True)
    what = kept.name.rpartition("-")[0]
    with kept.with_name(f"{what}.lock").open("w") as lock, tempfile.TemporaryDirectory() as folder:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            for old in kept.parent.glob(f"{what}-*.sqlite3"):
                old.unlink(missing_ok=True)
            unfinished = kept.with_suffix(f".{os.getpid()}")
            _migrate(dump, Path(folder))
            with (
                closing(sqlite3.connect(Path(folder, "db.sqlite3"))) as source,
                closing(sqlite3.connect(unfinished)) as copy,
            ):
                source.backup(copy)
            unfinished.rename(kept)
    return kept


def _migrate(dump: Path | None, folder: Path) -> None:
    """`migrate` in a site of its own, with the keys that everybody can read, as the dumps have them."""
    at = datetime.now(UTC)
    if dump:
        sql = sql_of(dump)
        at = made_at(sql)
        with closing(sqlite3.connect(folder / "db.sqlite3")) as database:
            database.executescript(sql)
    others = {
        name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "CACHE_URL", "DEMO")
    }
    migrated = subprocess.run(
        [sys.executable, "-c", MIGRATE, at.isoformat()],
        cwd=ROOT,
        env=others | settings.DEFAULT_SECRETS | {"VAR_DIR": str(folder), "DEBUG": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    if migrated.returncode:
        raise RuntimeError(migrated.stdout + migrated.stderr)


MIGRATE = f"""
import os, sys, datetime, django, time_machine
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
django.setup()
from django.core.management import call_command
from django.db import connection
connection.settings_dict["OPTIONS"]["init_command"] = {QUICK!r}
with time_machine.travel(datetime.datetime.fromisoformat(sys.argv[1]), tick=False):
    call_command("migrate", verbosity=0)
"""


def _kept(dump: Path | None = None) -> Path:
    digest = hashlib.sha256(dump.read_bytes() if dump else b"")
    for pattern in (*INGREDIENTS, *(OF_AN_UPGRADE if dump else ())):
        for path in sorted(ROOT.glob(pattern)):
            if path.is_file():
                digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    name = dump.name if dump else "schema"
    return Path(settings.VAR_DIR) / f"test-{name}-{digest.hexdigest()[:16]}.sqlite3"


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    with ThreadPoolExecutor() as pool:
        list(pool.map(_made, (None, *DUMPS)))
