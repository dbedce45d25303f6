"""Registered enterprises whose names resemble one that is not registered, to be asked about: 是同一家吗."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import log

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
    asked = _pairs(folded_name(name))
    if not asked:
        return []
    known = [
        (same_as or key, text)
        for key, same_as, *texts in Enterprise.objects.order_by().values_list(
            "pk", "same_as", "folded_name", "former_names__folded_name"
        )
        for text in texts
        if text
    ]
    rarity = _Rarity([text for _, text in known])
    # No name can be nearer than the part of the asked one that it holds: the others are not looked at more closely.
    least = ALIKE_FROM * rarity.of(asked)
    scores: dict[int, float] = {}
    for key, text in dict.fromkeys(known):
        held = rarity.of(pair for pair in asked if pair in text)
        if held < least:
            continue
        score = held / rarity.of(asked | _pairs(text))
        if score >= ALIKE_FROM:
            scores[key] = max(score, scores.get(key, 0))
    nearest = sorted(scores, key=lambda key: (-scores[key], key))[:limit]
    rows = Enterprise.objects.in_bulk(nearest)
    return [rows[key] for key in nearest]


def in_question(name: str) -> list[Enterprise]:
    """`alike` for a name that no registered enterprise bears or bore; empty for one that is registered."""
    folded = folded_name(name)
    if not folded or Enterprise.objects.bearing(folded).exists():
        return []
    return alike(name)


def question(name: str) -> str:
    """Behind a refusal: whom the name may mean; "" for nobody."""
    names = "、".join(f"“{row.name}”" for row in alike(name))
    return f"是不是{names}？" if names else ""


class _Rarity:
    """How much pairs of characters tell among these names."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = names
        self._weights: dict[str, float] = {}

    def of(self, pairs: Iterable[str]) -> float:
        return sum(map(self._weight, pairs))

    def _weight(self, pair: str) -> float:
        if pair not in self._weights:
            shared = sum(pair in name for name in self._names)
            self._weights[pair] = log((len(self._names) + 2) / (shared + 1))
        return self._weights[pair]


def _pairs(folded: str) -> frozenset[str]:
    return frozenset(first + second for first, second in pairwise(folded))
