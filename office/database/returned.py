"""What a statement that stores rows returns of them: each column of their table as the driver gives it.

INSERT and UPDATE that return what they stored spare the question which reads it again for the event that holds it
(office/events/rows.py). A column is converted only where somebody wants it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

from django.db import transaction
from django.db.models import Field, Model

Row = tuple[Any, ...]
Converter = tuple[int, Any, list[Callable[..., Any]]]


class AsGiven(Field[Any, Any]):
    """Stands for a column behind RETURNING, without what its own field makes of a value."""

    def __init__(self, field: Field[Any, Any]) -> None:
        super().__init__(db_column=field.column)
        self.set_attributes_from_name(field.attname)
        self.model = field.model


@cache
def columns(model: type[Model]) -> tuple[AsGiven, ...]:
    """In the order in which a `Row` holds them."""
    return tuple(AsGiven(field) for field in model._meta.local_concrete_fields)


@cache
def places(model: type[Model]) -> Mapping[str, int]:
    """Where in a `Row` the column of each attribute stands."""
    return {field.attname: place for place, field in enumerate(model._meta.local_concrete_fields)}


def clause(model: type[Model]) -> str:
    """`RETURNING` with all columns, for the end of an INSERT or UPDATE."""
    return _clause(model, transaction.get_connection().vendor)


def values(model: type[Model], row: Row, attributes: Iterable[str]) -> dict[str, Any]:
    """These attributes as a queryset would give them."""
    connection = transaction.get_connection()
    converted = _converters(model, connection.vendor)
    found: dict[str, Any] = {}
    for name in attributes:
        place, expression, converters = converted[name]
        value = row[place]
        for convert in converters:
            value = convert(value, expression, connection)
        found[name] = value
    return found


@cache
def _clause(model: type[Model], vendor: str) -> str:
    operations: Any = transaction.get_connection().ops
    return str(operations.return_insert_columns(columns(model))[0])


@cache
def _converters(model: type[Model], vendor: str) -> dict[str, Converter]:
    connection: Any = transaction.get_connection()
    found: dict[str, Converter] = {}
    for place, field in enumerate(model._meta.local_concrete_fields):
        expression: Any = field.get_col(model._meta.db_table)
        converters = [
            *connection.ops.get_db_converters(expression), *expression.get_db_converters(connection)
        ]  # fmt: skip
        found[field.attname] = (place, expression, converters)
    return found
