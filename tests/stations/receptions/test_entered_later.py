"""What stood on paper, who was never marked, and who telephones: entered by the clerk."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client

from office.actors import Actor
from office.models import Notice, User
from office.refusals import Refused
from stations.models import Booking, Station
from stations.receptions import closing, day, registers
from tests.stations.receptions.rows import a_reception, booked, fresh, on_the_day, slots, text, visit

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def test_what_stood_on_paper_is_entered_later_until_the_register_closes(
    station: Station, representative: User, clerk: User, now: dt.datetime
) -> None:
    by = Actor.of(clerk)
    reception = a_reception(station, representative, at=now)
    row = booked(slots(reception)[0], at=now).booking
    monday = on_the_day(now, 9) + dt.timedelta(days=2)
    assert registers.remind(monday) == 1
    assert registers.remind(monday) == 1
    assert Notice.objects.filter(recipient=clerk, title="接待登记册还没有关闭").count() == 1
    assert registers.miss_who_never_came(monday) == 0
    day.arrive(row, by=by, at=monday)
    other = day.walk_in(reception, visit(phone=""), form_key="a", by=by, at=monday).booking
    for each in (row, other):
        day.end_matter(day.note(each, "公交", by=by, at=monday), "noted", by=by, at=monday)
    closing.hold(reception, [slots(reception)[0].sitting_id], by=by, at=monday)
    with pytest.raises(Refused, match="登记册关闭后"):
        day.walk_in(reception, visit(), form_key="b", by=by, at=monday)


def test_who_was_never_marked_did_not_come(station: Station, representative: User, now: dt.datetime) -> None:
    row = booked(slots(a_reception(station, representative, at=now))[0], at=now).booking
    # Saturday's register is due on Tuesday.
    tuesday = on_the_day(now, 9) + dt.timedelta(days=3)
    assert registers.miss_who_never_came(tuesday) == 0
    assert registers.miss_who_never_came(tuesday + dt.timedelta(days=1)) == 1
    assert fresh(row).status == "no_show"
    assert not Notice.objects.filter(title__contains="没有见到您").exists()


def test_a_clerk_books_by_telephone_and_gives_it_back(
    station: Station, representative: User, clerk: User, sign_in: SignIn, now: dt.datetime
) -> None:
    reception = a_reception(station, representative, at=now)
    taken, free, *_ = slots(reception)
    booked(taken, at=now)
    desk, page = sign_in(clerk), f"/desk/receptions/{reception.token}/"
    form = text(desk.get(f"{page}book/"))
    assert free.code in form
    assert taken.code not in form
    said = {"who": "李女士", "requester_kind": "voter", "matter": "公交", "phone": "19900020003"}
    assert desk.post(f"{page}book/", {**said, "slot": taken.code}).status_code == 422
    assert desk.post(f"{page}book/", {**said, "slot": free.code, "phone": ""}).status_code == 422
    assert desk.post(f"{page}book/", {**said, "slot": free.code}).status_code == 303
    row = Booking.objects.get(slot=free)
    assert (row.status, row.phone_grade, row.entered_by) == ("booked", "desk", clerk)
    assert "电话尾号 0003" in text(desk.get(page))
    assert desk.post(f"{page}bookings/{row.pk}/cancel/").status_code == 303
    assert fresh(row).status == "cancelled"
