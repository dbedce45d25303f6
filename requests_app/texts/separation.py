"""Whether two pieces of one text tell different matters, by the words of the lexicon that each holds. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache

from requests_app.texts.folding import folded
from requests_app.texts.lexicon import ASSIGN, lexicon
from requests_app.texts.words import Words

# What a piece's own topic must weigh: a single good word where the writer begins anew, several where nothing says so.
ANNOUNCED, UNANNOUNCED = 2.5, 8.0
# Less than this share of what the other piece is about may stand in a piece.
SHARED = 0.5
# How far a topic must stand above those of other kinds where nothing announces it.
ABOVE = 1.5
SHARPER = 1.25
KIND = slice(2)


Weights = Mapping[str, float]


def are_apart(first: Weights, second: Weights, *, announced: bool) -> bool:
    """Each piece is about something of its own; where nothing announces it, also of another kind, and clearly."""
    if not first or not second:
        return False
    one, other = _top(first), _top(second)
    least = ANNOUNCED if announced else UNANNOUNCED
    if one == other or first[one] < least or second[other] < least:
        return False
    if not announced and (one[KIND] == other[KIND] or not (_stands_out(first) and _stands_out(second))):
        return False
    return first.get(other, 0) < SHARED * first[one] and second.get(one, 0) < SHARED * second[other]


def goes_on(first: Weights, second: Weights) -> bool:
    """Whether the second piece has much of what the first one is about."""
    return bool(first and second) and second.get(_top(first), 0) >= SHARED * second[_top(second)]


def together(first: Weights, second: Weights) -> Weights:
    return {code: first.get(code, 0) + second.get(code, 0) for code in {**first, **second}}


def about(piece: str) -> Weights:
    """Categories by the weight of their words."""
    total: dict[str, float] = defaultdict(float)
    for found in _words().found(folded(piece), {}):
        total[found.topic.category] += found.score**SHARPER
    return dict(total)


def _top(weights: Weights) -> str:
    return max(weights, key=lambda code: weights[code])


def _stands_out(weights: Weights) -> bool:
    top = _top(weights)
    others = (weight for code, weight in weights.items() if code[KIND] != top[KIND])
    return weights[top] >= ABOVE * max(others, default=0)


@lru_cache
def _words() -> Words:
    return Words([topic for topic in lexicon().topics if topic.step == ASSIGN])
