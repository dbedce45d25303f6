"""The day at the desk: arrived, not come, walked in, what was said, and an end that asks for what is open."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from office.actors import Actor
from office.models import User
from office.refusals import Refused
from requests_app.models import EnterpriseRequest
from stations.models import Booking, Matter, Slot, Station
from stations.receptions import booking, closing, day
from tests.proof import verify
from tests.stations.receptions.rows import a_reception, booked, fresh, on_the_day, slots, text, visit

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def test_a_visitor_comes_speaks_and_the_register_closes(
    station: Station, representative: User, clerk: User, now: dt.datetime
) -> None:
    by = Actor.of(clerk)
    reception = a_reception(station, representative, at=now)
    row = booked(slots(reception)[0], at=now).booking
    with pytest.raises(Refused, match="接待当天才能登记"):
        day.arrive(row, by=by, at=now)
    at = on_the_day(now, 9, 3)
    with pytest.raises(Refused, match="先登记到场"):
        day.note(row, "讲了无还本续贷", by=by, at=at)
    assert day.arrive(row, by=by, at=at).status == "came"
    assert day.arrive(row, by=by, at=at).status == "came"
    sitting = slots(reception)[0].sitting
    with pytest.raises(Refused, match="1 位来访的还没记谈了什么"):
        closing.hold(reception, [sitting.pk], by=by, at=at)
    matter = day.note(row, "讲了无还本续贷", by=by, at=at)
    with pytest.raises(Refused, match="1 件事项还没选结果"):
        closing.hold(reception, [sitting.pk], by=by, at=at)
    with pytest.raises(Refused, match="写明依据"):
        day.end_matter(matter, "explained", by=by, at=at)
    day.end_matter(matter, "explained", basis="public", source="小微企业无还本续贷办法", by=by, at=at)
    with pytest.raises(Refused, match="勾选到场接待的代表"):
        closing.hold(reception, [], by=by, at=at)
    held = closing.hold(reception, [sitting.pk], by=by, at=at)
    assert [state.status for state in held.states.all()] == ["planned", "announced", "held"]
    with pytest.raises(Refused, match="登记册已关闭"):
        day.note(row, "再记一件", by=by, at=at)
    assert verify().faults == []


def test_who_is_missed_may_come_after_all(
    station: Station, representative: User, clerk: User, now: dt.datetime
) -> None:
    by = Actor.of(clerk)
    row = booked(slots(a_reception(station, representative, at=now))[1], at=now).booking
    with pytest.raises(Refused, match="还没到约定的时间"):
        day.miss(row, by=by, at=on_the_day(now, 9, 10))
    assert day.miss(row, by=by, at=on_the_day(now, 9, 21)).status == "no_show"
    assert day.arrive(row, by=by, at=on_the_day(now, 9, 30)).status == "came"
    assert [state.status for state in row.states.all()] == ["booked", "no_show", "came"]


def test_a_walk_in_takes_a_free_seat_and_never_a_held_one(
    station: Station, representative: User, clerk: User, now: dt.datetime
) -> None:
    by = Actor.of(clerk)
    reception = a_reception(station, representative, at=now, ends=dt.time(9, 40))
    first, second = slots(reception)
    late = booked(first, at=now).booking
    done = day.walk_in(reception, visit(phone=""), form_key="a", by=by, at=on_the_day(now, 9, 5)).booking
    assert (done.slot, done.status, done.is_walk_in, done.phone_grade) == (second, "came", True, "none")
    again = day.walk_in(reception, visit(phone=""), form_key="a", by=by, at=on_the_day(now, 9, 5))
    assert (again.booking, again.is_repeat) == (done, True)
    with pytest.raises(Refused, match="都满了"):
        day.walk_in(reception, visit(), form_key="b", by=by, at=on_the_day(now, 9, 9))
    # Ten minutes late: the seat is the next one's.
    other = day.walk_in(reception, visit(), form_key="c", by=by, at=on_the_day(now, 9, 10)).booking
    assert (other.slot, fresh(late).status) == (first, "no_show")
    with pytest.raises(Refused, match="都满了"):
        day.arrive(late, by=by, at=on_the_day(now, 9, 12))
    assert verify().faults == []


def test_a_matter_becomes_a_request_with_one_tap_once(
    station: Station,
    representative: User,
    clerk: User,
    sign_in: SignIn,
    now: dt.datetime,
    clock: Any,
) -> None:
    """From the scan to the outcome: booked by phone, come, said, and a number to take home."""
    reception = a_reception(station, representative, at=now)
    row = booked(
        slots(reception)[0],
        at=now,
        requester_kind="enterprise",
        enterprise_name="湖北恒飞线束有限公司",
        phone="19900020003",
    ).booking
    clock.move_to(on_the_day(now, 9, 3))
    desk = sign_in(clerk)
    page = f"/desk/receptions/{reception.token}/"
    assert "湖北恒飞线束有限公司" in text(desk.get(page))
    assert desk.post(f"{page}bookings/{row.pk}/arrive/").status_code == 303
    assert desk.post(f"{page}bookings/{row.pk}/matter/", {"words": ""}).status_code == 422
    assert (
        desk.post(f"{page}bookings/{row.pk}/matter/", {"words": "管委会口头说年底前退租金"}).status_code
        == 303
    )
    matter = Matter.objects.get()
    assert "转为诉求" in text(desk.get(page))
    for _ in range(2):
        answer = desk.post(f"/desk/receptions/matters/{matter.pk}/request/", follow=True)
    case = EnterpriseRequest.objects.get()
    assert case.ledger_number in text(answer)
    assert (case.source, case.enterprise_name, case.phone, case.phone_grade) == (
        "reception",
        "湖北恒飞线束有限公司",
        "19900020003",
        "own",
    )
    assert "管委会口头说年底前退租金" in case.text
    assert case.scanned_representative is not None
    matter.refresh_from_db()
    assert (matter.ending, matter.request_number) == ("request", case.ledger_number)
    assert desk.get(f"/desk/requests/{case.ledger_number}/slip/").status_code == 200
    held = desk.post(f"{page}hold/", {"present": [str(slots(reception)[0].sitting_id)]}, follow=True)
    assert "已举行" in text(held)
    assert verify().faults == []


def test_the_page_of_a_day_by_taps(
    station: Station, representative: User, clerk: User, sign_in: SignIn, now: dt.datetime, clock: Any
) -> None:
    reception = a_reception(station, representative, at=now)
    booked(slots(reception)[0], at=now)
    clock.move_to(on_the_day(now, 9, 30))
    desk, page = sign_in(clerk), f"/desk/receptions/{reception.token}/"
    missing = desk.post(f"{page}walk-in/", {"who": "", "requester_kind": "voter", "matter": "公交"})
    assert missing.status_code == 422
    assert 'value="公交"' in text(missing)
    came = desk.post(
        f"{page}walk-in/", {"who": "李女士", "requester_kind": "voter", "matter": "公交"}, follow=True
    )
    assert "李女士" in text(came)
    row = Booking.objects.get(is_walk_in=True)
    line = f'id="words-{row.pk}" name="words" value='
    assert f'{line}"公交"' in text(came), "what was said at the door is not typed again"
    desk.post(f"{page}bookings/{row.pk}/matter/", {"words": "小区到园区没有公交"})
    assert f'{line}""' in text(desk.get(page)), "the second matter is another"
    matter = Matter.objects.get()
    unsourced = desk.post(f"{page}matters/{matter.pk}/", {"ending": "answered", "basis": "officer"})
    assert unsourced.status_code == 422
    assert "请写明依据" in text(unsourced)
    sourced = {"ending": "answered", "basis": "officer", "source": "交通局公交科张科长"}
    assert desk.post(f"{page}matters/{matter.pk}/", sourced).status_code == 303
    open_still = desk.post(f"{page}hold/", {"present": [str(slots(reception)[0].sitting_id)]})
    assert open_still.status_code == 409
    assert "1 位预约的还没登记到或没来" in text(open_still)
    printed = text(desk.get(f"{page}print/"))
    assert "小区到园区没有公交" in printed
    assert "签名" in printed


def test_a_clerk_plans_and_moves_a_day_that_staff_announce_and_cancel(
    station: Station,
    representative: User,
    colleague: User,
    clerk: User,
    staff: User,
    sign_in: SignIn,
    now: dt.datetime,
) -> None:
    desk, office = sign_in(clerk), sign_in(staff)
    given = {
        "station": station.pk,
        "kind": "voters",
        "held_on": "2026-12-16",
        "begins": "14:30",
        "ends": "17:00",
        "slot_minutes": 30,
        "seats": 1,
        "place": "一楼接待室",
        "people": [representative.representative.pk],
    }
    assert desk.post("/desk/receptions/new/", {**given, "people": []}).status_code == 422
    assert desk.post("/desk/receptions/new/", {**given, "ends": "14:00"}).status_code == 422
    made = desk.post("/desk/receptions/new/", given)
    assert made.status_code == 303
    for act in ("announce", "cancel"):
        assert f"change/{act}/" not in text(desk.get(made.url))
        assert desk.post(f"{made.url}change/{act}/", {"reason": "停电"}).status_code == 404
    form = text(office.get(f"{made.url}change/announce/"))
    assert ("选填" in form, "来访人" in form) == (True, False)
    form = text(desk.get(f"{made.url}change/move/"))
    assert ("选填" in form, "还没有人预约" in form) == (False, True)
    assert office.post(f"{made.url}change/announce/").status_code == 303
    slot = Slot.objects.earliest("begins_at")
    row = booked(slot, at=now).booking
    booked(slot, at=now, waits=True)
    assert desk.post(f"{made.url}replace/", {}).status_code == 422
    assert "这一天 1 位已约，1 位候补，短信没有开通" in text(office.get(f"{made.url}change/cancel/"))
    moved = desk.post(f"{made.url}change/move/", {"held_on": "2026-12-17", "reason": ""})
    assert moved.status_code == 422
    assert "请写明原因" in text(moved)
    moved = desk.post(f"{made.url}change/move/", {"held_on": "2026-12-17", "reason": "会议冲突"})
    assert moved.status_code == 303
    assert fresh(row).slot.sitting.reception.held_on == dt.date(2026, 12, 17)
    cancelled = office.post(f"{moved.url}change/cancel/", {"reason": "停电"}, follow=True)
    assert "已取消" in text(cancelled)
    assert fresh(row).status == "cancelled"
    assert "一楼接待室" in text(cancelled)


def test_a_cancelled_booking_cannot_come(
    station: Station, representative: User, clerk: User, now: dt.datetime
) -> None:
    row = booked(slots(a_reception(station, representative, at=now))[0], at=now).booking
    booking.cancel(row, by=Actor.requester("own"), at=now)
    with pytest.raises(Refused, match="已取消"):
        day.arrive(row, by=Actor.of(clerk), at=on_the_day(now, 9))
