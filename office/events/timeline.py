"""Reading a chain back, for people."""

from office.models import Event
from office.models.events import EventQuerySet


def timeline(subject: str) -> EventQuerySet:
    """A subject's events, the first first, with actors and private values: three queries in all."""
    return Event.objects.of(subject).for_timeline()
