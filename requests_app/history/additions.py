"""What a requester added of their own accord; what answers a question stands with the question."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from office import events
from requests_app.models import EnterpriseRequest


@dataclass(frozen=True)
class Addition:
    text: str
    at: datetime


def additions_to(case: EnterpriseRequest) -> list[Addition]:
    """The oldest first; two queries."""
    rows = events.timeline(case.subject).filter(action="supplement")
    return [Addition(event.private("text"), event.at) for event in rows if "question" not in event.data]
