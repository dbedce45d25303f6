"""Which triggers and indexes the database holds, and which of those that the code counts on are missing."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from django.apps import apps
from django.conf import settings
from django.db import connection as default_connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import UniqueConstraint

from office.database.objects import Kind
from office.ports import database_objects

ON_SQLITE = "SELECT type, tbl_name, name FROM sqlite_master WHERE type IN ('trigger', 'index')"
# A trigger that somebody disabled is as good as none.
ON_POSTGRESQL = """
    SELECT 'trigger', relname, tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
    WHERE NOT tgisinternal AND tgenabled <> 'D' AND pg_table_is_visible(pg_class.oid)
    UNION ALL
    SELECT 'index', tablename, indexname FROM pg_indexes WHERE schemaname = ANY (current_schemas(false))
"""
LABELS = {Kind.TRIGGER: "触发器", Kind.INDEX: "索引"}


class Found(NamedTuple):
    kind: str
    table: str
    name: str


def existing(connection: BaseDatabaseWrapper) -> set[Found]:
    """Every trigger and index of the database, in one query."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(ON_POSTGRESQL)
        else:
            cursor.execute(ON_SQLITE)
        return {Found(*row) for row in cursor.fetchall()}


def expected(vendor: str) -> set[Found]:
    """What apps declared for the vendor, and the named indexes of our own models, partial unique ones included.

    Left out are indexes that belong to a column or a whole constraint: those cannot be lost by themselves.
    """
    declared = {Found(each.kind, each.table, each.name) for each in database_objects if each.vendor == vendor}
    return declared | set(_indexes_of_models())


def missing(connection: BaseDatabaseWrapper) -> list[Found]:
    return sorted(expected(connection.vendor) - existing(connection))


def missing_lines(at: datetime) -> Iterator[str]:
    """For `doctor`: one Chinese line for each missing trigger or index."""
    declared = {(each.table, each.name) for each in database_objects}
    for kind, table, name in missing(default_connection):
        remedy = "，运行 migrate 即可补上" if (table, name) in declared else ""
        yield f"表 {table} 缺少{LABELS[Kind(kind)]} {name}{remedy}。"


def _indexes_of_models() -> Iterator[Found]:
    for app in settings.OWN_APPS:
        for model in apps.get_app_config(app).get_models():
            names = [index.name for index in model._meta.indexes]
            names += [
                constraint.name
                for constraint in model._meta.constraints
                if isinstance(constraint, UniqueConstraint)
                and (constraint.condition is not None or constraint.expressions)
            ]
            yield from (Found(Kind.INDEX, model._meta.db_table, name) for name in names)
