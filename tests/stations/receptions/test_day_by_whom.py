"""Who may do what on the day, who receives whom, and that the next visitor at the desk is not lost."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from office.actors import Actor
from office.models import User
from stations.models import Booking, Enterprise, Interest, Station
from stations.receptions import day
from tests.stations.receptions.rows import (
    a_reception,
    booked,
    fresh,
    on_the_day,
    person,
    slots,
    text,
    visit,
)

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def test_who_is_not_of_the_reception_does_not_find_it(
    station: Station,
    representative: User,
    colleague: User,
    liaison: User,
    auditor: User,
    sign_in: SignIn,
    now: dt.datetime,
    clock: Any,
) -> None:
    reception = a_reception(station, representative, at=now)
    row = booked(slots(reception)[0], at=now).booking
    clock.move_to(on_the_day(now, 9, 5))
    page = f"/desk/receptions/{reception.token}/"
    assert sign_in(colleague).get(page).status_code == 404
    assert sign_in(liaison).get(page).status_code in (403, 404)
    reader = sign_in(auditor)
    assert reader.get(page).status_code == 200
    assert reader.post(f"{page}bookings/{row.pk}/arrive/").status_code == 404
    sitter = sign_in(representative)
    assert sitter.get(page).status_code == 200
    assert sitter.post(f"{page}bookings/{row.pk}/arrive/").status_code == 303
    assert sitter.post(f"{page}hold/").status_code == 404


def test_what_ends_a_booking_is_the_clerks(
    station: Station,
    representative: User,
    clerk: User,
    sign_in: SignIn,
    now: dt.datetime,
    clock: Any,
) -> None:
    reception = a_reception(station, representative, at=now)
    begun, later, *_ = (booked(slot, at=now).booking for slot in slots(reception))
    clock.move_to(on_the_day(now, 9, 5))
    page = f"/desk/receptions/{reception.token}/"
    sitter, desk = sign_in(representative), sign_in(clerk)
    for row, act, status in ((begun, "miss", "no_show"), (later, "cancel", "cancelled")):
        way = f"{page}bookings/{row.pk}/{act}/"
        assert way not in text(sitter.get(page))
        assert sitter.post(way).status_code == 404
        assert way in text(desk.get(page))
        assert desk.post(way).status_code == 303
        assert fresh(row).status == status


def test_the_next_visitor_on_a_page_that_was_sent_before_is_not_lost(
    station: Station, representative: User, clerk: User, sign_in: SignIn, now: dt.datetime, clock: Any
) -> None:
    reception = a_reception(station, representative, at=now)
    clock.move_to(on_the_day(now, 9, 5))
    desk, page = sign_in(clerk), f"/desk/receptions/{reception.token}/"
    stamp = re.findall(r'name="stamp" value="([^"]+)"', text(desk.get(page)))[-1]
    name = "阿卜杜热依木·阿卜杜拉·买买提江·吐尔逊古丽·艾合买提"
    said = {"stamp": stamp, "who": "李女士", "requester_kind": "voter", "matter": "公交"}
    assert desk.post(f"{page}walk-in/", said).status_code == 303
    assert desk.post(f"{page}walk-in/", said).status_code == 303
    refused = desk.post(f"{page}walk-in/", {**said, "who": name})
    assert refused.status_code == 409
    assert name in text(refused)
    fresh_stamp = re.findall(r'name="stamp" value="([^"]+)"', text(refused))[-1]
    assert desk.post(f"{page}walk-in/", {**said, "who": name, "stamp": fresh_stamp}).status_code == 303
    assert [row.contact for row in Booking.objects.order_by("pk")] == ["李女士", name]


def test_who_comes_late_is_not_received_by_who_is_tied(
    station: Station, representative: User, colleague: User, clerk: User, now: dt.datetime
) -> None:
    name, tied = "麻城恒飞线束有限公司", person(colleague)
    Interest.objects.create(
        representative=tied,
        enterprise=Enterprise.objects.create(name=name),
        kind="shareholder",
        since=now.date(),
    )
    by, reception = (
        Actor.of(clerk),
        a_reception(station, representative, colleague, at=now, ends=dt.time(9, 40)),
    )
    first, second, *_ = slots(reception)
    row = booked(first, at=now, requester_kind="enterprise", enterprise_name=name).booking
    day.walk_in(reception, visit(), sitting=first.sitting, form_key="w", by=by, at=on_the_day(now, 9, 12))
    assert fresh(row).status == "no_show"
    day.arrive(row, by=by, at=on_the_day(now, 9, 15))
    assert (fresh(row).status, fresh(row).slot) == ("came", second)
