"""How far a text speaks for each kind seen before: by its characters and pairs of them, each by how often a kind had it."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

GRAMS_KEPT = 16_000
# A gram counts as if it had been met in so many texts more of each kind, as often as in all.
DOUBT = 2.0


def grams(text: str, sizes: Sequence[int] = (1, 2)) -> set[str]:
    """Letters, digits and characters of a folded text, and pairs of neighbouring ones."""
    runs = ("".join(run) for is_word, run in groupby(text, str.isalnum) if is_word)
    return {run[at : at + size] for run in runs for size in sizes for at in range(len(run) - size + 1)}


@dataclass(frozen=True)
class Likeness:
    """In how many texts of each kind a gram was met. Compact and immutable.

    `met` holds for each gram the place of a kind in `counts` and how many of its texts held the gram, in turn, as
    characters: a string is the smallest list of small numbers, and JSON takes it.
    """

    size: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    met: Mapping[str, str] = field(default_factory=dict)

    def seen(self, gram: str) -> int:
        """In how many texts."""
        return sum(map(ord, self.met.get(gram, "")[1::2]))

    def near(self, text: str) -> dict[str, float]:
        """What a folded text says for each kind, and (below 0) against it; kinds without a common gram are left out."""
        found: dict[str, float] = defaultdict(float)
        kinds = list(self.counts.items())
        known = [met for gram in grams(text) if (met := self.met.get(gram))]
        for met in known:
            numbers = list(map(ord, met))
            seen = sum(numbers[1::2])
            doubt = DOUBT * (seen + 0.5) / (self.size + 1)
            for place, held in zip(numbers[::2], numbers[1::2], strict=True):
                kind, texts = kinds[place]
                own = (held + doubt) / (texts + DOUBT)
                others = (seen - held + doubt) / (self.size - texts + DOUBT)
                found[kind] += math.log(own / others)
        # Neighbouring grams say the same twice: a long text is no surer than a short one by its length alone.
        return {kind: score / math.sqrt(len(known)) for kind, score in found.items()}


def learn(examples: Iterable[tuple[str, str]]) -> Likeness:
    """From folded texts, each with its kind; every text counts once, however long."""
    texts: Counter[str] = Counter()
    met: dict[str, Counter[str]] = defaultdict(Counter)
    for text, kind in examples:
        texts[kind] += 1
        for gram in grams(text):
            met[gram][kind] += 1
    kept = sorted(met, key=lambda gram: (-met[gram].total(), gram))[:GRAMS_KEPT]
    places = {kind: place for place, kind in enumerate(texts)}
    return Likeness(
        size=texts.total(),
        counts=dict(texts),
        met={
            gram: "".join(chr(places[kind]) + chr(held) for kind, held in met[gram].items()) for gram in kept
        },
    )
