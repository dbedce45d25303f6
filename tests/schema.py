"""Migrated SQLite databases, kept between runs: all migrations take longer than many a test file.

The empty one that the tests begin with, and one of each earlier release as this one's migrations leave it.
"""

import fcntl
import hashlib
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import IO

from django.conf import settings

from tests.sources import ROOT

# Whatever a migration may read: another schema or other first rows get another name.
INGREDIENTS = ("requirements.lock", "*/migrations/*.py", "data/**/*")
# What takes up the rows of an earlier release, beside these.
OF_AN_UPGRADE = ("office/events/*.py", "*/proven.py", "*/triggers.py")
# Held by the one test process that migrates, while the others wait for what it makes.
_turn: list[IO[str]] = []


def fetch(file: Path) -> None:
    """Put the kept schema where the tests want their database; who finds none migrates, and then calls `keep`."""
    kept = _kept()
    if not kept.exists() and not _turn:
        lock = kept.with_name("test-schema.lock").open("w")
        fcntl.flock(lock, fcntl.LOCK_EX)
        if kept.exists():
            lock.close()
        else:
            _turn.append(lock)
    if kept.exists():
        shutil.copyfile(kept, file)


def keep(file: Path) -> None:
    kept = _kept()
    if not kept.exists():
        for old in kept.parent.glob("test-schema-*.sqlite3"):
            old.unlink(missing_ok=True)
        unfinished = kept.with_suffix(f".{os.getpid()}")
        with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(unfinished)) as copy:
            source.backup(copy)
            is_migrated = copy.execute(
                "SELECT count(*) FROM sqlite_master WHERE name = 'django_migrations'"
            ).fetchone()[0]
        # A test that brings a database of its own may come first.
        if is_migrated:
            unfinished.rename(kept)
        else:
            unfinished.unlink()
    while _turn:
        _turn.pop().close()


def fetch_upgraded(dump: Path, file: Path) -> bool:
    """Put the kept database of that earlier release where it is wanted; False where none is kept yet."""
    kept = _kept(dump)
    if kept.exists():
        shutil.copyfile(kept, file)
    return kept.exists()


def keep_upgraded(dump: Path, file: Path) -> None:
    """`file` is as `migrate` left it at the instant at which the dump was made."""
    kept = _kept(dump)
    for old in kept.parent.glob(f"test-{dump.name}-*.sqlite3"):
        old.unlink(missing_ok=True)
    unfinished = kept.with_suffix(f".{os.getpid()}")
    shutil.copyfile(file, unfinished)
    unfinished.rename(kept)


def _kept(dump: Path | None = None) -> Path:
    digest = hashlib.sha256(dump.read_bytes() if dump else b"")
    for pattern in (*INGREDIENTS, *(OF_AN_UPGRADE if dump else ())):
        for path in sorted(ROOT.glob(pattern)):
            if path.is_file():
                digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    name = dump.name if dump else "schema"
    return Path(settings.VAR_DIR) / f"test-{name}-{digest.hexdigest()[:16]}.sqlite3"
