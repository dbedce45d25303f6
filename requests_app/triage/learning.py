"""What has been learned, in one row: written by the queue at night and by `seed`, read once by each process."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from office.database.statements import Select
from office.verbs import verb
from requests_app.models import Lesson
from requests_app.texts.classifier import Learned
from requests_app.texts.folding import folded
from requests_app.triage import examples, teaching
from requests_app.triage.vocabulary import classifier

KIND = "proposals"


@verb
def learn(*, at: datetime) -> int:
    """Learn anew from the typed examples and the latest decided cases; returns from how many. Derived data: no event.

    Some seconds at 5,000 cases: for the queue, never for a web request.
    """
    of_office = examples.decided()
    known = {folded(one.text) for one in of_office}
    typed = [one for one in examples.typed() if folded(one.text) not in known]
    together = [*typed, *of_office]
    packed = teaching.packed(teaching.taught(classifier(), together))
    Lesson.objects.update_or_create(
        kind=KIND, defaults={"packed": packed, "cases": len(together), "learned_at": at}
    )
    return len(together)


def learned() -> Learned:
    """One small query; the row itself is read again only when it has changed. Nothing learned yet: the lexicon alone."""
    found = _LATEST.rows()
    return _read(*found[0]) if found else Learned()


_LATEST = Select(lambda: Lesson.objects.filter(kind=KIND).order_by("pk").values_list("pk", "learned_at")[:1])


@lru_cache(maxsize=1)
def _read(pk: int, learned_at: datetime) -> Learned:
    return teaching.unpacked(bytes(Lesson.objects.values_list("packed", flat=True).get(pk=pk)))
