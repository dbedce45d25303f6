"""Booking a seat: never two of one seat, never two of one telephone, and nobody who must stand aside."""

import datetime as dt

import pytest

from office.models import Message, Notice, User
from office.refusals import Refused
from stations.models import Booking, BookingState, Station
from stations.receptions import booking, keys, waiting
from tests.at_once import at_once
from tests.proof import verify
from tests.stations.receptions.rows import (
    VISITOR,
    a_reception,
    booked,
    fresh,
    slots,
    visit,
)

pytestmark = pytest.mark.django_db


def test_a_booking_gets_a_code_a_link_and_a_message(
    station: Station, representative: User, now: dt.datetime
) -> None:
    slot = slots(a_reception(station, representative, at=now))[0]
    done = booked(slot, at=now, phone="19900020003")
    row = done.booking
    assert (row.status, row.phone_grade, row.seat.number) == ("booked", "own", 1)  # type: ignore[union-attr]
    assert keys.booking_of(done.ticket.token) == row
    assert keys.booking_with(done.ticket.code, "0003") == row
    assert keys.booking_with(done.ticket.code, "0004") is None
    message = Message.objects.get()
    assert done.ticket.link in message.secret
    assert done.ticket.code not in Notice.objects.get().body
    assert [state.status for state in row.states.all()] == ["booked"]
    assert verify().faults == []


def test_the_row_keeps_neither_link_nor_code(
    station: Station, representative: User, now: dt.datetime
) -> None:
    done = booked(slots(a_reception(station, representative, at=now))[0], at=now)
    stored = " ".join(map(str, Booking.objects.filter(pk=done.booking.pk).values_list()[0]))
    assert done.ticket.token not in stored
    assert done.ticket.code not in stored


def test_the_same_form_again_is_the_same_booking(
    station: Station, representative: User, now: dt.datetime
) -> None:
    slot = slots(a_reception(station, representative, at=now))[0]
    said = visit()
    first = booking.book(slot, said, form_key="k", by=VISITOR, at=now)
    again = booking.book(slot, said, form_key="k", by=VISITOR, at=now)
    assert (again.booking, again.ticket, again.is_repeat) == (first.booking, first.ticket, True)
    with pytest.raises(Refused, match="这次的内容不同"):
        booking.book(slot, visit(), form_key="k", by=VISITOR, at=now)


def test_a_taken_seat_is_refused(station: Station, representative: User, now: dt.datetime) -> None:
    slot = slots(a_reception(station, representative, at=now))[0]
    booked(slot, at=now)
    with pytest.raises(Refused) as refused:
        booked(slot, at=now)
    assert refused.value.code == "slot_taken"


def test_several_seats_of_a_slot_are_given_one_by_one(
    station: Station, representative: User, now: dt.datetime
) -> None:
    slot = slots(a_reception(station, representative, at=now, seats=2))[0]
    assert [booked(slot, at=now).booking.seat.number for _ in range(2)] == [1, 2]  # type: ignore[union-attr]
    with pytest.raises(Refused):
        booked(slot, at=now)


def test_what_has_begun_or_is_not_announced_cannot_be_booked(
    station: Station, representative: User, now: dt.datetime
) -> None:
    slot = slots(a_reception(station, representative, at=now))[0]
    with pytest.raises(Refused, match="已经开始"):
        booked(slot, at=slot.begins_at)
    late = a_reception(station, representative, at=now, held_on=now.date() + dt.timedelta(days=1))
    assert late.walk_ins_only
    with pytest.raises(Refused, match="不能预约"):
        booked(slots(late)[0], at=now)


def test_a_move_gives_the_old_seat_to_whoever_waits(
    station: Station, representative: User, now: dt.datetime
) -> None:
    first, second, *_ = slots(a_reception(station, representative, at=now))
    row = booked(first, at=now).booking
    waits = booked(first, at=now, waits=True).booking
    booking.move(row, second, by=VISITOR, at=now)
    assert (fresh(row).slot, fresh(row).status) == (second, "booked")
    offered = fresh(waits)
    assert (offered.status, offered.slot) == ("offered", first)
    assert waiting.take(offered, by=VISITOR, at=now).status == "booked"
    assert verify().faults == []


