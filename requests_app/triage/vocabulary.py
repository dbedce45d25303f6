"""The categories as the office has them now, made ready for the classifier."""

from __future__ import annotations

from functools import lru_cache

from requests_app.models import Category
from requests_app.models.category_table import categories, usual_units
from requests_app.texts.classifier import Classifier, Kind

Frozen = tuple[tuple[str, Kind], ...]


def classifier() -> Classifier:
    """Of the categories that are not closed; built anew (some 50 ms) only when one, its words or its units change."""
    return _built(_kinds([row for row in categories().rows if row.closed_on is None]))


def _kinds(rows: list[Category]) -> Frozen:
    """Leaves, and tops without any: what a case is filed under."""
    parents, units = {row.parent_id for row in rows}, usual_units()
    return tuple(
        (
            row.code,
            Kind(row.name, tuple(row.keywords), units.get(row.pk) or units.get(row.parent_id or 0) or ()),
        )
        for row in rows
        if row.pk not in parents
    )


@lru_cache(maxsize=2)
def _built(kinds: Frozen) -> Classifier:
    return Classifier(dict(kinds))
