"""Rows stored and columns written by statements that are written out once a connection.

`insert` writes the one statement that new rows need, `update` that of a few columns; both tell `written` of their rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from django.db import models, transaction
from django.db.models import Field, Model

from office.database import returned, written
from office.database.statements import own_connection

# SQLite as Django knows it takes 999 values in a statement.
VALUES_AT_MOST = 900
STORED_AS_THEY_ARE = (
    models.CharField,
    models.TextField,
    models.BooleanField,
    models.BigIntegerField,
    models.PositiveIntegerField,
    models.PositiveSmallIntegerField,
    models.ForeignKey,
)
SIMPLE = frozenset({str, int, bool})


def insert(*rows: Model) -> None:
    """Store new rows of one model, few or many, and give them their keys; no signals are sent (we have none).

    Raises what the database does: `IntegrityError` where a constraint refuses one of them.
    """
    if not rows:
        return
    connection, model = own_connection(), type(rows[0])
    if is_returned := written.is_returned(model):
        returning, place = returned.clause(model), returned.places(model)[_key(model).attname]
    else:
        returning, place = f"RETURNING {connection.ops.quote_name(_key(model).column)}", 0
    for some, statement, params in _insertions(rows):
        with connection.cursor() as cursor:
            cursor.execute(f"{statement} {returning}", params)
            found = cursor.fetchall()
        for row, told in zip(some, found, strict=True):
            row.pk = told[place]
            row._state.adding, row._state.db = False, connection.alias  # noqa: SLF001 - as save does
        if is_returned:
            written.stored(model, found, None)
        else:
            written.inserted(some)


def update(row: Model, *names: str) -> None:
    """Write these columns of a stored row, as `save(update_fields=names)` does."""
    connection, model = own_connection(), type(row)
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    kept: dict[tuple[type[Model], tuple[str, ...]], str] = connection.__dict__.setdefault(
        "written_updates", {}
    )
    if (model, names) not in kept:
        quote = connection.ops.quote_name
        columns = ", ".join(f"{quote(field.column)} = %s" for field in fields)
        # Names of our own tables and columns; every value is a parameter.
        kept[model, names] = " ".join(
            [
                "UPDATE",
                quote(model._meta.db_table),
                "SET",
                columns,
                "WHERE",
                quote(_key(model).column),
                "= %s",
            ]
        )
    statement, is_returned = kept[model, names], written.is_returned(model)
    params = [field.get_db_prep_save(field.pre_save(row, add=False), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(
            f"{statement} {returned.clause(model)}" if is_returned else statement, [*params, row.pk]
        )
        found = cursor.fetchall() if is_returned else []
    attributes = frozenset(field.attname for field in fields)
    if is_returned:
        written.stored(model, found, attributes)
    else:
        written.updated(model, row.pk, attributes)


def insert_missing(*rows: Model) -> None:
    """`insert` those that no unique constraint refuses, in one transaction; none of them is given its key."""
    with transaction.atomic(savepoint=False), own_connection().cursor() as cursor:
        for _, statement, params in _insertions(rows):
            cursor.execute(f"{statement} ON CONFLICT DO NOTHING", params)


def _insertions(rows: Sequence[Model]) -> Iterator[tuple[Sequence[Model], str, list[Any]]]:
    """So many rows at once as a statement takes, the statement, its values."""
    if not rows:
        return
    connection, columns = own_connection(), _columns(type(rows[0]))
    fields = [field for field, _ in columns]
    at_once = max(1, VALUES_AT_MOST // len(fields))
    for start in range(0, len(rows), at_once):
        some = rows[start : start + at_once]
        params: list[Any] = []
        for row in some:
            if row._state.fields_cache:  # noqa: SLF001 - as below
                # As bulk_create does: a row named before it was stored has its key by now.
                row._prepare_related_fields_for_save("insert")  # type: ignore[attr-defined]  # noqa: SLF001
            given = row.__dict__
            for field, is_simple in columns:
                value = given[field.attname] if is_simple else field.pre_save(row, add=True)
                if value is None or (is_simple and type(value) in SIMPLE):
                    params.append(value)
                else:
                    params.append(field.get_db_prep_save(value, connection))
        yield some, _insertion(some[0], fields, len(some)), params


@cache
def _columns(model: type[Model]) -> list[tuple[Field[Any, Any], bool]]:
    """Each but the key, and whether simple values of it are stored as they are: to ask the field takes far longer."""
    fields = (field for field in model._meta.concrete_fields if not field.primary_key)
    return [(field, type(field) in STORED_AS_THEY_ARE) for field in fields]


def _insertion(row: Model, fields: Sequence[Field[Any, Any]], count: int) -> str:
    connection = own_connection()
    kept: dict[tuple[type[Model], int], str] = connection.__dict__.setdefault("written_insertions", {})
    key = (type(row), count)
    if key not in kept:
        quote = connection.ops.quote_name
        columns = ", ".join(quote(field.column) for field in fields)
        places = ", ".join(["%s"] * len(fields))
        rows = ", ".join([f"({places})"] * count)
        # Names of our own tables and columns; every value is a parameter.
        kept[key] = " ".join(
            [
                "INSERT INTO", quote(row._meta.db_table), f"({columns})", "VALUES", rows,
            ]
        )  # fmt: skip
    return kept[key]


def _key(model: type[Model]) -> Any:
    return model._meta.pk
