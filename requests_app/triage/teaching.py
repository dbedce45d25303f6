"""Turns examples into what the classifier has learned, and that into bytes for one row of the database."""

from __future__ import annotations

import json
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from requests_app.texts.classifier import Classifier, Learned
from requests_app.texts.folding import folded
from requests_app.texts.likeness import Likeness, learn

# A word is doubted only once it has misled a few times.
BENEFIT_OF_DOUBT = 2


@dataclass(frozen=True)
class Example:
    """A text with what people decided: the category's code, whose matter (lexicon.unit_key; empty: nobody's).

    `is_own`: decided by the office itself, not invented.
    """

    text: str
    category: str
    unit: str = ""
    is_own: bool = False


def taught(classifier: Classifier, examples: Sequence[Example]) -> Learned:
    """Every example counts once; some 2 ms each."""
    texts = [folded(example.text) for example in examples]
    return Learned(
        categories=learn(
            (text, one.category) for text, one in zip(texts, examples, strict=True) if one.category
        ),
        units=learn((text, one.unit) for text, one in zip(texts, examples, strict=True) if one.unit),
        trust=_trust(classifier, examples),
        handled=_handled(examples),
    )


def _handled(examples: Iterable[Example]) -> dict[str, dict[str, int]]:
    handled: dict[str, Counter[str]] = defaultdict(Counter)
    for one in examples:
        if one.is_own and one.category and one.unit:
            handled[one.category][one.unit] += 1
    return {code: dict(units) for code, units in handled.items()}


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
    """Nothing for what an earlier release packed in another form: it is learned anew at night."""
    raw = json.loads(zlib.decompress(data))
    if "handled" not in raw:
        return Learned()
    return Learned(Likeness(**raw["categories"]), Likeness(**raw["units"]), raw["trust"], raw["handled"])
