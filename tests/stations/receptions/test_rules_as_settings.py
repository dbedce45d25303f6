"""What a county sets of bookings, each at its edge: no-shows, lateness, how long an offer holds, the waiting list, and
how long what is personal is kept."""

import datetime as dt
from typing import Any

import pytest

from office import options
from office.actors import Actor
from office.models import Event, User
from office.refusals import Refused
from stations.models import Booking, Matter, Station
from stations.models.bookings import Doubt
from stations.receptions import booking, day, retention, waiting
from stations.receptions.periods import NO_SHOWS_COUNT_FOR
from tests.proof import verify
from tests.stations.receptions.rows import DAY, a_reception, booked, fresh, on_the_day, slots, visit

pytestmark = pytest.mark.django_db
BY = Actor.system("test")
PHONE = "19900020003"
MOMENT = dt.timedelta(seconds=1)


def setting(key: str, value: Any, now: dt.datetime, *, since: dt.date | None = None) -> None:
    options.change(key, value, effective_on=since or now.date(), by=BY, at=now)


@pytest.mark.parametrize(
    ("allowed", "doubts"), [(1, ["", "missed"]), (3, ["", "", "", "missed"]), (0, [""] * 5)]
)
def test_a_telephone_is_in_doubt_from_the_allowed_number_of_no_shows_on(
    station: Station, representative: User, now: dt.datetime, allowed: int, doubts: list[str]
) -> None:
    setting("booking_no_shows", allowed, now)
    rows = slots(a_reception(station, representative, at=now))
    found = []
    for slot in rows[: len(doubts)]:
        row = booked(slot, at=now, phone=PHONE).booking
        found.append(row.doubt)
        Booking.objects.filter(pk=row.pk).update(status="no_show", ended_at=now)
    assert found == doubts


def test_a_no_show_counts_for_ninety_days(station: Station, representative: User, now: dt.datetime) -> None:
    setting("booking_no_shows", 1, now)
    row = booked(slots(a_reception(station, representative, at=now))[0], at=now, phone=PHONE).booking
    index = row.phone_index
    Booking.objects.filter(pk=row.pk).update(status="no_show", ended_at=now)
    over = now + NO_SHOWS_COUNT_FOR
    assert booking.doubt_of(index, at=over - MOMENT) == Doubt.MISSED
    assert booking.doubt_of(index, at=over) == ""


@pytest.mark.parametrize("minutes", [0, 15])
def test_a_seat_is_kept_for_whoever_is_late_as_long_as_the_setting_says(
    station: Station, representative: User, clerk: User, now: dt.datetime, minutes: int
) -> None:
    setting("booking_late_minutes", minutes, now)
    by, reception = Actor.of(clerk), a_reception(station, representative, at=now, ends=dt.time(9, 40))
    rows = [booked(slot, at=now).booking for slot in slots(reception)]
    begins = on_the_day(now, 9)
    with pytest.raises(Refused, match="都满了"):
        day.walk_in(
            reception, visit(), form_key="a", by=by, at=begins + dt.timedelta(minutes=minutes) - MOMENT
        )
    done = day.walk_in(
        reception, visit(), form_key="b", by=by, at=begins + dt.timedelta(minutes=minutes)
    ).booking
    assert (done.seat, fresh(rows[0]).status) == (rows[0].seat, "no_show")


@pytest.mark.parametrize(
    ("hours", "asked", "until"),
    [
        (1, "2026-11-23 17:00", "2026-11-23 18:00"),
        (1, "2026-11-23 17:01", "2026-11-24 09:01"),
        (12, "2026-11-23 10:00", "2026-11-24 13:00"),
        # The last working hour before the day itself: never past the slot's beginning.
        (48, "2026-12-04 17:00", "2026-12-05 09:00"),
    ],
)
def test_an_offer_holds_as_long_as_the_setting_says(
    station: Station, representative: User, now: dt.datetime, hours: int, asked: str, until: str
) -> None:
    setting("booking_offer_hours", hours, now)
    slot = slots(a_reception(station, representative, at=now))[0]
    at = dt.datetime.fromisoformat(asked).replace(tzinfo=now.tzinfo)
    assert waiting.offer_ends(slot, at) == dt.datetime.fromisoformat(until).replace(tzinfo=now.tzinfo)


def test_a_rule_holds_from_its_day_on(station: Station, representative: User, now: dt.datetime) -> None:
    setting("booking_waiting_list", 1, now, since=now.date() + dt.timedelta(days=1))
    slot = slots(a_reception(station, representative, at=now))[0]
    for waits in (False, True, True):
        booked(slot, at=now, waits=waits)
    with pytest.raises(Refused, match="候补已满"):
        booked(slot, at=now + dt.timedelta(days=1), waits=True)


def test_after_its_years_the_visitor_is_gone_and_the_visit_stays(
    station: Station, representative: User, clerk: User, now: dt.datetime
) -> None:
    reception = a_reception(station, representative, at=now)
    first, second, third = slots(reception)[:3]
    came = booked(first, at=now, phone=PHONE, enterprise_name="甲厂", requester_kind="enterprise").booking
    missed, open_one = booked(second, at=now).booking, booked(third, at=now).booking
    by, on = Actor.of(clerk), on_the_day(now, 9, 5)
    day.arrive(came, by=by, at=on)
    day.note(came, "续贷要先还后贷", by=by, at=on)
    day.miss(missed, by=by, at=on_the_day(now, 9, 30))
    Booking.objects.filter(pk=missed.pk).update(matter="")
    years = int(options.value("keep_contact_years", now.date()))
    last = dt.datetime.combine(DAY.replace(year=DAY.year + years), dt.time(12), tzinfo=now.tzinfo)
    assert retention.purge_bookings(last) == 0
    assert retention.purge_bookings(last + dt.timedelta(days=1)) == 2
    assert retention.purge_bookings(last + dt.timedelta(days=1)) == 0
    for row in (fresh(came), fresh(missed)):
        assert (row.matter, row.contact, row.phone, row.phone_index) == ("", "", "", "")
        assert (row.phone_grade, row.enterprise_name, row.enterprise) == ("none", "", None)
    assert [each.words for each in Matter.objects.all()] == [""]
    assert [fresh(row).status for row in (came, missed)] == ["came", "no_show"]
    assert fresh(open_one).phone, "what is not over is kept"
    assert not any(event.private("reason") for event in Event.objects.filter(subject=came.subject))
    assert verify().faults == []
