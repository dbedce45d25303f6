"""Reception days and bookings for other programs."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.test import Client

from office.models import User
from stations.models import Booking, Station
from tests.stations.receptions.rows import a_reception, booked, slots

pytestmark = pytest.mark.django_db


def post(client: Client, slot: str, key: str = "", **given: Any) -> Any:
    body = {
        "slot": slot,
        "requester_kind": "voter",
        "matter": "小区到园区没有公交",
        "contact": "李女士",
        "phone": "19900020003",
    } | given
    headers = {"Idempotency-Key": key or str(uuid.uuid4())}
    return client.post("/api/v1/bookings/", body, content_type="application/json", headers=headers)


def test_days_are_listed_with_their_free_seats(
    visitor: Client, station: Station, representative: User, now: dt.datetime
) -> None:
    day = a_reception(station, representative, at=now, seats=2)
    booked(slots(day)[0], at=now)
    (row,) = visitor.get("/api/v1/receptions/").json()["results"]
    assert (row["code"], row["station"], row["date"]) == (day.token, "gyllzx", "2026-12-05")
    assert row["representatives"] == [{"code": "shanxiong", "name": "单雄"}]
    assert [slot["free"] for slot in row["slots"]] == [1, 2, 2, 2, 2]
    assert row["slots"][0]["starts_at"] == "2026-12-05T09:00:00+08:00"


def test_a_booking_by_key_is_made_once(
    visitor: Client, station: Station, representative: User, now: dt.datetime
) -> None:
    slot, key = slots(a_reception(station, representative, at=now))[0], str(uuid.uuid4())
    first, again = post(visitor, slot.code, key), post(visitor, slot.code, key)
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    assert visitor.get(first.json()["booking_url"]).status_code == 200
    other = post(visitor, slot.code, key, matter="别的事")
    assert (other.status_code, other.json()["code"]) == (422, "key_reused")
    assert Booking.objects.count() == 1


def test_a_lost_seat_names_the_next_three(
    visitor: Client, station: Station, representative: User, now: dt.datetime
) -> None:
    rows = slots(a_reception(station, representative, at=now))
    booked(rows[0], at=now)
    answer = post(visitor, rows[0].code)
    assert (answer.status_code, answer.json()["code"]) == (409, "slot_taken")
    assert [slot["code"] for slot in answer.json()["free"]] == [row.code for row in rows[1:4]]
    assert post(visitor, rows[0].code, wait=True).json()["status"] == "waiting"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"slot": "nowhere"}, "slot"),
        ({"phone": "123"}, "phone"),
        ({"matter": ""}, "matter"),
        ({"matter": "长" * 301}, "matter"),
        ({"requester_kind": "enterprise"}, "enterprise"),
        ({"requester_kind": "king"}, "requester_kind"),
        ({"contact": "=1+1"}, "contact"),
        ({"wait": "perhaps"}, "wait"),
    ],
)
def test_what_is_wrong_is_named(
    visitor: Client,
    station: Station,
    representative: User,
    now: dt.datetime,
    given: dict[str, Any],
    field: str,
) -> None:
    slot = slots(a_reception(station, representative, at=now))[0]
    answer = post(visitor, **{"slot": slot.code, **given})
    assert answer.status_code == 422
    assert field in answer.json()["errors"]
    bare = visitor.post("/api/v1/bookings/", {}, content_type="application/json")
    assert "Idempotency-Key" in bare.json()["errors"]


def test_every_mistake_is_said_at_once(
    visitor: Client, station: Station, representative: User, now: dt.datetime
) -> None:
    slot = slots(a_reception(station, representative, at=now))[0]
    answer = post(visitor, slot.code, requester_kind="enterprise", contact="", phone="2950001")
    assert answer.status_code == 422
    assert set(answer.json()["errors"]) == {"contact", "phone", "enterprise"}
