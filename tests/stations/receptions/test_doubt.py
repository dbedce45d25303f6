"""Whoever types a stranger's telephone neither shuts it out nor learns anything of it; the clerk asks the owner."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.test import Client

from office.actors import Actor
from office.models import Event, Notice, User
from office.refusals import Refused
from stations.models import Booking, Enterprise, Interest, Station
from stations.receptions import booking, limits
from tests.at_once import at_once
from tests.proof import verify
from tests.stations.receptions.rows import (
    VISITOR,
    a_reception,
    booked,
    fresh,
    person,
    slots,
    text,
    visit,
)
from tests.stations.receptions.test_api import post
from tests.stations.receptions.test_pages import WORDS, send

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
PHONE = "19900020003"


def without_what_differs(page: str) -> str:
    """A private page without the day's times and its own code and addresses."""
    page = re.sub(r"/bookings/[\w-]+", "", page)
    return re.sub(r"\d+:\d\d|\d{4} \d{4}|csrfmiddlewaretoken\" value=\"[^\"]+", "", page)


def test_a_second_booking_of_a_telephone_is_answered_like_the_first(
    visitor: Client, station: Station, representative: User, now: dt.datetime
) -> None:
    day = a_reception(station, representative, at=now)
    path, pages = f"/receptions/{day.token}/", []
    for slot in slots(day)[:2]:
        answer = send(Client(), path, slot=slot.code, phone=PHONE)
        assert answer.status_code == 303
        pages.append(without_what_differs(text(visitor.get(answer.url))))
    assert pages[0] == pages[1]
    assert [row.doubt for row in Booking.objects.order_by("pk")] == ["", "second"]
    api = [post(visitor, slots(day)[2].code), post(visitor, slots(day)[3].code, phone=PHONE)]
    assert [answer.status_code for answer in api] == [201, 201]
    assert {frozenset(answer.json()) for answer in api} == {
        frozenset({"booking_code", "booking_url", "status", "starts_at"})
    }


def test_the_telephones_owner_is_told_and_the_clerk_asks(
    station: Station,
    representative: User,
    clerk: User,
    auditor: User,
    sign_in: SignIn,
    now: dt.datetime,
) -> None:
    day = a_reception(station, representative, at=now)
    booked(slots(day)[0], at=now, phone=PHONE)
    second = booked(slots(day)[2], at=now, phone=PHONE).booking
    told = Notice.objects.get(key=f"{second.subject}:booked").body
    assert "这个号码另有 12月5日（周六） 9:00" in told
    page = f"/desk/receptions/{day.token}/"
    desk = sign_in(clerk)
    html = text(desk.get(page))
    assert html.count("待核实") == 1
    assert "这个电话另有 12月5日（周六） 9:00在工业邻里中心代表服务站 的预约" in html
    assert PHONE not in html
    call = f"{page}bookings/{second.pk}/phone/"
    assert f"tel:{PHONE}" in text(desk.post(call))
    assert Event.objects.filter(action="booking_phone_shown", subject=second.subject).count() == 1
    for somebody in (auditor, representative):
        assert sign_in(somebody).post(call).status_code == 404
    way = f"{page}bookings/{second.pk}/check/"
    assert sign_in(representative).post(way).status_code == 404
    assert desk.post(way).status_code == 303
    assert "待核实" not in text(desk.get(page))
    assert fresh(second).checked_by_id == clerk.pk
    with pytest.raises(Refused, match="不用核实"):
        booking.check(Booking.objects.get(doubt=""), by=Actor.of(clerk), at=now)
    assert verify().faults == []


def test_no_shows_of_a_telephone_do_not_shut_its_owner_out(
    station: Station, representative: User, now: dt.datetime
) -> None:
    rows = slots(a_reception(station, representative, at=now))
    for slot in rows[:2]:
        row = booked(slot, at=now, phone=PHONE).booking
        Booking.objects.filter(pk=row.pk).update(status="no_show", ended_at=now)
    again = booked(rows[2], at=now, phone=PHONE).booking
    assert (again.status, again.doubt) == ("booked", "missed")


