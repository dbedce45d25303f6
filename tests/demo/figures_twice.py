"""The months of the demo counted by the product and by plain loops; then again after its records were moved at random."""

import datetime as dt
import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, transaction
from django.db.models import Model

from evaluation import drafting, station_figures
from evaluation.figures import AsOf
from evaluation.periods import Month
from evaluation.results import Rate
from stations.models import Station
from tests.evaluation import plain_suggestions, plain_work
from tests.evaluation.plain_work import Span

ROUNDS, MONTHS, SHARE = 1, 12, 0.3
# Columns of a row that move together, by up to so many days; and columns that take another value.
DAYS = 25
MOVED = {
    "stations.Reception": ("held_on",),
    "stations.ReceptionState": ("at",),
    "stations.BookingState": ("at",),
    "stations.ConsultationState": ("consulted_on",),
    "fieldwork.Activity": ("reported_on",),
    "fieldwork.Participation": ("confirmed_at", "confirmed_on"),
    "fieldwork.Visit": ("confirmed_at", "confirmed_on"),
    "fieldwork.VisitPart": ("own_word_at", "own_word_on"),
    "suggestions.Suggestion": ("registered_at", "registered_on", "first_answered_on"),
    "suggestions.SuggestionClock": ("stopped_at", "stopped_on"),
    "suggestions.Meeting": ("held_on",),
    "suggestions.SuggestionReply": ("sent_at", "sent_on"),
    "suggestions.SuggestionPromise": ("kept_at", "kept_on"),
    "suggestions.Opinion": ("given_at", "given_on", "counted_at"),
    "policies.Reading": ("read_on",),
}
CHANGED = {
    ("stations.ReceptionState", "status"): ("held", "cancelled", "moved"),
    ("stations.BookingState", "status"): ("came", "no_show"),
    ("stations.ConsultationState", "ending"): ("answered", "request", "explained"),
    ("fieldwork.Invitation", "state"): ("invited", "coming", "on_leave", "refused"),
    ("fieldwork.VisitPart", "own_word"): ("self", "denied"),
    ("suggestions.Suggestion", "level"): ("county", "city"),
    ("suggestions.SuggestionClock", "stop_reason"): ("done", "void"),
    ("suggestions.SuggestionClock", "round"): (1, 2),
    ("suggestions.Meeting", "came"): (True, False),
    ("suggestions.SuggestionReply", "result_class"): ("A", "B", "C"),
    ("suggestions.SuggestionReply", "state"): ("sent", "sent_back"),
    ("suggestions.Opinion", "result"): ("satisfied", "dissatisfied"),
    ("suggestions.Author", "state"): ("signed", "left"),
}


def expect_figures_twice(on: dt.date) -> None:
    """As told, then moved at random (undone afterwards); the months before the local date `on`."""
    _compare(on)
    for number in range(ROUNDS):
        with transaction.atomic():
            assert _move(random.Random(f"moved:{number}")) > 100
            _compare(on)
            transaction.set_rollback(True)


def _compare(on: dt.date) -> None:
    station = Station.objects.get(is_default=True)
    plain_work.rows.cache_clear()
    month = Month.of(on)
    with _rates_of_any_size():
        for _ in range(MONTHS):
            month = month.previous
            span = Span(month.from_on, month.to_on, month.ends_at)
            for own in (station, None):
                found = station_figures.of_month(own, month, AsOf.end_of(month))
                assert _told(found) == _plain(span, own), (month, own)
            read = plain_work.readings(span, station.pk, takes_the_rest=True)
            assert drafting.reading_counts(station, month) == read, month


def _plain(span: Span, station: Station | None) -> dict[str, dict[str, Any]]:
    key = station.pk if station else None
    return {
        "receptions": plain_work.receptions(span, key),
        "consultations": plain_work.consultations(span, key),
        "activities": plain_work.activities(span),
        "suggestions": plain_suggestions.suggestions(span),
    }


def _told(found: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """What the product says, a rate as its two parts."""
    return {
        part: {
            name: (value["numerator"], value["denominator"]) if isinstance(value, dict) else value
            for name, value in found[part].items()
        }
        for part in ("receptions", "consultations", "activities", "suggestions")
    }


def _move(rng: random.Random) -> int:
    """How many rows took another day or value; what the database refuses stays."""
    moved = 0
    for name, columns in MOVED.items():
        for row in _some(name, rng):
            days = dt.timedelta(days=rng.randint(-DAYS, DAYS))
            moved += _written(
                row, {each: getattr(row, each) + days for each in columns if getattr(row, each) is not None}
            )
    for (name, column), values in CHANGED.items():
        for row in _some(name, rng):
            moved += _written(row, {column: rng.choice(values)})
    return moved


def _some(name: str, rng: random.Random) -> Iterator[Model]:
    for row in apps.get_model(name)._base_manager.order_by("pk"):
        if rng.random() < SHARE:
            yield row


def _written(row: Model, values: dict[str, Any]) -> bool:
    try:
        with transaction.atomic():
            return bool(values) and bool(type(row)._base_manager.filter(pk=row.pk).update(**values))
    except DatabaseError:
        return False


@contextmanager
def _rates_of_any_size() -> Iterator[None]:
    """Under five a rate shows neither part: here both are compared."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Rate, "is_small", property(lambda rate: False))
        yield
