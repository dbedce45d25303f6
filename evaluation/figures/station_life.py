"""Receptions and consultations of a station's month, as of a day (docs/domain.md § 3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from evaluation.figures.as_of import AsOf
from evaluation.results import Rate
from office.months import Month
from stations.models import BookingState, ConsultationState, ReceptionState, Station
from stations.models.bookings import BookingStatus, Ending
from stations.models.receptions import ReceptionStatus


@dataclass(frozen=True)
class Receptions:
    """`held` of those `planned` for the month; `visitors` at them, the `walk_ins` among them; `no_show` of the booked.

    A day whose register was not closed yet counts as planned alone.
    """

    planned: int
    held: int
    cancelled: int
    visitors: int
    walk_ins: int
    no_show: Rate


@dataclass(frozen=True)
class Consultations:
    """`entries` of the month's days, those that ended as 当场答复 and 转为诉求 beside; `late` are entries of the month
    for a day before it, which are in no month's `entries`."""

    entries: int
    answered: int
    requests: int
    late: int


def consultations(month: Month, *, as_of: AsOf, station: Station | None = None) -> Consultations:
    """Without those voided. Two queries."""
    states = ConsultationState.objects.all()
    if station is not None:
        states = states.filter(station=station)
    late = states.counted(date.min, month.from_on, known_at=as_of.until)
    late = late.filter(consultation__entered_at__gte=month.previous.ends_at)
    rows = states.counted(month.from_on, month.to_on, known_at=as_of.until)
    found = rows.order_by().aggregate(
        entries=Count("pk"),
        answered=Count("pk", filter=Q(ending=Ending.ANSWERED)),
        requests=Count("pk", filter=Q(ending=Ending.REQUEST)),
    )
    return Consultations(**found, late=late.count())


def receptions(month: Month, *, as_of: AsOf, station: Station | None = None) -> Receptions:
    """Of the days in the month; a day that was moved away counts on its new one. Two queries."""
    states = _standing(ReceptionState.objects.all(), "reception", as_of).exclude(status=ReceptionStatus.MOVED)
    states = states.filter(reception__held_on__gte=month.from_on, reception__held_on__lt=month.to_on)
    if station is not None:
        states = states.filter(reception__station=station)
    days = states.order_by().aggregate(
        planned=Count("pk"),
        held=Count("pk", filter=Q(status=ReceptionStatus.HELD)),
        cancelled=Count("pk", filter=Q(status=ReceptionStatus.CANCELLED)),
    )
    held = states.filter(status=ReceptionStatus.HELD).values("reception")
    came, missed = Q(status=BookingStatus.CAME), Q(status=BookingStatus.NO_SHOW)
    walked_in = Q(booking__is_walk_in=True)
    visits = (
        _standing(BookingState.objects.all(), "booking", as_of)
        .filter(slot__sitting__reception__in=held)
        .order_by()
        .aggregate(
            visitors=Count("pk", filter=came),
            walk_ins=Count("pk", filter=came & walked_in),
            booked=Count("pk", filter=(came | missed) & ~walked_in),
            missed=Count("pk", filter=missed),
        )
    )
    rate = Rate(visits.pop("missed"), visits.pop("booked"))
    return Receptions(**days, **visits, no_show=rate)


def _standing(states: QuerySet[Any], of: str, as_of: AsOf) -> QuerySet[Any]:
    """The last state of each that was on record."""
    known = states.filter(as_of.known("at"))
    later = known.filter(**{of: OuterRef(of)}, pk__gt=OuterRef("pk"))
    return known.filter(~Exists(later))
