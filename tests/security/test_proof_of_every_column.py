"""Whatever a page shows and somebody changes by SQL is named: every column of every proven table, then at random."""

import random
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import TextField
from django.db.models.functions import Cast

from office import events
from office.database import written
from office.events.proven import ProvenRows, proven_rows, unproven_rows
from office.events.row_faults import without_chain
from office.models import ChainHead, Event, EventNumber, EventPrivate
from tests.isolation import lifted
from tests.security.tampering import fields, others, remove, subject_of, tables, unchecked, write
from tests.sizes import SIZE
from tests.upgrade.conftest import Upgraded

pytestmark = [pytest.mark.real_clock, pytest.mark.xdist_group("upgrade")]
COLUMNS_AT_LEAST = 400


class Undo(Exception):
    pass


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


def changed(table: ProvenRows, pk: Any, field: Any, rng: random.Random) -> bool:
    """Whether the database let the column be changed."""
    stored = table.model._base_manager.filter(pk=pk).annotate(stored=Cast(field.attname, TextField()))
    is_encrypted = table.columns[field.attname].is_encrypted
    (before,) = stored.values_list("stored" if is_encrypted else field.attname).get()
    for value in others(field, before, rng):
        try:
            with transaction.atomic():
                write(table, pk, field, value)
        except IntegrityError:
            continue
        return True
    return False


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


def change_a_column(rng: random.Random) -> str:
    table = rng.choice([each for each in tables() if fields(each)])
    field = rng.choice(fields(table))
    pk = rng.choice(list(table.model._base_manager.values_list("pk", flat=True)))
    subject = subject_of(table, pk)
    if not changed(table, pk, field, rng):
        raise Undo
    return subject


def remove_a_row(rng: random.Random) -> str:
    table = rng.choice(tables())
    pk = rng.choice(list(table.model._base_manager.values_list("pk", flat=True)))
    subject = subject_of(table, pk)
    remove(table, pk)
    return subject


def insert_a_row(rng: random.Random) -> str:
    table = rng.choice([each for each in tables() if len(each.identity) == 1 and each.key != "pk"])
    row = rng.choice(list(table.model._base_manager.all()[:50]))
    subject = subject_of(table, row.pk)
    row.pk = None
    row.save(force_insert=True)
    return subject


def remove_an_event(rng: random.Random) -> str:
    event = rng.choice(list(Event.objects.only("pk", "subject")))
    EventNumber.objects.filter(event=event.pk)._raw_delete("default")
    EventPrivate.objects.filter(event=event.pk)._raw_delete("default")
    Event.objects.filter(pk=event.pk)._raw_delete("default")
    return event.subject


def swap_two_texts(rng: random.Random) -> str:
    """A genuine digest of another row does not fit."""
    table = rng.choice(
        [each for each in tables() if each.label.endswith((".reply", ".question", ".contact"))]
    )
    field = next(each for each in fields(table) if each.name in ("text", "said"))
    rows = list(table.model._base_manager.values_list("pk", field.attname))
    one, other = rng.choice(rows), rng.choice(rows)
    if one[1] == other[1]:
        raise Undo
    write(table, one[0], field, other[1])
    return subject_of(table, one[0])


CHANGES = (
    change_a_column,
    change_a_column,
    change_a_column,
    remove_a_row,
    insert_a_row,
    remove_an_event,
    swap_two_texts,
)


def test_random_changes_of_rows_and_events_are_all_found(upgraded: Upgraded) -> None:
    clean = {fault.row for fault in events.verify().faults}
    missed = []
    with lifted(connection), unchecked():
        for number in range(SIZE.tamperings):
            rng = random.Random(number)
            change = rng.choice(CHANGES)
            try:
                with transaction.atomic():
                    subject = change(rng)
                    found = [
                        fault for fault in events.verify_chain(subject) if fault.row not in clean or fault.seq
                    ]
                    if not found and not list(without_chain()):
                        missed.append((number, change.__name__, subject))
                    raise Undo
            except (Undo, IntegrityError):
                pass  # what a constraint refuses did not happen
    assert missed == []


def test_every_chain_of_a_case_exists(upgraded: Upgraded) -> None:
    cases = next(table for table in proven_rows if table.label == "requests_app.enterpriserequest")
    for pk in cases.model._base_manager.values_list("pk", flat=True):
        assert ChainHead.objects.filter(key=f"case:{pk}").exists()
    assert written.watched[cases.model] == "pk"
