"""Changes of business rows by SQL, as somebody makes them who has the database but not the keys."""

import datetime as dt
import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Field, ForeignKey, Model, TextField
from django.db.models.functions import Cast

from office.crypto import EncryptedTextField, encrypt
from office.events.proven import ProvenRows, proven_rows

ANY = {
    "CharField": "改",
    "SlugField": "changed",
    "TextField": "改",
    "DateField": dt.date(2031, 1, 2),
    "DateTimeField": dt.datetime(2031, 1, 2, tzinfo=dt.UTC),
    "BooleanField": True,
    "JSONField": {"changed": 1},
}


class Undo(Exception):
    """Takes the database back to before the change."""


@cache
def tables() -> list[ProvenRows]:
    """The proven tables that have rows; asked once, as no test adds to them."""
    return [table for table in proven_rows if table.model._base_manager.exists()]


def fields(table: ProvenRows) -> list[Field[Any, Any]]:
    """The compared columns of the table itself."""
    written = (each for each in table.model._meta.local_concrete_fields if not each.generated)
    return [each for each in written if each.attname in table.columns]


def others(field: Field[Any, Any], old: Any, rng: random.Random) -> Iterator[Any]:
    """Values that say something else, for the case that a constraint refuses one."""
    if isinstance(field, ForeignKey):
        keys = field.related_model._base_manager.exclude(pk=old).values_list("pk", flat=True)  # type: ignore[union-attr]
        yield from rng.sample(list(keys[:50]), min(3, len(keys[:50])))
    elif isinstance(field, EncryptedTextField):
        yield encrypt("13900000000")
    elif old is None or old in ("", {}, []):
        yield ANY.get(field.get_internal_type(), 7)
    elif isinstance(old, bool):
        yield not old
    elif isinstance(old, int):
        yield from (old + 1, old - 1, old + 7)
    elif isinstance(old, dt.date):
        # The last day that there is stands for no end.
        days = (-1, -400) if old.year == dt.MAXYEAR else (1, -1, 400)
        yield from (old + dt.timedelta(days=each) for each in days)
    elif isinstance(old, str):
        choices = [value for value, _ in field.flatchoices if value != old]
        yield from choices or (f"{old[:-1]}改", f"改{old[1:]}", old[:-1])
    else:
        yield {"changed": 1}
    if field.null and old is not None:
        yield None


def write(model: type[Model], pk: Any, field: Field[Any, Any], value: Any) -> None:
    """UPDATE past the ORM."""
    if isinstance(value, dict | list):
        value = json.dumps(value)
    elif not isinstance(field, EncryptedTextField):
        value = field.get_db_prep_save(value, connection)
    quote = connection.ops.quote_name
    name, column, key = model._meta.db_table, field.column, model._meta.pk.column
    with connection.cursor() as cursor:
        statement = f"UPDATE {quote(name)} SET {quote(column)} = %s WHERE {quote(key)} = %s"  # noqa: S608
        cursor.execute(statement, [value, pk])


def changed(table: ProvenRows, pk: Any, field: Any, rng: random.Random) -> bool:
    """Whether the database let the column be changed."""
    stored = table.model._base_manager.filter(pk=pk).annotate(stored=Cast(field.attname, TextField()))
    is_encrypted = table.columns[field.attname].is_encrypted
    (before,) = stored.values_list("stored" if is_encrypted else field.attname).get()
    for value in others(field, before, rng):
        try:
            with transaction.atomic():
                write(table.model, pk, field, value)
        except IntegrityError:
            continue
        return True
    return False


def remove(table: ProvenRows, pk: Any) -> None:
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        statement = (
            f"DELETE FROM {quote(table.model._meta.db_table)} WHERE {quote(table.model._meta.pk.column)} = %s"  # noqa: S608
        )
        cursor.execute(statement, [pk])


def subject_of(table: ProvenRows, pk: Any) -> str:
    key = table.model._base_manager.filter(pk=pk).values_list(table.key, flat=True).get()
    return f"{table.kind}:{key}"


@contextmanager
def unchecked() -> Iterator[None]:
    """SQLite without its check constraints: who has the file has them off as well."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA ignore_check_constraints = ON")
        yield
        cursor.execute("PRAGMA ignore_check_constraints = OFF")
