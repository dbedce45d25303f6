"""The categories as the office has them now, made ready for the classifier."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache

from requests_app.models import Category, CategoryDepartment
from requests_app.models.categories import CategoryQuerySet
from requests_app.proposing.classifier import Classifier, Kind

Frozen = tuple[tuple[str, Kind], ...]


def classifier() -> Classifier:
    """Two queries; built anew (some 50 ms) only when a category, its words or its units have changed."""
    return _built(_kinds(Category.objects.filter(closed_on__isnull=True).order_by("order", "code")))


def _kinds(rows: CategoryQuerySet) -> Frozen:
    """Leaves, and tops without any: what a case is filed under."""
    categories = list(rows)
    parents = {row.parent_id for row in categories}
    units: dict[int, list[str]] = defaultdict(list)
    defaults = CategoryDepartment.objects.order_by("order").values_list("category_id", "department__code")
    for key, code in defaults:
        units[key].append(code)
    return tuple(
        (row.code, Kind(row.name, tuple(row.keywords), tuple(units[row.pk] or units[row.parent_id or 0])))
        for row in categories
        if row.pk not in parents
    )


@lru_cache(maxsize=2)
def _built(kinds: Frozen) -> Classifier:
    return Classifier(dict(kinds))
