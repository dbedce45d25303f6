"""From SQLite to PostgreSQL by `restore`: every value and every event as it was, and the proof holds."""

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection
from django.test import override_settings

from config import backups, key_fingerprints
from config.databases import count_rows
from office import events
from office.models import Event, SearchEntry, User
from requests_app.models import EnterpriseRequest
from tests import schema
from tests.upgrade.conftest import KEYS

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres, pytest.mark.real_clock]
AS_STORED = 'SELECT "subject", "seq", "payload", "mac" FROM "office_event" ORDER BY "id"'
PHONES = 'SELECT "id", "phone" FROM "requests_app_enterpriserequest" ORDER BY "id"'


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The SQLite database of an earlier release, migrated by this one."""
    file = tmp_path_factory.mktemp("sqlite") / "db.sqlite3"
    schema.fetch_upgraded(schema.DUMPS[-1], file)
    return file


@pytest.fixture
def backup(copy: Path, tmp_path: Path) -> Iterator[Path]:
    """As `backup` writes it, but without files, of which the dump has none."""
    folder = tmp_path / "backup-1"
    folder.mkdir()
    with (
        closing(sqlite3.connect(copy)) as source,
        closing(sqlite3.connect(folder / "database.sqlite3")) as made,
    ):
        source.backup(made)
        rows = {
            table: made.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]  # noqa: S608 - our own tables
            for table in count_rows()
        }
    with override_settings(**KEYS):
        backups.Manifest(
            created_at="2026-11-23T04:00:00+08:00",
            engine="sqlite",
            rows=rows,
            database_sha256=sha256(folder / "database.sqlite3"),
            files=[],
            keys=key_fingerprints.of_this_site(),
        ).write(folder)
        yield folder


def sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def stored(cursor: sqlite3.Cursor | object, sql: str) -> list[tuple[object, ...]]:
    rows = cursor.execute(sql) if isinstance(cursor, sqlite3.Connection) else _fetched(cursor, sql)
    return [tuple(bytes(each) if isinstance(each, memoryview) else each for each in row) for row in rows]


def _fetched(cursor: object, sql: str) -> list[tuple[object, ...]]:
    cursor.execute(sql)  # type: ignore[attr-defined]
    return list(cursor.fetchall())  # type: ignore[attr-defined]


def test_every_event_is_byte_for_byte_the_same_and_the_proof_holds(backup: Path) -> None:
    manifest = backups.restore(backup)
    assert count_rows() == manifest.rows
    with closing(sqlite3.connect(backup / "database.sqlite3")) as source, connection.cursor() as cursor:
        for sql in (AS_STORED, PHONES):
            assert stored(cursor, sql) == stored(source, sql)
    # Files are no part of the dump.
    assert [fault for fault in events.verify().faults if not fault.column.endswith("__sha256")] == []
    assert SearchEntry.objects.count() == manifest.rows["office_searchentry"]
    # The next row of a table does not meet one that was moved.
    assert User.objects.create_user(username="new", name="新").pk > User.objects.order_by("pk").first().pk  # type: ignore[union-attr]
    assert EnterpriseRequest.objects.exclude(phone="").first().phone.isdigit()  # type: ignore[union-attr]


def test_a_copy_of_another_release_is_refused_and_nothing_is_written(backup: Path) -> None:
    if connection.vendor == "sqlite":
        # It takes over the whole file, and `restore` migrates it.
        return
    with closing(sqlite3.connect(backup / "database.sqlite3")) as source, source:
        source.execute("DELETE FROM django_migrations WHERE name = '0009_names_as_before'")
    manifest = json.loads((backup / "manifest.json").read_text(encoding="utf-8"))
    manifest["database_sha256"] = sha256(backup / "database.sqlite3")
    (backup / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(OSError, match="另一个版本"):
        backups.restore(backup)
    assert not Event.objects.exists()
