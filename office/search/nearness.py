"""Texts that resemble another: they share rare pairs with it. A pair that most texts hold is never looked up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.db import connection, models

from office.database.statements import ListOf, Select
from office.models import SearchEntry
from office.search import postgresql, sqlite

# Each pair costs one look-up of its latest holders.
PAIRS_AT_MOST = 12
HOLDERS_AT_MOST = 100
NEAREST = 40
ENTRIES = Select(
    lambda keys: SearchEntry.objects.filter(pk__in=keys).values_list("pk", "object_id", "kind"),
    keys=ListOf(models.BigIntegerField(), NEAREST),
)


def resembling(kind: str, weights: Mapping[str, float], limit: int = NEAREST) -> list[int]:
    """Keys of objects by the sum of the weights of the pairs they hold, the heaviest first, then the latest.

    `weights`: pairs as `bigrams.grams` cuts them; the 12 weightiest are looked up, each among its latest 100
    holders. Measured at 100,000 texts: docs/performance.md.
    """
    pairs = sorted(weights, key=lambda pair: (-weights[pair], pair))[:PAIRS_AT_MOST]
    if not pairs:
        return []
    holders = postgresql.holders if connection.vendor == "postgresql" else sqlite.holders
    scores: dict[int, float] = defaultdict(float)
    for entry, pair in holders(kind, pairs, HOLDERS_AT_MOST):
        scores[entry] += weights[pair]
    best = sorted(scores, key=lambda entry: (-scores[entry], -entry))[:limit]
    # The kind is looked at here: named in the statement, SQLite walks every entry of that kind instead.
    objects = {entry: of for entry, of, its_kind in ENTRIES.rows(keys=best) if its_kind == kind}
    return [objects[entry] for entry in best if entry in objects]


def holding_any(kind: str, pairs: Sequence[str], limit: int) -> list[tuple[int, str]]:
    """Keys and normalised texts of objects that hold any of the pairs, the latest first: one indexed query.

    For small kinds, as every holder is read.
    """
    if not pairs:
        return []
    read = postgresql.holding_any if connection.vendor == "postgresql" else sqlite.holding_any
    return read(kind, pairs, limit)
