"""重点督办 as visitors read it: who leads it, how it stands, what came of it so far (docs/domain.md § 4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Prefetch, Q

from casework.models.assignments import Part
from suggestions.models import (
    Suggestion,
    SuggestionAssignment,
    SuggestionMilestone,
    SuggestionSupervision,
)

# What was released stays to be read for so long.
STAYS = timedelta(days=365)


@dataclass(frozen=True)
class KeySuggestion:
    """One supervision with the leading units and the sentences that were released, the newest first."""

    suggestion: Suggestion
    supervision: SuggestionSupervision
    units: str
    milestones: Sequence[SuggestionMilestone]

    @property
    def latest(self) -> str:
        return self.milestones[0].text if self.milestones else ""


def key_suggestions(on: date) -> list[KeySuggestion]:
    """Of suggestions of which visitors may know number and title: those that are watched on a local date first, by the
    day of the 主任会议, then those that were released in the past year."""
    told = SuggestionMilestone.objects.filter(released_at__isnull=False).order_by("-happened_on", "-pk")
    rows = list(
        SuggestionSupervision.objects.filter(suggestion__in=Suggestion.objects.listed())
        .filter(Q(released_on__isnull=True) | Q(released_on__gt=on - STAYS))
        .select_related("suggestion__group")
        .prefetch_related(Prefetch("milestones", told, to_attr="told"))
        .order_by("-held_on", "-pk")
    )
    units = _leading_units([row.suggestion_id for row in rows])
    found = [
        KeySuggestion(row.suggestion, row, "、".join(units.get(row.suggestion_id, ())), row.told)
        for row in rows
    ]
    return sorted(found, key=lambda each: each.supervision.released_on is not None)


def _leading_units(keys: list[int]) -> dict[int, list[str]]:
    parts = SuggestionAssignment.objects.current().filter(part=Part.LEAD, suggestion__in=keys)
    found: dict[int, list[str]] = {}
    for part in parts.select_related("department"):
        found.setdefault(part.suggestion_id, []).append(part.department.short_name)
    return found