def test_the_desk_books_again_for_who_is_on_the_telephone(
    station: Station, representative: User, clerk: User, sign_in: SignIn, now: dt.datetime
) -> None:
    day = a_reception(station, representative, at=now)
    booked(slots(day)[0], at=now, phone=PHONE)
    desk, path = sign_in(clerk), f"/desk/receptions/{day.token}/book/"
    said = {"who": "邹厂长", "requester_kind": "voter", "matter": "续贷", "phone": PHONE}
    page = text(desk.get(path))
    assert re.search(r'<option value=""[^>]*>请选择时段', page)
    assert "selected" not in page.split('name="slot"')[1].split("</select>")[0].replace(
        'value="" selected', ""
    )
    refused = desk.post(path, {**said, "slot": ""})
    assert (refused.status_code, "请选择时段" in text(refused)) == (422, True)
    assert desk.post(path, {**said, "slot": slots(day)[1].code}).status_code == 303
    row = Booking.objects.latest("pk")
    assert (row.doubt, row.checked_by, row.is_in_doubt) == ("second", clerk, False)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_bookings_of_a_telephone_at_once_one_is_in_doubt(
    station: Station, representative: User, now: dt.datetime
) -> None:
    rows = slots(a_reception(station, representative, at=now))

    def call(number: int) -> Callable[[], object]:
        return lambda: booking.book(
            rows[number], visit(phone=PHONE), form_key=f"f{number}", by=VISITOR, at=now
        )

    assert at_once(*map(call, range(3))) == ["done"] * 3
    assert sorted(row.doubt for row in Booking.objects.all()) == ["", "second", "second"]


def test_one_network_books_a_telephone_so_often_and_shuts_nobody_else_out(
    visitor: Client, station: Station, representative: User, now: dt.datetime
) -> None:
    day = a_reception(station, representative, at=now, seats=10)
    path = f"/receptions/{day.token}/"
    slot = slots(day)[0].code
    for _ in range(limits.BOOKINGS_PER_TELEPHONE):
        assert send(visitor, path, slot=slot, phone=PHONE).status_code == 303
    assert send(visitor, path, slot=slot, phone=PHONE).status_code == 429
    assert send(visitor, path, slot=slot, phone="19900020009").status_code == 303
    elsewhere = Client(REMOTE_ADDR="203.0.113.9")
    assert send(elsewhere, path, slot=slot, phone=PHONE).status_code == 303


@pytest.fixture
def tied(representative: User, now: dt.datetime) -> str:
    """The name of an enterprise in which the representative has a share."""
    name = "湖北锦绣蓝天服饰有限公司"
    Interest.objects.create(
        representative=person(representative),
        enterprise=Enterprise.objects.create(name=name),
        kind="shareholder",
        since=now.date(),
    )
    return name


def test_a_refusal_because_of_a_tie_reads_like_a_lost_seat(
    visitor: Client, station: Station, representative: User, colleague: User, now: dt.datetime, tied: str
) -> None:
    day = a_reception(station, representative, colleague, at=now)
    own, taken, *_ = slots(day)
    others = [slot.code for slot in slots(day) if slot.sitting_id != own.sitting_id]
    booked(taken, at=now)
    path = f"/receptions/{day.token}/"
    because_tied = send(visitor, path, slot=own.code, enterprise_name=tied)
    because_lost = send(visitor, path, slot=taken.code, enterprise_name="麻城市智创模具有限公司")
    assert (because_tied.status_code, because_lost.status_code) == (409, 409)
    for answer in (because_tied, because_lost):
        assert "这个时段刚被约走" in text(answer)
        assert not re.search("回避|关联|利害|股", text(answer))
    offered = re.findall(r'name="slot" value="([^"]+)"', text(because_tied))
    assert len(offered) == 3
    assert set(offered) <= set(others)
    waits = send(visitor, path, slot=own.code, wait=own.code, enterprise_name=tied)
    assert "这个时段的候补已满" in text(waits)
    api = post(visitor, own.code, requester_kind="enterprise", enterprise=tied)
    assert (api.status_code, api.json()["code"]) == (409, "slot_taken")
    assert {each["code"] for each in api.json()["free"]} <= set(others)
    assert WORDS["matter"] in text(because_tied)


def test_a_move_to_whoever_is_tied_reads_like_a_lost_seat(
    visitor: Client, station: Station, representative: User, colleague: User, now: dt.datetime, tied: str
) -> None:
    day = a_reception(station, representative, colleague, at=now)
    own, other = slots(day)[0], slots(day)[5]
    done = booked(other, at=now, requester_kind="enterprise", enterprise_name=tied)
    page = text(visitor.get(f"{done.ticket.path}move/"))
    assert own.code not in page
    answer = visitor.post(f"{done.ticket.path}move/", {"slot": own.code})
    assert answer.status_code == 409
    assert "这个时段刚被约走" in text(answer)


def test_the_desk_learns_that_somebody_else_must_receive_not_why(
    station: Station, representative: User, clerk: User, sign_in: SignIn, now: dt.datetime, tied: str
) -> None:
    day = a_reception(station, representative, at=now)
    said = {"who": tied, "requester_kind": "enterprise", "matter": "续贷", "phone": PHONE}
    answer = sign_in(clerk).post(f"/desk/receptions/{day.token}/book/", {**said, "slot": slots(day)[0].code})
    assert answer.status_code == 422
    assert "请另选一位代表" in text(answer)
    assert not re.search("回避|关联|利害|股", text(answer))
