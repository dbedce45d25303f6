"""The categories as the office has them now, made ready for the classifier."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache

from requests_app.models import Category, CategoryDepartment
from requests_app.texts.classifier import Classifier, Kind

Row = tuple[int, int | None, str, str, tuple[str, ...]]
Frozen = tuple[tuple[str, Kind], ...]


def classifier() -> Classifier:
    """Two queries; built anew (some 50 ms) only when a category, its words or its units have changed."""
    rows = Category.objects.filter(closed_on__isnull=True).order_by("order", "code")
    categories = rows.values_list("pk", "parent_id", "code", "name", "keywords")
    return _built(_kinds([(*row[:4], tuple(row[4])) for row in categories]))


def _kinds(categories: list[Row]) -> Frozen:
    """Leaves, and tops without any: what a case is filed under."""
    parents = {parent for _, parent, *_ in categories}
    units: dict[int, list[str]] = defaultdict(list)
    defaults = CategoryDepartment.objects.order_by("order").values_list("category_id", "department__code")
    for key, unit in defaults:
        units[key].append(unit)
    return tuple(
        (code, Kind(name, words, tuple(units[key] or units[parent or 0])))
        for key, parent, code, name, words in categories
        if key not in parents
    )


@lru_cache(maxsize=2)
def _built(kinds: Frozen) -> Classifier:
    return Classifier(dict(kinds))
