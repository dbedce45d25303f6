"""How near a text stands to the texts of each kind seen before: pairs and triples of characters, weighed by rarity."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby

GRAMS_PER_KIND = 600
ROUNDED = 4


def grams(text: str) -> set[str]:
    """Pairs and triples of neighbouring letters, digits and characters of a folded text."""
    runs = ("".join(run) for is_word, run in groupby(text, str.isalnum) if is_word)
    return {run[at : at + size] for run in runs for size in (2, 3) for at in range(len(run) - size + 1)}


@dataclass(frozen=True)
class Likeness:
    """A centre for each kind: its commonest distinctive grams, of length one together. Compact and immutable."""

    size: int = 0
    seen: Mapping[str, int] = field(default_factory=dict)
    centres: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)

    def near(self, text: str) -> dict[str, float]:
        """Cosine of a folded text with each kind, in 0..1; kinds without a common gram are left out."""
        weights = {gram: self._rarity(gram) for gram in grams(text) if gram in self.seen}
        length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        found: dict[str, float] = defaultdict(float)
        for gram, weight in weights.items():
            for kind in self._kinds[gram]:
                found[kind] += weight * self.centres[kind][gram] / length
        return dict(found)

    @cached_property
    def _kinds(self) -> dict[str, tuple[str, ...]]:
        """The kinds of each gram. Most grams have one, so that a few hundred tuples serve them all."""
        kinds: dict[str, tuple[str, ...]] = {}
        known: dict[tuple[str, ...], tuple[str, ...]] = {}
        for kind, centre in self.centres.items():
            for gram in centre:
                together = (*kinds.get(gram, ()), kind)
                kinds[gram] = known.setdefault(together, together)
        return kinds

    def _rarity(self, gram: str) -> float:
        return math.log(1 + self.size / self.seen[gram])


def learn(examples: Iterable[tuple[str, str]]) -> Likeness:
    """From folded texts, each with its kind; every text counts once, however long."""
    documents = [(grams(text), kind) for text, kind in examples]
    seen = Counter(gram for held, _ in documents for gram in held)
    sums: dict[str, Counter[str]] = defaultdict(Counter)
    for held, kind in documents:
        weights = {gram: math.log(1 + len(documents) / seen[gram]) for gram in held}
        length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        sums[kind].update({gram: weight / length for gram, weight in weights.items()})
    centres = {kind: _centre(total) for kind, total in sums.items()}
    kept = {gram for centre in centres.values() for gram in centre}
    return Likeness(
        size=len(documents),
        seen={gram: seen[gram] for gram in kept},
        centres=centres,
        counts=dict(Counter(kind for _, kind in documents)),
    )


def _centre(total: Counter[str]) -> dict[str, float]:
    kept = dict(total.most_common(GRAMS_PER_KIND))
    length = math.sqrt(sum(weight * weight for weight in kept.values())) or 1.0
    return {gram: round(weight / length, ROUNDED) for gram, weight in kept.items()}
