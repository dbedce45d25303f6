"""How a whole database is copied and filled: SQLite through its backup interface, PostgreSQL through pg_dump."""

import os
import shutil
import sqlite3
import subprocess
from abc import ABC, abstractmethod
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.db import connection, transaction

from office.models import StoredFile, User

COUNT_TABLES = "SELECT count(*) FROM sqlite_master WHERE type = 'table'"


@dataclass(frozen=True)
class FileEntry:
    path: str
    sha256: str
    size: int


@dataclass(frozen=True)
class Snapshot:
    """A copy on disk, and what the same instant held: rows by table, and the stored files."""

    path: Path
    rows: Mapping[str, int]
    files: list[FileEntry]


class Database(ABC):
    file_name: str

    @abstractmethod
    def copy_to(self, folder: Path) -> Snapshot: ...

    @abstractmethod
    def fill_from(self, source: Path) -> None: ...

    @abstractmethod
    def prove(self, copy: Path, rows: Mapping[str, int]) -> None:
        """Read a finished copy from the disk to its end. Raises OSError when it cannot be, or lacks tables."""


class SQLite(Database):
    file_name = "database.sqlite3"

    def copy_to(self, folder: Path) -> Snapshot:
        path = folder / self.file_name
        with closing(sqlite3.connect(path)) as copy, connection.cursor() as cursor:
            # Deferred: it reads one instant throughout, and nobody who writes has to wait.
            cursor.execute("BEGIN DEFERRED")
            try:
                snapshot = Snapshot(path, count_rows(), _files())
                connection.connection.backup(copy)
            finally:
                cursor.execute("ROLLBACK")
        return snapshot

    def fill_from(self, source: Path) -> None:
        connection.ensure_connection()
        with closing(sqlite3.connect(source)) as copy:
            self._prove_whole(copy)
            copy.backup(connection.connection)
        connection.close()

    def prove(self, copy: Path, rows: Mapping[str, int]) -> None:
        with closing(sqlite3.connect(copy)) as opened:
            self._prove_whole(opened)
            (tables,) = opened.execute(COUNT_TABLES).fetchone()
            if tables < len(rows):
                raise OSError(f"{copy.name} holds {tables} tables, not {len(rows)}.")

    @staticmethod
    def _prove_whole(copy: sqlite3.Connection) -> None:
        try:
            (verdict,) = copy.execute("PRAGMA integrity_check").fetchone()
        except sqlite3.DatabaseError as error:
            # Of a copy that was cut off the check itself cannot go on.
            verdict = str(error)
        if verdict != "ok":
            raise OSError(f"The database is damaged: {verdict}")


class PostgreSQL(Database):
    file_name = "database.dump"

    def copy_to(self, folder: Path) -> Snapshot:
        path = folder / self.file_name
        with transaction.atomic(), connection.cursor() as cursor:
            # pg_dump sees exactly what this transaction counts.
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("SELECT pg_export_snapshot()")
            (snapshot,) = cursor.fetchone()
            self._run("pg_dump", "--format=custom", "--no-owner", f"--snapshot={snapshot}", f"--file={path}")
            return Snapshot(path, count_rows(), _files())

    def fill_from(self, source: Path) -> None:
        name = str(connection.settings_dict["NAME"])
        connection.close()
        arguments = ("--clean", "--if-exists", "--no-owner", "--single-transaction", f"--dbname={name}")
        self._run("pg_restore", *arguments, str(source))

    def prove(self, copy: Path, rows: Mapping[str, int]) -> None:
        self._run("pg_restore", "--file=/dev/null", str(copy))

    @staticmethod
    def _run(program: str, *arguments: str) -> None:
        settings = connection.settings_dict
        given = {
            "PGHOST": settings["HOST"],
            "PGPORT": settings["PORT"],
            "PGUSER": settings["USER"],
            "PGPASSWORD": settings["PASSWORD"],
            "PGDATABASE": settings["NAME"],
        }
        environment = os.environ | {name: str(value) for name, value in given.items() if value}
        ended = subprocess.run([_program(program), *arguments], env=environment, check=False)  # noqa: S603 - fixed program
        if ended.returncode:
            raise OSError(f"{program} ended with {ended.returncode}; its own words stand above.")


def database() -> Database:
    return SQLite() if connection.vendor == "sqlite" else PostgreSQL()


def count_accounts() -> int:
    """0 where the tables are still missing."""
    if User._meta.db_table not in connection.introspection.table_names():
        return 0
    return int(User.objects.count())


def count_rows() -> dict[str, int]:
    """Rows of every table that has a model, of ours or of a library."""
    existing = set(connection.introspection.table_names())
    models = {m._meta.db_table: m for m in apps.get_models(include_auto_created=True) if m._meta.managed}
    return {
        table: model._base_manager.count() for table, model in sorted(models.items()) if table in existing
    }


def _files() -> list[FileEntry]:
    rows = StoredFile.objects.order_by("pk").values_list("path", "sha256", "size")
    return [FileEntry(*row) for row in rows.iterator()]


def _program(name: str) -> str:
    """Where Debian keeps it, the newest first (an older one refuses a newer server), or from PATH."""
    installed = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)
    found = str(installed[0]) if installed else shutil.which(name)
    if found is None:
        raise FileNotFoundError(f"{name} is not installed (postgresql-client).")
    return found
