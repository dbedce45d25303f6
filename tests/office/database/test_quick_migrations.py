"""`migrate` renders only the models that it changes, and leaves the database that Django's own way leaves."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path

import pytest
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from pytest_django import DjangoDbBlocker

from office.database import quick_migrations
from tests.schema import DUMPS, sql_of
from tests.sizes import NAME

pytestmark = pytest.mark.generated
CHECKS = re.compile(r'CONSTRAINT "(\w+)" (.*?)(?=, CONSTRAINT|\)$)')


# Nothing, and, with TEST_SIZE=deep, each earlier release.
BEGINNINGS = (None, *DUMPS) if NAME == "deep" else (None,)


@contextmanager
def opened(file: Path) -> Iterator[BaseDatabaseWrapper]:
    """As the database of the tests: some migrations know no other."""
    connection = connections["default"]
    connection.close()
    name, connection.settings_dict["NAME"] = connection.settings_dict["NAME"], str(file)
    try:
        yield connection
    finally:
        connection.close()
        connection.settings_dict["NAME"] = name


def schema(connection: BaseDatabaseWrapper) -> dict[tuple[str, str], object]:
    """Columns, keys, checks of each table, whatever the order of its columns; every other object as it was written."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT type, name, sql FROM sqlite_master")
        found: dict[tuple[str, str], object] = {}
        for kind, name, sql in cursor.fetchall():
            found[kind, name] = sql
            if kind == "table":
                columns = cursor.execute(f'PRAGMA table_info("{name}")').fetchall()
                keys = cursor.execute(f'PRAGMA foreign_key_list("{name}")').fetchall()
                found[kind, name] = (
                    {column[1:] for column in columns},
                    {key[2:] for key in keys},
                    set(CHECKS.findall(sql)),
                )
        return found


def migrated(file: Path, *, quickly: bool) -> dict[tuple[str, str], object]:
    """The schema, and how many rows each table has. With TEST_SIZE=deep every app, which takes Django a minute; else
    the lowest one.
    """
    with opened(file) as connection, quick_migrations.quick() if quickly else nullcontext():
        executor = MigrationExecutor(connection)
        leaves = executor.loader.graph.leaf_nodes()
        executor.migrate([leaf for leaf in leaves if NAME == "deep" or leaf[0] == "office"])
        return schema(connection) | counts(connection)


def counts(connection: BaseDatabaseWrapper) -> dict[tuple[str, str], object]:
    with connection.cursor() as cursor:
        names = connection.introspection.django_table_names(only_existing=True)
        return {
            ("rows", name): cursor.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608
            for name in names
        }


@pytest.mark.parametrize("dump", BEGINNINGS)
def test_both_ways_lead_to_the_same_database(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path: Path, dump: Path | None
) -> None:
    if dump:
        for name in ("quick", "plain"):
            with closing(sqlite3.connect(tmp_path / f"{name}.sqlite3")) as database:
                database.executescript(sql_of(dump))
    with django_db_blocker.unblock():
        quickly = migrated(tmp_path / "quick.sqlite3", quickly=True)
        assert quickly == migrated(tmp_path / "plain.sqlite3", quickly=False)
    assert ("table", "office_event") in quickly
