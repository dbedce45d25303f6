"""Categories that people put right: each counts as what it became, and the page of lessons shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from office.models import Event
from requests_app.models import EnterpriseRequest
from requests_app.triage import examples

# Of the latest corrections of any field so many are looked through.
LOOKED_THROUGH = 500


@dataclass(frozen=True)
class Corrected:
    """`old` and `new` are names of categories, as they were then."""

    case: EnterpriseRequest
    old: str
    new: str
    reason: str
    at: datetime


def corrected_categories(since: datetime, *, most: int) -> list[Corrected]:
    """Corrected by the office at `since` or later, the latest first; three queries. None of a case that teaches nothing."""
    events = (
        Event.objects.filter(action="correct", by_kind=Event.By.USER, at__gte=since)
        .prefetch_related("privates")
        .order_by("-at", "-pk")[:LOOKED_THROUGH]
    )
    found = [event for event in events if event.data.get("field") == "category"]
    keys = {event.subject: int(event.subject.partition(":")[2]) for event in found}
    cases = examples.may_teach().select_related("category").in_bulk(list(set(keys.values())))
    return [
        Corrected(
            cases[keys[event.subject]],
            event.private("old"),
            event.private("new"),
            event.private("reason"),
            event.at,
        )
        for event in found
        if keys[event.subject] in cases
    ][:most]
