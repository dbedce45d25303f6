"""A whole database from SQLite into PostgreSQL: each value as it is stored, so that every event stays byte for byte.

Encrypted columns are taken over as they stand, nothing is written by a model's own `save`, and triggers sleep
meanwhile; keys to other rows are checked before the transaction ends.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.sqlite3.base import DatabaseWrapper
from django.db.models.expressions import Col

from office.crypto import EncryptedTextField
from office.models import SearchEntry
from office.search import postgresql

# Beside the site's own connections: the copy is only read.
SOURCE = "moved_from"
AT_ONCE = 500
ENTRIES = "SELECT kind, object_id, text FROM office_searchentry ORDER BY id"
MIGRATIONS = "SELECT app, name FROM django_migrations"


class OtherRelease(OSError):
    """The copy was made by another release; the message says what to do."""


class Table(NamedTuple):
    model: type[models.Model]
    columns: Sequence[models.Field[Any, Any]]

    @property
    def name(self) -> str:
        return self.model._meta.db_table


def load(copy: Path) -> None:
    """Fill this empty PostgreSQL database from a copy of an SQLite one. Raises OSError, OtherRelease."""
    call_command("migrate", verbosity=0)
    source = _opened(copy)
    try:
        _refuse_other_release(source)
        with transaction.atomic():
            _fill(source)
    finally:
        source.close()


def _opened(copy: Path) -> BaseDatabaseWrapper:
    """The copy as Django's own backend reads it."""
    # Through sqlite3 first: Django would make an empty database of a path where there is none.
    sqlite3.connect(f"file:{copy}?mode=ro", uri=True).close()
    given = {SOURCE: {"ENGINE": "django.db.backends.sqlite3", "NAME": str(copy)}, "default": {}}
    return DatabaseWrapper(connections.configure_settings(given)[SOURCE], alias=SOURCE)


def _refuse_other_release(source: BaseDatabaseWrapper) -> None:
    found = []
    for database in (source, connection):
        with database.cursor() as cursor:
            cursor.execute(MIGRATIONS)
            found.append(set(cursor.fetchall()))
    if found[0] != found[1]:
        raise OtherRelease(
            "备份来自另一个版本。请先用现在的版本在 SQLite 上恢复这份备份（会自动升级），再备份一次，然后移到 PostgreSQL。"
        )


def _fill(source: BaseDatabaseWrapper) -> None:
    tables = [_table(model) for model in _models()]
    with connection.cursor() as cursor:
        names = ", ".join(connection.ops.quote_name(table.name) for table in tables)
        for table in tables:
            cursor.execute(f"ALTER TABLE {connection.ops.quote_name(table.name)} DISABLE TRIGGER USER")
        # Rows that migrations made are in the copy too.
        cursor.execute(f"TRUNCATE {names} CASCADE")
        for table in tables:
            for rows in _batches(source, table) if table.model is not SearchEntry else ():
                cursor.executemany(_insert(table), rows)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            cursor.execute(f"ALTER TABLE {connection.ops.quote_name(table.name)} ENABLE TRIGGER USER")
        for statement in connection.ops.sequence_reset_sql(no_style(), [table.model for table in tables]):
            cursor.execute(statement)
    _index(source)


def _index(source: BaseDatabaseWrapper) -> None:
    """The search entries, oldest first: their index is each database's own."""
    with source.cursor() as cursor:
        cursor.execute(ENTRIES)
        for kind, key, text in cursor.fetchall():
            postgresql.write(kind, [(key, text)])


def _models() -> list[type[models.Model]]:
    found = [each for each in apps.get_models(include_auto_created=True) if each._meta.managed]
    return [each for each in found if not each._meta.proxy]


def _table(model: type[models.Model]) -> Table:
    """Without the columns that the database computes itself."""
    return Table(model, [each for each in model._meta.local_concrete_fields if not each.generated])


def _insert(table: Table) -> str:
    quote = connection.ops.quote_name
    names = ", ".join(quote(str(column.column)) for column in table.columns)
    places = ", ".join("%s" for _ in table.columns)
    return f"INSERT INTO {quote(table.name)} ({names}) VALUES ({places})"  # noqa: S608  # nosec B608 - names of models


def _batches(source: BaseDatabaseWrapper, table: Table) -> Iterator[list[list[Any]]]:
    quote = source.ops.quote_name
    names = ", ".join(quote(str(column.column)) for column in table.columns)
    readers = [_reader(source, column) for column in table.columns]
    with source.cursor() as cursor:
        cursor.execute(f"SELECT {names} FROM {quote(table.name)}")  # noqa: S608  # nosec B608 - names of models
        while rows := cursor.fetchmany(AT_ONCE):
            yield [[read(value) for read, value in zip(readers, row, strict=True)] for row in rows]


def _reader(source: BaseDatabaseWrapper, column: models.Field[Any, Any]) -> Any:
    """From what SQLite gives to what PostgreSQL takes; what is encrypted stays as it is stored."""
    if isinstance(column, EncryptedTextField):
        return lambda value: value
    expression = Col(column.model._meta.db_table, column)
    converters = [*source.ops.get_db_converters(expression), *column.get_db_converters(source)]

    def read(value: Any) -> Any:
        for convert in converters:
            value = convert(value, expression, source)
        return column.get_db_prep_save(value, connection)

    return read
