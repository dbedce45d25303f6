"""Which words of the topics a text holds, and what they weigh: a word of few topics, and a longer one, says more."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from requests_app.texts.folding import folded, syllables
from requests_app.texts.lexicon import Topic

# One character is a hint, two are a word, four are hardly ever meant otherwise.
BY_LENGTH = {1: 0.4, 2: 1.0, 3: 1.5, 4: 1.7}
LONGER = 1.8
BOTH = 1.3
# A word that only sounds right was typed wrongly, or is another one.
BY_SOUND = 0.3
SOUND_AT_LEAST = 3
# Each further word of a topic says a little less that is new.
FADING = 0.85


@dataclass(frozen=True)
class Found:
    """A topic with the words that speak for it, the weightiest first."""

    topic: Topic
    score: float
    words: tuple[str, ...]


class Words:
    """The topics' words made ready: built once for a vocabulary, then read from any thread."""

    def __init__(self, topics: Sequence[Topic]) -> None:
        self._topics_of: dict[str, list[Topic]] = defaultdict(list)
        for topic in topics:
            for word in dict.fromkeys(map(folded, topic.words)):
                self._topics_of[word].append(topic)
        of_all = len({topic.category for topic in topics})
        self._weights = {
            word: math.log(1 + of_all / len({topic.category for topic in where})) * _length(word)
            for word, where in self._topics_of.items()
        }
        self._words_of: dict[str, list[str]] = defaultdict(list)
        self._by_sound: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for word in self._weights:
            for part in word.split("+"):
                self._words_of[part].append(word)
        for part in self._words_of:
            if len(part) >= SOUND_AT_LEAST and not part.isascii():
                self._by_sound[syllables(part)].append(part)
        self._sizes = _sizes(self._words_of)
        self._sound_sizes = _sizes(self._by_sound)

    def found(self, text: str, trust: Mapping[str, float]) -> list[Found]:
        """The topics of which a folded text holds any word. `trust`: a share of the weight, by word."""
        held = {piece for piece in _pieces(text, self._sizes) if piece in self._words_of}
        weights = self._weighed(held, self._heard(text, held))
        weights = {word: weight * trust.get(word, 1.0) for word, weight in weights.items()}
        by_topic: dict[Topic, list[str]] = defaultdict(list)
        for word in sorted(weights, key=lambda word: (-weights[word], word)):
            for topic in self._topics_of[word]:
                by_topic[topic].append(word)
        return [_found(topic, words, weights) for topic, words in by_topic.items()]

    def _heard(self, text: str, held: set[str]) -> set[str]:
        """Words of three characters and more that the text holds in other characters of the same sound."""
        pieces = _pieces(syllables(text), self._sound_sizes)
        return {part for piece in pieces for part in self._by_sound.get(piece, ())} - held

    def _weighed(self, held: set[str], heard: set[str]) -> dict[str, float]:
        weights: dict[str, float] = {}
        near = held | heard
        for word in {word for part in near for word in self._words_of[part]}:
            parts = set(word.split("+"))
            if parts <= near:
                weights[word] = self._weights[word] * (1.0 if parts <= held else BY_SOUND)
        return weights


def _found(topic: Topic, words: Sequence[str], weights: Mapping[str, float]) -> Found:
    """检查 beside 重复检查 is not counted twice."""
    kept = [word for word in words if not any(word != other and word in other for other in words)]
    score = sum(weights[word] * FADING**place for place, word in enumerate(kept))
    return Found(topic, score, tuple(kept))


def _sizes(words: Iterable[Any]) -> dict[Any, list[int]]:
    """How long the words are that begin with each character (or syllable)."""
    found: dict[Any, set[int]] = defaultdict(set)
    for word in filter(None, words):
        found[word[0]].add(len(word))
    return {begin: sorted(sizes) for begin, sizes in found.items()}


def _pieces(whole: Any, sizes: Mapping[Any, Sequence[int]]) -> Iterator[Any]:
    """Every run of the sequence that may be a word: a look-up for each is cheaper than a search for every word."""
    for at, begin in enumerate(whole):
        for size in sizes.get(begin, ()):
            yield whole[at : at + size]


def _length(word: str) -> float:
    parts = word.split("+")
    weight = BY_LENGTH.get(sum(map(len, parts)), LONGER)
    return weight * BOTH if len(parts) > 1 else weight
