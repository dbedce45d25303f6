"""Before sending: public words of others' cases that tell the same matter. Knows approved words only, no text of a case.

One indexed query finds candidates; only pairs that belong to words of the lexicon count, so that “希望协调解决”
makes no two matters alike.
"""

from __future__ import annotations

from functools import lru_cache

from office import search
from office.search.bigrams import grams, normalised
from requests_app.access import public_cases
from requests_app.access.public_cases import PublicCase
from requests_app.models import Category, EnterpriseRequest
from requests_app.texts.lexicon import DECLINE, lexicon

# Approved words by the case's key, written where they are approved.
INDEX = "public"
CLOSE = 0.5
PAIRS_AT_LEAST = 3
CANDIDATES = 100
SHOWN = 2


def matches(text: str, category: Category | None) -> list[PublicCase]:
    """At most two cases whose public words tell nearly the same, of the same top category where one was chosen; the
    closest first."""
    own = _telling(text)
    if len(own) < PAIRS_AT_LEAST:
        return []
    scores = {
        key: score
        for key, words in search.holding_any(INDEX, sorted(own), CANDIDATES)
        if (score := _closeness(own, _telling(words))) >= CLOSE
    }
    return _shown(scores, category) if scores else []


def to_follow(ledger_number: str) -> EnterpriseRequest | None:
    """The case behind a number that `matches` gave out, while it goes on; None for any other number."""
    rows = public_cases.told_of(public_cases.public().filter(ledger_number=ledger_number[:10]))
    return next((row.case for row in rows if row.is_going_on), None)


def _shown(scores: dict[int, float], category: Category | None) -> list[PublicCase]:
    rows = [
        case
        for case in public_cases.public().filter(pk__in=scores).select_related("category")
        if case.category is not None and (category is None or _is_within(case.category, category))
    ]
    return public_cases.told_of(sorted(rows, key=lambda case: -scores[case.pk]))[:SHOWN]


def _is_within(own: Category, other: Category) -> bool:
    return (other.parent_id or other.pk) in (own.pk, own.parent_id)


def _telling(text: str) -> frozenset[str]:
    return frozenset(grams(normalised(text))) & _pairs_of_words()


def _closeness(own: frozenset[str], other: frozenset[str]) -> float:
    """The share of the shorter one's telling pairs that the longer one has too."""
    shared = len(own & other)
    return shared / min(len(own), len(other)) if shared >= PAIRS_AT_LEAST else 0.0


@lru_cache
def _pairs_of_words() -> frozenset[str]:
    words = (word for topic in lexicon().topics if topic.step != DECLINE for word in topic.words)
    return frozenset(pair for word in words for part in word.split("+") for pair in grams(normalised(part)))
