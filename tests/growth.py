"""Makes many rows of one: a copy of a row whose relatives are copies too, so that a page that asks for each of its
rows once more is caught. What is unique gets the number of the copy.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import models

Known = dict[tuple[type[models.Model], Any], models.Model]
# Relatives that are the same for all: copies of them would be other people's business.
SHARED = {"contenttypes.ContentType", "requests_app.Category", "groups.ProfessionalGroup"}


def multiply(
    model: type[models.Model], first: int, last: int, *, keep: str = "", of: Mapping[str, str] | None = None
) -> int:
    """Copies the model's oldest row once for each number, of the same `keep`; returns how many were made."""
    row = model._default_manager.filter(**(of or {})).order_by("pk").first()
    assert row is not None, f"tests/test_queries.py needs a row of {model._meta.label}"
    for number in range(first, last):
        _copy(row, number, {}, keep)
    return last - first


def _copy(row: models.Model, number: int, known: Known, keep: str = "") -> models.Model:
    key = (type(row), row.pk)
    if key in known:
        return known[key]
    unique = _unique_fields(type(row), keep)
    known[key] = copied = type(row)()
    for field in row._meta.concrete_fields:
        if field.name == keep:
            setattr(copied, field.attname, getattr(row, field.attname))
        elif not isinstance(field, models.AutoField):
            setattr(copied, field.attname, _value(row, field, number, known, is_unique=field.name in unique))
    copied.save(force_insert=True)
    return copied


def _value(row: models.Model, field: Any, number: int, known: Known, *, is_unique: bool) -> Any:
    value = getattr(row, field.attname)
    if field.is_relation and value is not None:
        related = getattr(row, field.name)
        if related._meta.label in SHARED:
            return value
        return _copy(related, number, known).pk
    return _another(field, value, number) if is_unique else value


def _another(field: Any, value: Any, number: int) -> Any:
    if isinstance(value, bool) or value in (None, "") or field.choices:
        return False if value is True else value
    if isinstance(value, str):
        tail = f"{number:04}"
        return value[: (field.max_length or 400) - len(tail)] + tail
    if isinstance(value, dt.date):
        return value - dt.timedelta(days=number)
    return value + number


def _unique_fields(model: type[models.Model], keep: str) -> set[str]:
    """What must differ: unique fields, and of each unique constraint the relatives, or else all of it."""
    found = {field.name for field in model._meta.concrete_fields if field.unique}
    constraints = [each for each in model._meta.constraints if isinstance(each, models.UniqueConstraint)]
    for constraint in constraints:
        names = set(constraint.fields) - {keep} - _shared(model) or _flags(constraint)
        relatives = {name for name in names if model._meta.get_field(name).is_relation}
        found |= relatives or names
    return found


def _shared(model: type[models.Model]) -> set[str]:
    related = (field for field in model._meta.concrete_fields if field.related_model)
    return {field.name for field in related if field.related_model._meta.label in SHARED}


def _flags(constraint: models.UniqueConstraint) -> set[str]:
    """Of “one main liaison a group”: the mark that only one row carries."""
    children = constraint.condition.children if constraint.condition else ()
    return {
        child[0]
        for child in children
        if isinstance(child, tuple) and child[1] is True and "__" not in child[0]
    }
