"""Which policies may help with what somebody wrote: a proposal with its reason, never a decision."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from math import log

from policies import search
from policies.catalogue import Entry, entries
from policies.models import PolicyVersion
from policies.search import Document, Index
from policies.search.asking import GENERAL, TOLD_AROUND, Unit, wanted
from policies.search.ranking import EXPIRED, holding

CLAUSE = re.compile(r"[，。；！？、,.;!?\n]+")
CLAUSES_AT_MOST = 24
# No digits, and none of the numbers that are written out.
WORD = re.compile(r"[\u4e00-\u9fff]*[^\W〇一二三四五六七八九十百千万两]")
# Below this the words that met did so by chance, and nothing is proposed. In units of what a word tells that one document alone holds.
SCORE_AT_LEAST = 0.72
NEAR_BEST = 0.6
MEANT_SHARE = 0.8
AT_MOST = 3


@dataclass(frozen=True)
class Proposed:
    """`score` is comparable within one answer only; `because` says which words led here."""

    slug: str
    title: str
    score: float
    because: str
    status: str


def fitting(text: str, *, on: date, limit: int = AT_MOST) -> list[Proposed]:
    """Published policies for the text of a request; the best first, none where nothing fits.

    One that has expired is among them, further behind and said so: it must not be quoted as if it held.
    """
    ranked = _ranked(text, search.current(), on)[:limit]
    found = {entry.version.policy.slug: entry for entry in entries([each[0] for each in ranked], None, on)}
    return [
        _proposed(found[document.key].version, score, words, on)
        for document, score, words in ranked
        if document.key in found
    ]


def fitting_entries(text: str, *, on: date, limit: int = AT_MOST) -> list[Entry]:
    """Those in force, as lines of a visitor's page."""
    ranked = [document for document, _, _ in _ranked(text, search.current(), on) if not _over(document, on)]
    return entries(ranked[:limit], None, on)


def _proposed(version: PolicyVersion, score: float, words: list[str], on: date) -> Proposed:
    because = f"诉求里提到{'、'.join(f'“{word}”' for word in words[:3])}" if words else "内容相近"
    return Proposed(version.policy.slug, version.title, round(score, 2), because, version.validity(on).state)


def _ranked(text: str, index: Index, on: date) -> list[tuple[Document, float, list[str]]]:
    """By what titles and keywords hold of the text's words, each counted once: a long text dilutes nothing."""
    scores: defaultdict[int, float] = defaultdict(float)
    words: defaultdict[int, list[str]] = defaultdict(list)
    for unit in _units(text, index):
        for place, share in _held(unit, index).items():
            document = index.documents[place]
            if document.kind == "policy":
                scores[place] += unit.weight * share * (EXPIRED if _over(document, on) else 1.0)
                if unit.word in index.synonyms or any(unit.word in word for word in document.words):
                    words[place].append(unit.word)
    best = max(scores.values(), default=0.0)
    least = SCORE_AT_LEAST * log(1 + len(index.documents))
    order = sorted(scores, key=lambda place: (-scores[place], place))
    return [
        (index.documents[place], scores[place], sorted(words[place], key=len, reverse=True))
        for place in order
        if scores[place] >= max(least, NEAR_BEST * best)
    ]


def _units(text: str, index: Index) -> Iterator[Unit]:
    """What the text's clauses are about, without numbers and without words that everything has."""
    seen: set[str] = set()
    for clause in CLAUSE.split(text)[:CLAUSES_AT_MOST]:
        for unit in wanted(clause, index).units:
            if (
                len(unit.word) > 1
                and WORD.fullmatch(unit.word)
                and unit.word not in GENERAL | TOLD_AROUND
                and unit.word not in seen
            ):
                seen.add(unit.word)
                yield unit


def _held(unit: Unit, index: Index) -> dict[int, float]:
    """Places that hold the word, or one of its meanings, in title or keywords."""
    held = dict.fromkeys((place for each in unit.means for place in holding(each, index.head)), MEANT_SHARE)
    held.update(dict.fromkeys(holding(unit.word, index.head), 1.0))
    return held


def _over(document: Document, on: date) -> bool:
    return document.ends is not None and document.ends < on
