"""The index in memory: which documents hold a pair of characters, a sound, an initial. Built once per change.

10,000 documents take some seconds to build, and a query a few hundredths to answer (make bench).
"""

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from math import log

from office.search.sounds import heard_as, initials, known_syllables, sound_pairs, syllables
from policies.search.words import is_han, is_wrapped, normalised, pairs, runs

INITIALS_AT_MOST = 6
BODY_ONLY = 0.45
Postings = dict[str, "array[int]"]


@dataclass(frozen=True)
class Document:
    """`kind` and `key` say whose it is; `category` narrows; the texts as they are shown."""

    kind: str
    key: str
    title: str
    lead: str
    body: str
    keywords: tuple[str, ...] = ()
    category: str = ""
    number: str = ""
    begins: date | None = None
    ends: date | None = None
    sizes: frozenset[str] = frozenset()
    sectors: frozenset[str] = frozenset()

    @cached_property
    def head(self) -> str:
        """What counts most: title, keywords, the document's number without its brackets."""
        return normalised(f"{self.title} {' '.join(self.keywords)} {''.join(runs(self.number))}")

    @cached_property
    def plain_title(self) -> str:
        return normalised(self.title)

    @cached_property
    def words(self) -> tuple[str, ...]:
        return tuple(word for each in self.keywords if (word := normalised(each)))


@dataclass
class Index:
    documents: Sequence[Document]
    synonyms: Mapping[str, Sequence[str]] = field(default_factory=dict)
    title: Postings = field(default_factory=dict)
    head: Postings = field(default_factory=dict)
    lead: Postings = field(default_factory=dict)
    body: Postings = field(default_factory=dict)
    sounds: Postings = field(default_factory=dict)
    lead_sounds: Postings = field(default_factory=dict)
    letters: Postings = field(default_factory=dict)
    characters: Postings = field(default_factory=dict)
    # Each keyword and synonym by its spelling, and the pairs of letters that lead to it.
    spellings: dict[str, set[str]] = field(default_factory=dict)
    spelling_pairs: dict[str, set[str]] = field(default_factory=dict)
    # The clerks' words by their sound.
    heard_words: dict[str, str] = field(default_factory=dict)
    # Those with a small word inside, the longest first.
    kept_words: tuple[str, ...] = ()
    seen_in: Counter[str] = field(default_factory=Counter)

    def weight(self, pair: str) -> float:
        """Rare pairs tell more; one that only running text holds tells little, one that nothing holds nothing."""
        count = self.seen_in.get(pair, 0)
        if not count:
            return 0.0
        share = 1.0 if pair in self.head or pair in self.lead else BODY_ONLY
        return share * log(1 + len(self.documents) / count)


def build(documents: Iterable[Document], synonyms: Mapping[str, Sequence[str]]) -> Index:
    index = Index(list(documents), {normalised(word): tuple(means) for word, means in synonyms.items()})
    title, head, lead, body, sounds, lead_sounds, letters, characters = (_postings() for _ in range(8))
    for place, document in enumerate(index.documents):
        top, middle = document.head, normalised(document.lead)
        first, second, third = pairs(top), pairs(middle), pairs(normalised(document.body))
        _add(title, pairs(document.plain_title), place)
        _add(head, first, place)
        _add(lead, second, place)
        _add(body, third, place)
        _add(sounds, _sounds_of(top), place)
        _add(lead_sounds, _sounds_of(middle), place)
        _add(letters, _initials_of(document), place)
        _add(characters, set(top), place)
        index.seen_in.update(first | second | third)
    index.title, index.head, index.lead, index.body = dict(title), dict(head), dict(lead), dict(body)
    index.sounds, index.lead_sounds = dict(sounds), dict(lead_sounds)
    index.letters, index.characters = dict(letters), dict(characters)
    _spell(index)
    index.heard_words = {heard_as(word): word for word in index.synonyms if is_han(word) and len(word) > 1}
    index.kept_words = tuple(sorted(filter(is_wrapped, index.synonyms), key=len, reverse=True))
    known_syllables()
    return index


def _postings() -> "defaultdict[str, array[int]]":
    return defaultdict(lambda: array("I"))


def _add(postings: "defaultdict[str, array[int]]", keys: Iterable[str], place: int) -> None:
    for key in keys:
        postings[key].append(place)


def _sounds_of(text: str) -> set[str]:
    return {key for run in runs(text) if is_han(run) for key in sound_pairs(run)}


def _initials_of(document: Document) -> set[str]:
    """Every stretch of up to six initials of title and keywords; `=` before those of a whole keyword."""
    found = set()
    for run in runs(document.head):
        spoken = initials(run)
        for start in range(len(spoken)):
            for end in range(start + 2, min(start + INITIALS_AT_MOST, len(spoken)) + 1):
                found.add(spoken[start:end])
    found |= {f"={initials(word)}" for word in document.words if is_han(word)}
    return found


def _spell(index: Index) -> None:
    words = {word for document in index.documents for word in document.words} | set(index.synonyms)
    spellings: defaultdict[str, set[str]] = defaultdict(set)
    letter_pairs: defaultdict[str, set[str]] = defaultdict(set)
    for word in words:
        if is_han(word):
            spelling = "".join(syllables(word))
            spellings[spelling].add(word)
            for pair in pairs(spelling):
                letter_pairs[pair].add(spelling)
    index.spellings, index.spelling_pairs = dict(spellings), dict(letter_pairs)