def test_an_offer_lapses_and_goes_to_the_next(
    station: Station, representative: User, now: dt.datetime
) -> None:
    slot = slots(a_reception(station, representative, at=now))[0]
    row = booked(slot, at=now).booking
    one, two = (booked(slot, at=now + dt.timedelta(minutes=n), waits=True).booking for n in (1, 2))
    booking.cancel(row, by=VISITOR, at=now)
    until = fresh(one).offered_until
    assert until == now + dt.timedelta(hours=4)
    with pytest.raises(Refused):
        booked(slot, at=now)
    assert not waiting.lapse(fresh(one), by=VISITOR, at=now)
    assert waiting.lapse(fresh(one), by=VISITOR, at=until)
    assert (fresh(one).status, fresh(two).status) == ("lapsed", "offered")
    with pytest.raises(Refused):
        waiting.take(fresh(one), by=VISITOR, at=until)


def test_an_offer_that_is_over_is_not_taken_by_a_move(
    station: Station, representative: User, now: dt.datetime
) -> None:
    slot = slots(a_reception(station, representative, at=now))[0]
    row = booked(slot, at=now).booking
    waits = booked(slot, at=now, waits=True).booking
    booking.cancel(row, by=VISITOR, at=now)
    until = fresh(waits).offered_until
    assert until is not None
    with pytest.raises(Refused) as refused:
        booking.move(fresh(waits), slot, by=VISITOR, at=until)
    assert refused.value.code == "slot_taken"


@pytest.mark.parametrize(
    ("asked", "until"),
    [
        ("2026-11-23 10:00", "2026-11-23 14:00"),
        ("2026-11-23 16:30", "2026-11-24 11:30"),
        ("2026-11-23 20:00", "2026-11-24 13:00"),
        ("2026-11-23 06:00", "2026-11-23 13:00"),
        ("2026-12-05 08:30", "2026-12-05 09:00"),
    ],
)
def test_an_offer_holds_hours_of_the_day(
    station: Station, representative: User, now: dt.datetime, asked: str, until: str
) -> None:
    slot = slots(a_reception(station, representative, at=now))[0]
    at = dt.datetime.fromisoformat(asked).replace(tzinfo=now.tzinfo)
    assert waiting.offer_ends(slot, at) == dt.datetime.fromisoformat(until).replace(tzinfo=now.tzinfo)


def test_the_waiting_list_has_an_end(station: Station, representative: User, now: dt.datetime) -> None:
    slot = slots(a_reception(station, representative, at=now))[0]
    with pytest.raises(Refused, match="还有空位"):
        booked(slot, at=now, waits=True)
    for waits in (False, *[True] * 5):
        booked(slot, at=now, waits=waits)
    with pytest.raises(Refused, match="候补已满"):
        booked(slot, at=now, waits=True)


def test_after_the_slot_began_nothing_changes(
    station: Station, representative: User, now: dt.datetime
) -> None:
    first, second, *_ = slots(a_reception(station, representative, at=now))
    row = booked(first, at=now).booking
    for change in (
        lambda: booking.cancel(row, by=VISITOR, at=first.begins_at),
        lambda: booking.move(row, second, by=VISITOR, at=first.begins_at),
    ):
        with pytest.raises(Refused, match="已经开始"):
            change()
    assert BookingState.objects.filter(booking=row).count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_hundred_at_once_on_ten_seats_are_ten_bookings(
    station: Station, representative: User, now: dt.datetime
) -> None:
    rows = slots(a_reception(station, representative, at=now, ends=dt.time(12, 20)))
    assert len(rows) == 10
    calls = [
        lambda n=n: booked(rows[n % 10], at=now, phone=f"1990004{n:04}")  # type: ignore[misc]
        for n in range(100)
    ]
    ended = at_once(*calls)
    assert ended == ["done"] * 10 + ["slot_taken"] * 90
    assert Booking.objects.count() == Booking.objects.values("seat").distinct().count() == 10
