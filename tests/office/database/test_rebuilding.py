"""SQLite rebuilds a table to alter it. Whatever stood on the table before stands afterwards."""

import datetime as dt

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader

from office.database.inspection import existing, expected, missing
from office.database.objects import Kind
from office.models import Anchor


def rebuild_every_table(connection: BaseDatabaseWrapper) -> set[str]:
    """As AlterField does for one table, with the models as the migrations know them. Returns the tables."""
    models = [
        model
        for model in MigrationLoader(connection).project_state().apps.get_models(include_auto_created=True)
        if model._meta.app_label in settings.OWN_APPS
    ]
    with connection.schema_editor() as editor:
        for model in models:
            editor._remake_table(model)
    return {model._meta.db_table for model in models}


def columns_of(connection: BaseDatabaseWrapper, index: str) -> list[tuple[str, int]]:
    """The index's columns, each with 1 where it is descending."""
    with connection.cursor() as cursor:
        cursor.execute('SELECT name, "desc" FROM pragma_index_xinfo(%s) WHERE key', [index])
        return list(cursor.fetchall())


def test_a_rebuild_of_every_table_loses_no_trigger_and_no_index(copy: BaseDatabaseWrapper) -> None:
    before = existing(copy)
    by_date = columns_of(copy, "case_unended_due")
    assert expected("sqlite") <= before

    tables = rebuild_every_table(copy)
    lost = before - existing(copy)
    assert {each.table for each in lost} <= tables
    assert {each.kind for each in lost} == {Kind.TRIGGER}

    call_command("migrate", database=copy.alias, verbosity=0)
    assert existing(copy) == before
    assert missing(copy) == []
    assert columns_of(copy, "case_unended_due") == by_date
    assert by_date == [("answer_due_on", 0), ("id", 0)]


def test_after_a_rebuild_the_database_refuses_again(copy: BaseDatabaseWrapper, now: dt.datetime) -> None:
    Anchor.objects.using(copy.alias).create(seq=1, on=now.date(), at=now, payload=b"", key_id="", mac=b"")
    rebuild_every_table(copy)
    call_command("migrate", database=copy.alias, verbosity=0)
    with pytest.raises(DatabaseError, match="append-only"):
        Anchor.objects.using(copy.alias).update(seq=2)
