"""How long proposals take beside a ledger of 100,000 cases with texts of their own: guess, similar cases, answers."""

import datetime as dt
import os
import random
import time
from collections.abc import Iterator

from django.utils import timezone

from bench.prepare import analyze
from bench.proposals import unseen
from bench.report import Report
from office import search
from requests_app.intake import public_matches
from requests_app.models import Category, EnterpriseRequest
from requests_app.triage import examples, learning, similar
from requests_app.triage.vocabulary import classifier
from stations.models import Station

CASES = int(os.environ.get("BENCH_PROPOSALS_CASES", "100000"))
BATCH = 2000


def measure(report: Report) -> None:
    """The lines proposals_ms and before_sending_ms."""
    fill()
    # Without statistics PostgreSQL reads every entry instead of the index of pairs.
    analyze()
    learning.learn(at=timezone.now())
    texts = [one.text for one in unseen()]
    everything = EnterpriseRequest.objects.filter(sealed=False)
    category = Category.objects.leaves().select_related("parent").first()
    for text in texts[:3]:
        _propose(text, everything)
    proposed = [_timed(_propose, text, everything) for text in texts]
    report.line("proposals_ms", proposed, f"guess and similar cases, beside {CASES} cases")
    if category is not None:
        found = [_timed(public_matches.matches, text, category) for text in texts]
        what = f"public cases looked for in the form's POST, beside {CASES} cases"
        report.line("before_sending_ms", found, what)


def fill() -> None:
    """Sentences of the typed examples, mixed: each word occurs as often as people use it."""
    chance = random.Random(11)
    sentences = [part for one in examples.typed() for part in one.text.split("。") if len(part) > 8]
    station, at = Station.objects.get(is_default=True), timezone.now()
    leaves = list(Category.objects.leaves())
    for first in range(0, CASES, BATCH):
        rows = list(_cases(first, sentences, leaves, station, chance, at))
        made = EnterpriseRequest.objects.bulk_create(rows)
        search.index_many("case", ((case.pk, f"{case.ledger_number} {case.text}") for case in made))


def _cases(
    first: int,
    sentences: list[str],
    leaves: list[Category],
    station: Station,
    chance: random.Random,
    at: dt.datetime,
) -> Iterator[EnterpriseRequest]:
    for number in range(first, min(first + BATCH, CASES)):
        text = "。".join(chance.sample(sentences, 3))[:1000]
        yield EnterpriseRequest(
            ledger_number=f"9{number:06d}",
            status="closed",
            outcome="settled",
            source="web",
            station=station,
            requester_kind="voter",
            title=text[:30],
            text=text,
            category=chance.choice(leaves),
            submitted_at=at,
            received_on=at.date(),
            closed_at=at,
            closed_on=at.date(),
        )


def _propose(text: str, rows: object) -> object:
    guesses = classifier().guess(text, learning.learned())
    found = similar.similar_to(text, rows)  # type: ignore[arg-type]
    return guesses, similar.answers_of([one.case for one in found])


def _timed(call: object, *given: object) -> float:
    began = time.perf_counter()
    call(*given)  # type: ignore[operator]
    return (time.perf_counter() - began) * 1000
