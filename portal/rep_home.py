"""What a representative finds on the first page of the desk beside the queue: activities to answer and to sign in
to, enterprises to visit, the next reception with who has booked, what waits for the own word, duties of the year.
Each is one tap away.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q

from evaluation.duties import progress
from evaluation.duties.progress import DutyProgress
from fieldwork.confirmations import kinds
from fieldwork.models import Activity, ActivityStatus, Invitation, InvitationState
from fieldwork.pairings import desk
from fieldwork.pairings.desk import Row
from fieldwork.reach import reach_of
from groups.models import Representative
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
    unanswered: Sequence[Invitation]
    today: Activity | None
    duties: Sequence[DutyProgress]
    code: str


def home_of(user: User, *, at: datetime, on: date) -> RepresentativeHome | None:
    """None for everybody else."""
    reach = reach_of(user, on)
    if not reach.own:
        return None
    rows = desk.due_for(reach, on)
    person = Representative.objects.filter(user=user, pk__in=reach.own).first()
    return RepresentativeHome(
        rows=rows[:SHOWN],
        more=max(0, len(rows) - SHOWN),
        waiting=sum(kinds.waiting_people(reach.own).values()),
        reception=_next_reception(reach.own, at),
        unanswered=_unanswered(person, on) if person else (),
        today=_activity_of(person, on) if person else None,
        duties=_duties(person, on) if person else (),
        code=person.code if person else "",
    )


def _unanswered(person: Representative, on: date) -> list[Invitation]:
    """To confirmed activities to come, the nearest first."""
    rows = Invitation.objects.filter(
        representative=person,
        state=InvitationState.INVITED,
        activity__status=ActivityStatus.CONFIRMED,
        activity__held_on__gte=on,
    )
    rows = rows.select_related("activity", "representative")
    return list(rows.order_by("activity__held_on", "activity__begins_at", "pk")[:SHOWN])


def _activity_of(person: Representative, on: date) -> Activity | None:
    """The one of today to which the person is called and may come."""
    rows = Activity.objects.filter(
        status=ActivityStatus.CONFIRMED,
        held_on=on,
        invitations__representative=person,
        invitations__state__in=(InvitationState.INVITED, InvitationState.COMING),
    )
    return rows.order_by("begins_at", "pk").first()


def _duties(person: Representative, on: date) -> list[DutyProgress]:
    """Those that apply to the own account's person this year."""
    found = progress.of_year([person.pk], on.year, until=on + timedelta(days=1))[person.pk]
    return [duty for duty in found if duty.needed]


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
