"""What a representative finds on the first page of the desk beside the queue: enterprises to visit, the next
reception with who has booked, what waits for the own word. Each is one tap away.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q

from fieldwork.confirmations import kinds
from fieldwork.pairings import desk
from fieldwork.pairings.desk import Row
from fieldwork.reach import reach_of
from office.models import User
from stations.models import Reception, Sitting
from stations.models.bookings import OPEN_BOOKINGS
from stations.models.receptions import COMING
from stations.receptions.desk import hours

SHOWN = 3


@dataclass(frozen=True)
class NextReception:
    """`booked` are visitors who have a seat at the person's own slots, `free` slots that nobody has."""

    reception: Reception
    hours: str
    booked: int
    free: int


@dataclass(frozen=True)
class RepresentativeHome:
    """For who is a representative in office, or stands in for one."""

    rows: Sequence[Row]
    more: int
    waiting: int
    reception: NextReception | None


def home_of(user: User, *, at: datetime, on: date) -> RepresentativeHome | None:
    """None for everybody else."""
    reach = reach_of(user, on)
    if not reach.own:
        return None
    rows = desk.due_for(reach, on)
    return RepresentativeHome(
        rows=rows[:SHOWN],
        more=max(0, len(rows) - SHOWN),
        waiting=sum(kinds.waiting_people(reach.own).values()),
        reception=_next_reception(reach.own, at),
    )


def _next_reception(people: frozenset[int], at: datetime) -> NextReception | None:
    taken = Q(slots__bookings__status__in=OPEN_BOOKINGS) & ~Q(slots__bookings__status="waiting")
    sitting: Any = (
        Sitting.objects.open()
        .filter(representative__in=people, reception__status__in=COMING, reception__ends_at__gt=at)
        .select_related("reception__station")
        .annotate(booked=Count("slots__bookings", filter=taken, distinct=True))
        .annotate(slot_count=Count("slots", distinct=True))
        .annotate(taken_count=Count("slots", filter=taken, distinct=True))
        .order_by("reception__begins_at", "pk")
        .first()
    )
    if sitting is None:
        return None
    free = sitting.slot_count - sitting.taken_count
    return NextReception(sitting.reception, hours(sitting.reception), sitting.booked, free)
