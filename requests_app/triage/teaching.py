"""Turns examples into what the classifier has learned, and that into bytes for one row of the database."""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from requests_app.texts.classifier import Classifier, Learned
from requests_app.texts.folding import folded
from requests_app.texts.likeness import Likeness, learn

# A word is doubted only once it has misled a few times.
BENEFIT_OF_DOUBT = 2


@dataclass(frozen=True)
class Example:
    """A text with what people decided: the category's code, whose matter (lexicon.unit_key; empty: nobody's)."""

    text: str
    category: str
    unit: str = ""


def taught(classifier: Classifier, examples: Sequence[Example]) -> Learned:
    """Every example counts once; some 2 ms each."""
    texts = [folded(example.text) for example in examples]
    return Learned(
        categories=learn(
            (text, one.category) for text, one in zip(texts, examples, strict=True) if one.category
        ),
        units=learn((text, one.unit) for text, one in zip(texts, examples, strict=True) if one.unit),
        trust=_trust(classifier, examples),
    )


def _trust(classifier: Classifier, examples: Iterable[Example]) -> dict[str, float]:
    """The share of examples with a word in which it spoke for the right category."""
    met: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for example in examples:
        found = classifier.found(example.text, {})
        met.update({word for one in found for word in one.words})
        right.update({word for one in found if one.topic.category == example.category for word in one.words})
    return {
        word: round((right[word] + BENEFIT_OF_DOUBT) / (times + BENEFIT_OF_DOUBT), 3)
        for word, times in met.items()
    }


def packed(learned: Learned) -> bytes:
    return zlib.compress(json.dumps(asdict(learned), ensure_ascii=False).encode())


def unpacked(data: bytes) -> Learned:
    raw = json.loads(zlib.decompress(data))
    return Learned(Likeness(**raw["categories"]), Likeness(**raw["units"]), raw["trust"])
