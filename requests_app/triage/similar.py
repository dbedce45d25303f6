"""Cases that resemble a text: what they have in common, whether it may be the same matter, what was answered then."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, QuerySet

from office import search
from office.database.statements import ListOf, Select
from office.search.bigrams import grams, normalised
from requests_app.models import Answer, EnterpriseRequest, Verdict
from requests_app.models.answers import Satisfaction
from requests_app.models.requests import EnterpriseRequestQuerySet
from requests_app.triage.learning import learned

# Shares of what two texts say: from here on alike, and from here on hardly anything else.
ALIKE, SAME = 0.16, 0.55
CANDIDATES = 24
WORD_AT_LEAST, WORD_AT_MOST = 2, 10
COLUMNS = (
    "ledger_number", "title", "text", "status", "outcome", "waiting_since", "received_on", "enterprise_id",
    "enterprise_name", "requester_kind", "phone_index", "category_id",
)  # fmt: skip
Read = Callable[[list[int]], Iterable[EnterpriseRequest]]


@dataclass(frozen=True)
class Similar:
    """`score` in 0..1; `words` that both texts hold; `is_repeat`: one requester, almost the same words."""

    case: EnterpriseRequest
    score: float
    words: tuple[str, ...]
    is_repeat: bool = False

    @property
    def because(self) -> str:
        """都提到“变压器”“跳闸”"""
        said = f"都提到{''.join(f'“{word}”' for word in self.words)}" if self.words else "用词相近"
        return f"同一反映人，{said}，可能是重复件" if self.is_repeat else said


def similar_to(
    text: str, rows: EnterpriseRequestQuerySet, *, own: EnterpriseRequest | None = None, limit: int = 3
) -> list[Similar]:
    """Those of `rows` (what the reader sees) that resemble the text, the nearest first."""
    return nearest(text, lambda keys: rows.filter(pk__in=keys).only(*COLUMNS), own=own, limit=limit)


def nearest(text: str, read: Read, *, own: EnterpriseRequest | None = None, limit: int = 3) -> list[Similar]:
    """The same of what `read` gives of at most 24 keys, with `COLUMNS`.

    One look-up for each rare pair of the text, then the texts are compared (docs/performance.md).
    """
    weights = _weights(text)
    found = read(search.resembling("case", weights, CANDIDATES))
    others = [case for case in found if own is None or case.pk != own.pk]
    compared = [_compared(case, text, weights, own) for case in others]
    alike = [one for one in compared if one.score >= ALIKE]
    return sorted(alike, key=lambda one: (-one.score, -one.case.pk))[:limit]


def answers_of(cases: Iterable[EnterpriseRequest]) -> dict[int, Answer]:
    """The last answer of each that its enterprise did not reject, by case (one query)."""
    return {answer.case_id: answer for answer in ACCEPTED.all(cases=[case.pk for case in cases])}


def _accepted(cases: Any) -> QuerySet[Answer]:
    refused = Verdict.objects.filter(
        answer=OuterRef("pk"), overridden_at__isnull=True, satisfaction=Satisfaction.DISSATISFIED
    )
    return Answer.objects.filter(~Exists(refused), case__pk__in=cases).order_by("pk")


ACCEPTED = Select(_accepted, cases=ListOf(models.BigIntegerField(), CANDIDATES))


def _weights(text: str) -> dict[str, float]:
    """Each pair of the text by its rarity in what was learned; digits say nothing of the matter."""
    known = learned().categories
    return {
        pair: math.log(1 + (known.size + 1) / (known.seen(pair) + 0.5))
        for pair in grams(normalised(text))
        if not pair.isdigit()
    }


def _compared(
    case: EnterpriseRequest, text: str, weights: dict[str, float], own: EnterpriseRequest | None
) -> Similar:
    """Twice what both say, of all that each says; by the weights of the asking text."""
    other = {pair for pair in grams(normalised(case.text)) if not pair.isdigit()}
    shared = other & weights.keys()
    typical = sum(weights.values()) / len(weights) if weights else 0.0
    together = sum(weights.values()) + sum(weights.get(pair, typical) for pair in other)
    score = 2 * sum(weights[pair] for pair in shared) / together if together else 0.0
    return Similar(case, score, _words(text, shared, weights), score >= SAME and _one_requester(case, own))


def _words(text: str, shared: set[str], weights: dict[str, float]) -> tuple[str, ...]:
    """Runs of the text whose pairs the other one holds too: the two that say most."""
    plain = normalised(text)
    runs, begun = [], None
    for at in range(len(plain)):
        if plain[at : at + 2] in shared:
            begun = at if begun is None else begun
        elif begun is not None:
            runs.append(plain[begun : at + 1])
            begun = None
    fitting = {run for run in runs if WORD_AT_LEAST <= len(run) <= WORD_AT_MOST}
    return tuple(sorted(fitting, key=lambda run: (-_says(run, weights), run))[:2])


def _says(run: str, weights: dict[str, float]) -> float:
    pairs = [run[at : at + 2] for at in range(len(run) - 1)]
    return sum(weights.get(pair, 0.0) for pair in pairs) / math.sqrt(len(pairs))


def _one_requester(case: EnterpriseRequest, own: EnterpriseRequest | None) -> bool:
    if own is None:
        return False
    return bool(
        (own.phone_index and own.phone_index == case.phone_index)
        or (own.enterprise_id and own.enterprise_id == case.enterprise_id)
        or (own.enterprise_name and own.enterprise_name == case.enterprise_name)
    )
