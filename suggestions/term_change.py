"""What a change of term touches of suggestions: nothing ends, each is handled and answered to its authors.

Whoever takes over from a lead author speaks of the answer (接续代表), unless the own name is on it.

Drafts are on no list: they are their authors' alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse

from casework import engine
from groups.term_changes.parts import Fate, Item, Leaving, Part, parts
from office.actors import Actor
from suggestions.models import Author
from suggestions.models.suggestions import OPEN, PRIVATE, Status
from suggestions.steps.successors import NameSuccessorInputs

REASON = "换届接任"


def _open(leaving: Leaving, at: datetime) -> Sequence[Item]:
    rows = Author.objects.standing().filter(representative__in=leaving.people)
    rows = rows.filter(suggestion__status__in=OPEN - PRIVATE)
    return [
        Item(
            row.representative_id,
            f"{row.suggestion.shown_number}（{row.representative.name}）",
            reverse("suggestions:desk_detail", args=[row.suggestion.address]),
        )
        for row in rows.select_related("suggestion", "representative").order_by("pk")
    ]


def _name_successors(leaving: Leaving, by: Actor, at: datetime) -> None:
    """Once the old mandates have ended; without one, staff are asked to name somebody."""
    rows = Author.objects.standing().filter(representative__in=leaving.successors)
    rows = rows.filter(suggestion__status__in=OPEN - PRIVATE - {Status.RETURNED})
    for row in rows.select_related("suggestion").order_by("pk"):
        successor = leaving.successors[row.representative_id]
        standing = row.suggestion.authors.standing()
        is_lead = standing.values_list("pk", flat=True).first() == row.pk
        if is_lead and not standing.filter(representative=successor).exists():
            given = NameSuccessorInputs(representative=successor, reason=REASON)
            engine.take("name_successor", row.suggestion, given, by=by, at=at)


def register() -> None:
    parts.register(
        Part(
            "suggestions",
            "没有办结的建议",
            Fate.CARRIED,
            "办到底，照常答复原提出人；对答复的意见由接任代表接续",
            _open,
            after=_name_successors,
            order=45,
        )
    )
