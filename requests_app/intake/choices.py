"""The categories of the public form: asked for at each form, made into objects only where a row has changed."""

from __future__ import annotations

from datetime import date

from django.db import models

from office.database.statements import Row, Select
from requests_app.models import Category

TOP = Select(lambda on: Category.objects.top().open(on), on=models.DateField())


class _Kept:
    """The rows of the last form and what was made of them."""

    rows: list[Row]
    categories: list[Category]

    def __init__(self) -> None:
        self.rows, self.categories = [], []


_kept = _Kept()


def top_categories(on: date) -> list[Category]:
    """In the order of the form: those open on a local date. Not to be changed: forms share them."""
    rows = TOP.rows(on=on)
    if rows != _kept.rows:
        _kept.rows, _kept.categories = rows, TOP.objects(rows)
    return _kept.categories
