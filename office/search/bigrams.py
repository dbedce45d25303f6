"""How a text is cut for the index, and a query into what must be found in it. Pure; the same on both databases."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from office.search import analyser

TEXT_AT_MOST = 50_000
WORDS_AT_MOST = 8
WORD_AT_MOST = 40


@dataclass(frozen=True)
class Wanted:
    """`grams` lead to the rows that may match, `parts` of the normalised text decide. Nothing wanted: no parts."""

    grams: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()


def normalised(text: str) -> str:
    """The beginning of a text in the analyser's one spelling."""
    return analyser.normalised(text[:TEXT_AT_MOST])


def grams(text: str) -> tuple[str, ...]:
    """Each pair of neighbouring letters, digits or characters of a normalised text, once: 诉求办 gives 诉求, 求办."""
    return tuple(dict.fromkeys(pair for run in _runs(text) for pair in _pairs(run)))


def wanted(query: str) -> Wanted:
    """All words of the query must occur. A word of a single character has no pair: it only decides."""
    words = [word for word in analyser.words_of(query[:TEXT_AT_MOST]) if any(_runs(word))][:WORDS_AT_MOST]
    parts = tuple(dict.fromkeys(word[:WORD_AT_MOST] for word in words))
    return Wanted(grams(" ".join(parts)), parts)


def _runs(text: str) -> Iterator[str]:
    return ("".join(run) for is_word, run in groupby(text, str.isalnum) if is_word)


def _pairs(run: str) -> Iterator[str]:
    return (run[index : index + 2] for index in range(len(run) - 1))
