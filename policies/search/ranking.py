"""Documents in the order of relevance: what holds most of the rare parts of the query, in the place that counts."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from heapq import nlargest
from math import log

from policies.search.asking import Unit, Wanted, wanted
from policies.search.index import Document, Index, Postings
from policies.search.words import pairs

# How much a hit counts by its place, and how surely the unit is held by it.
TITLE, HEAD, LEAD, BODY = (3.2, 1.0), (2.8, 1.0), (1.6, 1.0), (0.8, 0.6)
HEARD, HEARD_IN_LEAD = (1.9, 0.6), (0.7, 0.3)
# Whoever types letters means every character that is read so.
SPELLED = (1.9, 0.9)
MEANT_IN_TITLE, MEANT, MEANT_IN_LEAD = (2.5, 0.95), (2.3, 0.9), (1.0, 0.5)
MEANT_IN_BODY = (0.5, 0.35)
# The first meaning in the clerks' list is the nearest, each further one a little less near.
MEANT_LESS, LEAST_OF_MEANT = 0.1, 0.6
INITIALS, WHOLE_INITIALS = (2.0, 1.0), (2.8, 1.0)
PHRASE_IN_HEAD, PHRASE_IN_TITLE, PHRASE_IS_WORD, PHRASE_BEGINS, PHRASE_LOOSELY = 1.4, 1.25, 1.15, 1.1, 1.2
EXPIRED = 0.6
# A pair that most documents hold finds nothing; it is left out where rarer ones are asked for.
COMMON_SHARE, COMMON_FROM = 0.4, 200
ENOUGH = 0.34
# Of a long sentence no document holds a third: so much, in weights of the rarest pair, asks for all of it.
ASKED_AT_MOST = 1.9
NEAR_TOP = 0.25
LOOKED_AT = 400
NEAREST_AT_MOST = 5
# However much is said that nothing holds, it speaks against the rest only so far.
SEAMS_AT_MOST = 3.0
Places = dict[int, tuple[float, float]]


@dataclass(frozen=True)
class Hit:
    document: Document
    score: float


@dataclass(frozen=True)
class Found:
    """`hits` by relevance; where there are none, `nearest` are worth a look. `wanted` says what to mark."""

    hits: tuple[Hit, ...]
    nearest: tuple[Hit, ...]
    wanted: Wanted


def find(
    query: str, index: Index, *, on: date, keep: Callable[[Document], bool] = lambda document: True
) -> Found:
    """`keep` narrows before anything is ranked; `on` is today: what has expired stands behind what has not."""
    want = wanted(query, index)
    scores, held = _scored(want, index)
    seams = sum(unit.weight for unit in want.units if unit.is_seam)
    total = sum(unit.weight for unit in want.units if not unit.is_seam) + min(seams, SEAMS_AT_MOST) or 1.0
    asked = min(total, ASKED_AT_MOST * log(1 + len(index.documents)))
    ranked = nlargest(
        LOOKED_AT,
        (
            (score / total * (0.4 + held[place] / total), held[place] / asked, place)
            for place, score in scores.items()
            if keep(index.documents[place])
        ),
    )
    weighed = [
        (_weighed(score, index.documents[place], want, on), certainty, place)
        for score, certainty, place in ranked
    ]
    weighed.sort(key=lambda each: (-each[0], each[2]))
    return _cut(weighed, index, want)


def _cut(weighed: list[tuple[float, float, int]], index: Index, want: Wanted) -> Found:
    """What holds too little of the query is no hit, only near."""
    enough = [score for score, certainty, _ in weighed if certainty >= ENOUGH]
    if not enough:
        near = [Hit(index.documents[place], score) for score, _, place in weighed[:NEAREST_AT_MOST]]
        return Found((), tuple(near), want)
    hits = [
        Hit(index.documents[place], score)
        for score, certainty, place in weighed
        if certainty >= ENOUGH * 0.75 and score >= NEAR_TOP * max(enough)
    ]
    return Found(tuple(hits), (), want)


def _scored(want: Wanted, index: Index) -> tuple[dict[int, float], dict[int, float]]:
    """For each document its score, and the weight of the units that it surely holds."""
    scores: defaultdict[int, float] = defaultdict(float)
    held: defaultdict[int, float] = defaultdict(float)
    for unit in _telling(want.units, index):
        for place, (value, surely) in _places(unit, index).items():
            scores[place] += unit.weight * value
            held[place] += unit.weight * surely
    return scores, held


def _telling(units: tuple[Unit, ...], index: Index) -> Iterable[Unit]:
    size = len(index.documents)
    if size < COMMON_FROM:
        return units
    rare = [unit for unit in units if index.seen_in.get(unit.word, 0) <= size * COMMON_SHARE]
    return rare or units


def _places(unit: Unit, index: Index) -> Places:
    """Where the unit is found, with what its best place counts; lesser places first, better ones over them."""
    best: Places = {}
    if unit.initials:
        _over(best, index.letters.get(unit.initials, ()), INITIALS)
        _over(best, index.letters.get(f"={unit.initials}", ()), WHOLE_INITIALS)
        return best
    if len(unit.word) == 1 and not unit.means:
        return dict.fromkeys(index.characters.get(unit.word, ()), HEAD)
    for sound in unit.sounds:
        _over(best, index.lead_sounds.get(sound, ()), HEARD_IN_LEAD)
    _over(best, holding(unit.word, index.body), BODY)
    meanings = [
        (meaning, max(LEAST_OF_MEANT, 1 - MEANT_LESS * place)) for place, meaning in enumerate(unit.means)
    ]
    for meaning, share in meanings:
        # What only running text says is looked for only where nothing better is said.
        in_lead = holding(meaning, index.lead)
        if in_lead or holding(meaning, index.head):
            _over(best, in_lead, (MEANT_IN_LEAD[0] * share, MEANT_IN_LEAD[1]))
        else:
            _over(best, holding(meaning, index.body), (MEANT_IN_BODY[0] * share, MEANT_IN_BODY[1]))
    for sound in unit.sounds:
        _over(best, index.sounds.get(sound, ()), HEARD if unit.word else SPELLED)
    _over(best, holding(unit.word, index.lead), LEAD)
    for meaning, share in meanings:
        _over(best, holding(meaning, index.head), (MEANT[0] * share, MEANT[1]))
        _over(best, holding(meaning, index.title), (MEANT_IN_TITLE[0] * share, MEANT_IN_TITLE[1]))
    _over(best, holding(unit.word, index.head), HEAD)
    _over(best, holding(unit.word, index.title), TITLE)
    return best


def _over(best: Places, found: Iterable[int], value: tuple[float, float]) -> None:
    if not best:
        best.update(dict.fromkeys(found, value))
        return
    for place in found:
        if best.get(place, value)[0] <= value[0]:
            best[place] = value


def holding(word: str, postings: Postings) -> Iterable[int]:
    """Documents with every pair of the word."""
    if len(word) == 2:
        return postings.get(word, ())
    parts = sorted((postings.get(pair, ()) for pair in pairs(word)), key=len)
    return set(parts[0]).intersection(*parts[1:]) if parts else ()


def _weighed(score: float, document: Document, want: Wanted, on: date) -> float:
    """Whole words are worth more than scattered pairs, each by its part of the query; what has expired less."""
    title, typed = document.plain_title, sum(map(len, want.phrases))
    for phrase in want.phrases:
        score *= _worth(phrase, document, title) ** (len(phrase) / typed)
    if document.ends is not None and document.ends < on:
        score *= EXPIRED
    return score


def _worth(phrase: str, document: Document, title: str) -> float:
    if phrase not in document.head:
        return PHRASE_LOOSELY if len(phrase) > 2 and _is_loosely_in(phrase, title) else 1.0
    worth = PHRASE_IN_HEAD if len(phrase) > 2 else 1.0
    worth *= PHRASE_IN_TITLE if phrase in title else 1.0
    worth *= PHRASE_IS_WORD if phrase in document.words else 1.0
    return worth * (PHRASE_BEGINS if title.startswith(phrase) else 1.0)


def _is_loosely_in(phrase: str, text: str) -> bool:
    """高新企业 within 高新技术企业: all its characters in order, with little between them."""
    start = text.find(phrase[0])
    while start >= 0:
        place = start
        for character in phrase[1:]:
            place = text.find(character, place + 1)
            if place < 0:
                return False
        if place - start < len(phrase) + 4:
            return True
        start = text.find(phrase[0], start + 1)
    return False
