"""`make upgrade` on the data of an earlier release, and its way back: the script as the operator runs it."""

import hashlib
import os
import sqlite3
import subprocess
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import pytest

from tests.schema import DUMPS, sql_of
from tests.sources import ROOT
from tests.upgrade.conftest import KEYS

pytestmark = [pytest.mark.real_clock, pytest.mark.xdist_group("upgrade")]
LETTER = b"%PDF-1.4 a letter of the former release"


@pytest.fixture
def former(tmp_path: Path) -> Path:
    """VAR_DIR of a site with the earlier release: its database, and a file for each row that names one."""
    with closing(sqlite3.connect(tmp_path / "db.sqlite3")) as database, database:
        database.executescript(sql_of(DUMPS[-1]))
        digest = hashlib.sha256(LETTER).hexdigest()
        database.execute("UPDATE office_storedfile SET sha256 = ?, size = ?", [digest, len(LETTER)])
        for (path,) in database.execute("SELECT path FROM office_storedfile"):
            file = tmp_path / "files" / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(LETTER)
    return tmp_path


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    keys = {name: value[0] if isinstance(value, list) else value for name, value in KEYS.items()}
    clean = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "DEMO")}
    environment = clean | keys | {"VAR_DIR": str(folder), "DEBUG": "1"}
    return subprocess.run(
        [str(ROOT / "tools" / "upgrade"), *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def contents(
    file: Path, tables: Iterable[str] = ("office_event", "requests_app_enterpriserequest")
) -> object:
    with closing(sqlite3.connect(file)) as database:
        migrations = set(database.execute("SELECT app, name FROM django_migrations"))
        rows = {table: database.execute(f'SELECT * FROM "{table}"').fetchall() for table in tables}  # noqa: S608
    return migrations, rows


def test_the_data_of_an_earlier_release_are_upgraded_and_can_go_back(former: Path) -> None:
    before = contents(former / "db.sqlite3")
    upgraded = run(former)
    assert upgraded.returncode == 0, upgraded.stdout + upgraded.stderr
    assert upgraded.stdout.index("platform-web") < upgraded.stdout.index("platform-queue")
    assert any((former / "static").iterdir())
    assert contents(former / "db.sqlite3") != before
    (backup,) = (former / "backups").glob("backup-*")
    # What the former release's `restore` gets.
    assert contents(backup / "database.sqlite3") == before
    # With this release's code the copy is migrated again.
    returned = run(former, "back", str(backup))
    assert returned.returncode == 0, returned.stdout + returned.stderr
    (aside,) = former.glob("db.sqlite3.2*")
    assert contents(aside, ()) == contents(former / "db.sqlite3", ())


def test_an_upgrade_stops_where_the_copy_fails(former: Path) -> None:
    before = contents(former / "db.sqlite3")
    next(file for file in (former / "files").rglob("*") if file.is_file()).write_bytes(b"another")
    stopped = run(former)
    assert stopped.returncode != 0
    assert "SHA-256 differs" in stopped.stderr
    assert contents(former / "db.sqlite3") == before
