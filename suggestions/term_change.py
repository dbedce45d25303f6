"""What a change of term touches of suggestions: nothing ends, each is handled and answered to its authors.

Drafts are on no list: they are their authors' alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse

from groups.term_changes.parts import Fate, Item, Leaving, Part, parts
from suggestions.models import Author
from suggestions.models.suggestions import OPEN, PRIVATE


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


def register() -> None:
    parts.register(
        Part("suggestions", "没有办结的建议", Fate.CARRIED, "办到底，照常答复原提出人", _open, order=45)
    )
