"""Which seats are free: for the page of the days, and for whoever lost the one that was chosen."""

from __future__ import annotations

from datetime import datetime
from itertools import islice
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from groups.models import Representative
from stations.models import Booking, Reception, Seat, Sitting, Slot
from stations.receptions import seats

LOOKED_AT = 200
OFFERED = 3


def free_seats(at: datetime) -> QuerySet[Seat]:
    """Seats that nobody holds, in slots that have not begun, of announced receptions that can be booked."""
    held = Booking.objects.seated().filter(seat=OuterRef("pk"))
    return Seat.objects.filter(
        ~Exists(held),
        slot__begins_at__gt=at,
        slot__sitting__ended_at__isnull=True,
        slot__sitting__reception__in=Reception.objects.public(at),
        slot__sitting__reception__walk_ins_only=False,
    )


def days(at: datetime, person: Representative | None = None) -> QuerySet[Reception]:
    """Announced receptions in their order, each with `free`, the number of its free seats, and `has_slots`: whether
    a slot has not begun yet, so that one can at least wait for it. With `person` of that representative alone."""
    seats_ = free_seats(at)
    later = Slot.objects.filter(
        sitting__reception=OuterRef("pk"), sitting__ended_at__isnull=True, begins_at__gt=at
    )
    if person is not None:
        seats_ = seats_.filter(slot__sitting__representative=person)
        later = later.filter(sitting__representative=person)
    free = Count("sittings__slots__seats", filter=Q(sittings__slots__seats__in=seats_), distinct=True)
    rows = Reception.objects.public(at).by_time().annotate(free=free, has_slots=Exists(later))
    return rows.select_related("station")


def receivers() -> Prefetch[Any]:
    """Who sits at each of the days, as `receivers`; one query."""
    rows = Sitting.objects.open().select_related("representative").order_by("pk")
    return Prefetch("sittings", rows, to_attr="receivers")


def slots_of(reception: Reception, at: datetime) -> QuerySet[Slot]:
    """The slots of a reception that have not begun, by person and time, each with `is_free`."""
    free = free_seats(at).filter(slot=OuterRef("pk"))
    rows = Slot.objects.filter(sitting__reception=reception, sitting__ended_at__isnull=True, begins_at__gt=at)
    return (
        rows.annotate(is_free=Exists(free))
        .select_related("sitting__representative")
        .order_by("sitting_id", "begins_at")
    )


def nearest(slot: Slot, at: datetime, *, limit: int = OFFERED, enterprise_name: str = "") -> list[Slot]:
    """The free slots next to one that is lost: the same person and day first, then the same day, then soon.

    None with whoever is tied to the enterprise.
    """
    sitting = slot.sitting
    rows = (
        Slot.objects.filter(Exists(free_seats(at).filter(slot=OuterRef("pk"))))
        .exclude(pk=slot.pk)
        .select_related("sitting__representative", "sitting__reception__station")
        .order_by("begins_at", "pk")
    )

    def distance(other: Slot) -> tuple[bool, bool, bool, float]:
        return (
            other.sitting.reception_id != sitting.reception_id,
            other.sitting.representative_id != sitting.representative_id,
            other.sitting.reception.station_id != sitting.reception.station_id,
            abs((other.begins_at - slot.begins_at).total_seconds()),
        )

    tied: dict[int, bool] = {}

    def can_receive(other: Slot) -> bool:
        if other.sitting_id not in tied:
            tied[other.sitting_id] = seats.is_tied(other, enterprise_name)
        return not tied[other.sitting_id]

    return list(islice(filter(can_receive, sorted(rows[:LOOKED_AT], key=distance)), limit))
