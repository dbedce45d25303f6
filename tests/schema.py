"""The migrated, empty SQLite database, kept between runs: all migrations take longer than many a test file."""

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


def _kept() -> Path:
    digest = hashlib.sha256()
    for pattern in INGREDIENTS:
        for path in sorted(ROOT.glob(pattern)):
            if path.is_file():
                digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return Path(settings.VAR_DIR) / f"test-schema-{digest.hexdigest()[:16]}.sqlite3"
