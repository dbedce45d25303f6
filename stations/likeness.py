"""Registered enterprises whose names resemble one that is not registered, to be asked about: 是同一家吗."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from math import log

from office.search.bigrams import grams
from stations.models import Enterprise
from stations.names import folded_name

# Of what both names say together, weighed by how rare it is among all names, this part must be said by both.
ALIKE_FROM = 0.5
NAMED_AT_MOST = 3


def alike(name: str, *, limit: int = NAMED_AT_MOST) -> list[Enterprise]:
    """The leading rows that may be meant by the name, the nearest first; former names count. Two queries.

    What many names share (a place, 有限公司) weighs little, so a wrong or missing character in the rest is seen
    through and two enterprises of one place are told apart.
    """
    asked = _pairs(name)
    if not asked:
        return []
    known = [
        (lead or key, _pairs(written))
        for key, lead, *names in Enterprise.objects.values_list(
            "pk", "same_as", "name", "former_names__name"
        ).order_by("pk")
        for written in names
        if written
    ]
    shared = Counter(pair for _, pairs in known for pair in pairs)
    scores: dict[int, float] = {}
    for key, pairs in known:
        score = _weight(asked & pairs, shared, len(known)) / _weight(asked | pairs, shared, len(known))
        if score >= ALIKE_FROM:
            scores[key] = max(score, scores.get(key, 0))
    nearest = sorted(scores, key=lambda key: (-scores[key], key))[:limit]
    rows = Enterprise.objects.in_bulk(nearest)
    return [rows[key] for key in nearest]


def question(name: str) -> str:
    """Behind a refusal: whom the name may mean; "" for nobody."""
    names = "、".join(f"“{row.name}”" for row in alike(name))
    return f"是不是{names}？" if names else ""


def _pairs(name: str) -> frozenset[str]:
    return frozenset(grams(folded_name(name)))


def _weight(pairs: Iterable[str], shared: Counter[str], names: int) -> float:
    return sum(log((names + 2) / (shared[pair] + 1)) for pair in pairs)
