"""Indexes that need SQL of one vendor: Django's statement makes what the migrations made by hand."""

import pytest
from django.db import connection
from django.db.models import F, Index

from office.database.indexes import NullsFirstIndex
from requests_app.models import EnterpriseRequest

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def statement(index: Index) -> str:
    return str(index.create_sql(EnterpriseRequest, connection.schema_editor()))


def the_index() -> Index:
    (index,) = [each for each in EnterpriseRequest._meta.indexes if each.name == "case_unended_due"]
    return index


def test_rows_without_a_date_come_first_in_the_index_of_the_list() -> None:
    order = "ASC NULLS FIRST" if connection.vendor == "postgresql" else "ASC"
    assert statement(the_index()) == (
        f'CREATE INDEX "case_unended_due" ON "requests_app_enterpriserequest" ("answer_due_on" {order}, "id")'
        ' WHERE "closed_at" IS NULL'
    )


def test_a_descending_column_keeps_its_order() -> None:
    index = NullsFirstIndex(F("answer_due_on").desc(), "id", name="by_date_backwards")
    assert '("answer_due_on" DESC, "id")' in statement(index)


def test_the_index_is_the_one_that_the_migrations_made() -> None:
    """On PostgreSQL the text of the definition; on SQLite the test of rebuilding compares the columns."""
    if connection.vendor == "sqlite":
        return
    definition = "SELECT indexdef FROM pg_indexes WHERE indexname = 'case_unended_due'"
    with connection.cursor() as cursor:
        cursor.execute(definition)
        by_hand = cursor.fetchone()
        with connection.schema_editor() as editor:
            editor.remove_index(EnterpriseRequest, the_index())
            editor.add_index(EnterpriseRequest, the_index())
        cursor.execute(definition)
        assert cursor.fetchone() == by_hand
