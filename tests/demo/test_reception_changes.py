"""The demo's days to come: each state that a booking may be in before it is kept or missed, and days that change."""

import datetime as dt

import pytest

from demo import reception_changes
from office.actors import Actor
from office.models import User
from stations.models import Booking, Reception, Station
from stations.receptions.tending import bookings_of_nobody
from tests.proof import verify
from tests.stations.receptions.rows import person, visit

pytestmark = pytest.mark.django_db


def test_days_to_come_are_full_moved_and_called_off(
    station: Station, representative: User, colleague: User, clerk: User, now: dt.datetime
) -> None:
    people = [person(representative), person(colleague)]
    reception_changes.changed(station, people, visit, by=Actor.of(clerk), at=now)
    assert sorted(Reception.objects.values_list("status", flat=True)) == [
        "announced", "announced", "cancelled", "moved",
    ]  # fmt: skip
    states = set(Booking.objects.values_list("status", flat=True))
    assert states >= {"booked", "waiting", "offered", "cancelled", "lapsed"}
    assert list(bookings_of_nobody(now)) == []
    assert verify().faults == []
