"""Moving encrypted columns to the first key: row by row, in small transactions, while the platform runs."""

from collections.abc import Iterator

from cryptography.fernet import InvalidToken
from django.apps import apps
from django.db import transaction
from django.db.models import Model, TextField, Value
from django.db.models.functions import Cast

from office.crypto import EncryptedTextField, rotate

ROWS_AT_ONCE = 500


def encrypted_columns() -> Iterator[tuple[type[Model], str]]:
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            if isinstance(field, EncryptedTextField):
                yield model, field.name


def rotate_column(model: type[Model], column: str) -> tuple[int, int]:
    """How many rows were moved, and how many no key opens. Repeating it goes on where it was stopped."""
    moved = unreadable = last = 0
    rows = model._base_manager.annotate(stored=Cast(column, TextField())).exclude(stored="")
    while batch := list(rows.filter(pk__gt=last).order_by("pk").values_list("pk", "stored")[:ROWS_AT_ONCE]):
        last = batch[-1][0]
        with transaction.atomic():
            for pk, stored in batch:
                try:
                    moved += _move(model, column, pk, stored)
                except InvalidToken:
                    unreadable += 1
    return moved, unreadable


def _move(model: type[Model], column: str, pk: int, stored: str) -> int:
    """One row, unless somebody wrote it meanwhile."""
    token = rotate(stored)
    if token == stored:
        return 0
    unchanged = model._base_manager.annotate(stored=Cast(column, TextField())).filter(pk=pk, stored=stored)
    return unchanged.update(**{column: Value(token, output_field=TextField())})
