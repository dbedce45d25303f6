"""Reading a chain back, for people."""

from collections import defaultdict

from django.db import models

from office.database.statements import Select
from office.models import Event, EventPrivate
from office.models.events import EventQuerySet

_EVENTS = Select(
    lambda subject: Event.objects.of(subject).select_related("by_user", "on_behalf_of"),
    subject=models.CharField(),
)
_PRIVATES = Select(
    lambda subject: EventPrivate.objects.filter(event__subject=subject), subject=models.CharField()
)


def timeline(subject: str) -> EventQuerySet:
    """A subject's events, the first first, with actors and private values: two queries in all."""
    return Event.objects.of(subject).for_timeline()


def read_timeline(subject: str) -> list[Event]:
    """What `timeline` finds, by statements that are kept: for pages that show the whole of it."""
    privates: dict[int, dict[str, EventPrivate]] = defaultdict(dict)
    for private in _PRIVATES.all(subject=subject):
        privates[private.event_id][private.name] = private
    found = _EVENTS.all(subject=subject)
    for event in found:
        event.private_by_name = privates[event.pk]
    return found
