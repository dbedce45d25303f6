"""Before sending: public words of others' cases that tell the same matter. Knows approved words only, no text of a case.

One indexed query finds candidates; only pairs that belong to words of the lexicon count, so that “希望协调解决”
makes no two matters alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from office import ports, search
from office.ports import PublicWords
from office.search.bigrams import grams, normalised
from requests_app.access.redaction import confidential_cases
from requests_app.models import Category, EnterpriseRequest
from requests_app.models.requests import EnterpriseRequestQuerySet, Status
from requests_app.texts.lexicon import DECLINE, lexicon

# Approved words by the case's key, written where they are approved.
INDEX = "public"
CLOSE = 0.5
PAIRS_AT_LEAST = 3
CANDIDATES = 100
SHOWN = 2
OVER = (Status.DECLINED, Status.REFERRED, Status.WITHDRAWN)


@dataclass(frozen=True)
class Match:
    """A case as visitors may read of it."""

    ledger_number: str
    words: PublicWords
    status: str


def matches(text: str, category: Category) -> list[Match]:
    """At most two cases of the same top category whose public words tell nearly the same; the closest first."""
    own = _telling(text)
    if len(own) < PAIRS_AT_LEAST:
        return []
    scores = {
        key: score
        for key, words in search.holding_any(INDEX, sorted(own), CANDIDATES)
        if (score := _closeness(own, _telling(words))) >= CLOSE
    }
    return _shown(scores, category) if scores else []


def public_case(ledger_number: str) -> EnterpriseRequest | None:
    """The case behind a number that `matches` gave out; None for any other number."""
    case = _public().filter(ledger_number=ledger_number[:10]).first()
    return case if case is not None and ports.public_words_of([case.pk]) else None


def _shown(scores: dict[int, float], category: Category) -> list[Match]:
    top = category.parent_id or category.pk
    rows = [
        case
        for case in _public().filter(pk__in=scores).select_related("category")
        if case.category is not None and top in (case.category_id, case.category.parent_id)
    ]
    words = ports.public_words_of([case.pk for case in rows])
    rows = sorted((case for case in rows if case.pk in words), key=lambda case: -scores[case.pk])
    return [Match(case.ledger_number, words[case.pk], case.status_label) for case in rows[:SHOWN]]


def _public() -> EnterpriseRequestQuerySet:
    rows = EnterpriseRequest.objects.filter(sealed=False, private=False).exclude(status__in=OVER)
    return rows.exclude(pk__in=confidential_cases())


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
