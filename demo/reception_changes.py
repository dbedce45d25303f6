"""What else happens to reception days: one that is full with a waiting list, one that moves, one that is called off."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta

from groups.models import Representative
from office import calendar
from office.actors import Actor
from office.calendar import local_date
from stations.models import Booking, Reception, Slot, Station
from stations.receptions import booking, changes, planning, waiting
from stations.receptions.booking import Visit
from stations.receptions.planning import Timetable

VISITOR = Actor.requester("own")
PLACE = "工业邻里中心二楼洽谈室"
BEGINS, ENDS = time(15), time(16)
PLANNED_BEFORE, BOOKED_BEFORE = timedelta(days=12), timedelta(days=4)
# Working days ahead, each of another day.
FULL_IN, MOVED_IN, MOVED_TO, CALLED_OFF_IN = 4, 5, 6, 7


def changed(
    station: Station,
    people: list[Representative],
    visit: Callable[[], Visit],
    *,
    by: Actor,
    at: datetime,
) -> None:
    """Three receptions to come, by these people in turn; nothing where nobody is left to sit."""
    if not people:
        return
    full = _announced(station, people[:1], FULL_IN, by=by, at=at)
    _crowd(full, visit, at=at)
    moved = _announced(station, people[-1:], MOVED_IN, by=by, at=at)
    _book(moved, 2, visit, at=at)
    day = calendar.load().add(local_date(at), MOVED_TO)
    changes.move(moved, day, "原定当天召开常委会会议", by=by, at=at - timedelta(days=1))
    called_off = _announced(station, people[-1:], CALLED_OFF_IN, by=by, at=at)
    _book(called_off, 1, visit, at=at)
    changes.cancel(called_off, "代表参加省里培训", by=by, at=at - timedelta(hours=5))


def _announced(
    station: Station, people: list[Representative], days: int, *, by: Actor, at: datetime
) -> Reception:
    timetable = Timetable(
        held_on=calendar.load().add(local_date(at), days),
        begins=BEGINS,
        ends=ENDS,
        place=PLACE,
        kind="enterprises",
        slot_minutes=30,
        seats=1,
    )
    reception = planning.plan(station, timetable, people, by=by, at=at - PLANNED_BEFORE)
    return planning.announce(reception, by=by, at=at - PLANNED_BEFORE)


def _slots(reception: Reception) -> list[Slot]:
    return list(Slot.objects.filter(sitting__reception=reception).order_by("begins_at", "pk"))


def _book(reception: Reception, visits: int, visit: Callable[[], Visit], *, at: datetime) -> None:
    for slot in _slots(reception)[:visits]:
        _come(slot, visit(), at=at - BOOKED_BEFORE)


def _crowd(reception: Reception, visit: Callable[[], Visit], *, at: datetime) -> None:
    """Both slots are taken, four wait for the first: one lets the offer lapse, one took it and could not come either,
    one is being offered the seat now."""
    first, second = _slots(reception)[:2]
    taken, _ = _come(first, visit(), at=at - BOOKED_BEFORE), _come(second, visit(), at=at - BOOKED_BEFORE)
    late, quick, *_ = [
        _come(first, visit(), waits=True, at=at - BOOKED_BEFORE + timedelta(hours=number))
        for number in range(1, 5)
    ]
    booking.cancel(taken, by=VISITOR, at=at - timedelta(days=3))
    late.refresh_from_db()
    if late.offered_until is None:
        raise ValueError("A freed seat was offered to nobody.")
    lapsed_at = late.offered_until + timedelta(minutes=1)
    waiting.lapse(late, by=waiting.BY, at=lapsed_at)
    quick.refresh_from_db()
    waiting.take(quick, by=VISITOR, at=lapsed_at + timedelta(minutes=20))
    booking.cancel(quick, by=VISITOR, at=at - timedelta(minutes=10))


def _come(slot: Slot, visit: Visit, *, waits: bool = False, at: datetime) -> Booking:
    return booking.book(slot, visit, form_key=f"demo-{visit.phone}", waits=waits, by=VISITOR, at=at).booking
