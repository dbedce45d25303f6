"""What a visitor is told where there is no slot to have, nothing more to change, or no page to show."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from office.actors import Actor
from office.models import User
from office.refusals import Refused
from stations.models import Station
from stations.receptions import changes, limits
from tests.stations.receptions.rows import a_reception, booked, slots, text

pytestmark = pytest.mark.django_db


def test_a_slot_that_has_begun_is_neither_taken_nor_waited_for(
    visitor: Client, station: Station, representative: User, now: dt.datetime, clock: Any
) -> None:
    day = a_reception(station, representative, at=now)
    begun, *_, last = slots(day)
    clock.move_to(last.begins_at - dt.timedelta(minutes=1))
    page = text(visitor.get(f"/receptions/{day.token}/"))
    assert last.code in page
    assert begun.code not in page
    clock.move_to(last.begins_at)
    page = text(visitor.get(f"/receptions/{day.token}/"))
    assert "时段都已开始" in page
    assert "候补" not in page
    assert "正在接待，直接到站" in text(visitor.get("/receptions/"))


def test_a_booking_that_is_over_shows_why_and_no_code_to_show_at_the_door(
    visitor: Client, station: Station, representative: User, clerk: User, now: dt.datetime
) -> None:
    day = a_reception(station, representative, at=now)
    done = booked(slots(day)[0], at=now)
    assert "到站出示预约码" in text(visitor.get(done.ticket.path))
    changes.cancel(day, "停电检修", by=Actor.of(clerk), at=now)
    page = text(visitor.get(done.ticket.path))
    assert "停电检修" in page
    assert "到站出示预约码" not in page


def test_moves_of_one_booking_send_few_messages(
    visitor: Client, station: Station, representative: User, now: dt.datetime
) -> None:
    rows = slots(a_reception(station, representative, at=now))
    done = booked(rows[0], at=now)
    answers = [
        visitor.post(f"{done.ticket.path}move/", {"slot": rows[1 + n % 2].code})
        for n in range(limits.MOVES_PER_BOOKING + 1)
    ]
    assert {answer.status_code for answer in answers[:-1]} == {303}
    assert answers[-1].status_code == 429
    assert int(answers[-1]["Retry-After"]) > 0
    assert "改了多次" in text(answers[-1])


def test_a_terminal_says_that_it_shows_no_booking(
    visitor: Client, station: Station, representative: User, now: dt.datetime
) -> None:
    done = booked(slots(a_reception(station, representative, at=now))[0], at=now, phone="19900020003")
    visitor.get("/counter/gyllzx/")
    answer = visitor.post("/bookings/", {"code": done.ticket.code, "last_four": "0003"})
    assert answer.status_code == 422
    assert "请在自己的手机上查" in text(answer)


def test_a_station_that_is_closed_by_then_has_no_days(
    visitor: Client, station: Station, representative: User, now: dt.datetime
) -> None:
    day = a_reception(station, representative, at=now)
    Station.objects.filter(pk=station.pk).update(is_default=False, closed_on=day.held_on)
    assert "近期没有公告的接待日" in text(visitor.get("/receptions/"))
    assert visitor.get(f"/receptions/{day.token}/").status_code == 404
    assert visitor.get("/api/v1/receptions/").json()["results"] == []
    with pytest.raises(Refused, match="不能预约"):
        booked(slots(day)[0], at=now)
