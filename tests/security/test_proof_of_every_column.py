"""Whatever a page shows and somebody changes by SQL is named: every column of every proven table."""

import random

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.db.models import F

from office import events
from office.database import written
from office.events.proven import ProvenRows, proven_rows, unproven_rows
from office.models import ChainHead
from tests.isolation import lifted
from tests.security.tampering import Undo, changed, fields, subject_of, tables, unchecked
from tests.upgrade.conftest import Upgraded

pytestmark = [pytest.mark.real_clock, pytest.mark.xdist_group("upgrade")]
COLUMNS_AT_LEAST = 400


def test_every_model_is_proven_or_says_why_not() -> None:
    """Closed by default: a new model or column is compared, or left out with a reason."""
    ours = {
        model
        for app in settings.OWN_APPS
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
    }
    proven = {table.model for table in proven_rows}
    unproven = {table.model for table in unproven_rows}
    assert {model._meta.label for model in ours - proven - unproven} == set()
    assert {model._meta.label for model in proven & unproven} == set()
    assert all(table.reason for table in unproven_rows)
    for table in proven_rows:
        columns = {each.attname for each in table.model._meta.local_concrete_fields}
        assert columns >= table.left_out.keys(), table.label
        assert all(table.left_out.values()), table.label


def link_of(table: ProvenRows) -> str:
    """The column by which a row belongs to its chain."""
    first = table.key.partition("__")[0]
    return "" if first == "pk" else table.model._meta.get_field(first).attname  # type: ignore[union-attr]


def test_each_column_changed_by_sql_is_named(upgraded: Upgraded) -> None:
    """All columns of one row of each table at once, but for the one that would move it into another chain."""
    rng, missed, done = random.Random(1), [], 0
    with lifted(connection), unchecked():
        for table in tables():
            pk = rng.choice(list(table.model._base_manager.values_list("pk", flat=True)[:20]))
            subject, link = subject_of(table, pk), link_of(table)
            row = table.named(pk) if len(table.identity) == 1 else ""
            for part in ([each for each in fields(table) if each.attname != link], [link]):
                sought = [each for each in fields(table) if each in part or each.attname in part]
                try:
                    with transaction.atomic():
                        columns = {each.attname for each in sought if changed(table, pk, each, rng)}
                        faults = events.verify_chain(subject) if columns else []
                        raise Undo
                except Undo:
                    pass
                done += len(columns)
                if part == [link] or not row:
                    missed += [] if faults or not columns else [(table.label, *columns)]
                else:
                    named = {fault.column for fault in faults if fault.row == row}
                    missed += [(table.label, column) for column in columns - named]
    assert missed == []
    assert done >= COLUMNS_AT_LEAST


def test_what_a_statement_returns_of_a_row_is_what_a_query_reads(upgraded: Upgraded) -> None:
    """Of one row of each table that is not read again before an event holds it: all columns, in every form."""
    compared = 0
    for table in (each for each in tables() if each.is_whole):
        key = table.model._base_manager.values_list(*table.identity).first()
        assert key is not None
        row = table.model._base_manager.filter(**dict(zip(table.identity, key, strict=True)))
        (read,) = table.read(table.values(row))
        with lifted(connection), transaction.atomic(), unchecked(), written.noting() as notes:
            field = fields(table)[0]
            row.update(**{field.name: F(field.name)})
            _, stored, _ = notes.take()
        ((found, told),) = stored[table.model].items()
        assert (found, *table.returned(told, table.columns)) == read, table.label
        compared += len(table.columns)
    assert compared >= COLUMNS_AT_LEAST // 2


def test_every_chain_of_a_case_exists(upgraded: Upgraded) -> None:
    cases = next(table for table in proven_rows if table.label == "requests_app.enterpriserequest")
    for pk in cases.model._base_manager.values_list("pk", flat=True):
        assert ChainHead.objects.filter(key=f"case:{pk}").exists()
    assert written.watched[cases.model] == "pk"
