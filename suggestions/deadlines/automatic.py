"""What happens by itself: an answer whose author says nothing is closed, and never counted as satisfied."""

from __future__ import annotations

from datetime import datetime

from casework import engine
from office.actors import Actor
from office.calendar import local_date
from office.refusals import Refused
from suggestions.models import Suggestion, SuggestionClock
from suggestions.models.clocks import ClockKind
from suggestions.models.suggestions import Status


def sweep(at: datetime) -> int:
    """Close what was answered and whose window has passed; returns how many."""
    late = SuggestionClock.objects.overdue(local_date(at)).filter(kind=ClockKind.OPINION)
    rows = Suggestion.objects.filter(status=Status.ANSWERED, pk__in=late.order_by().values("suggestion"))
    closed = 0
    for suggestion in rows.order_by("pk"):
        try:
            engine.take("close", suggestion, by=Actor.system("sweep"), at=at)
        except Refused:
            continue  # the author has spoken meanwhile
        closed += 1
    return closed
