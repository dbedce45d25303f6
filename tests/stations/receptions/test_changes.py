"""A reception over its life: planned once, nobody in two places, moved by holidays, kept going through illness."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from groups import absences, mandates
from groups.models import Mandate
from office import workdays
from office.actors import Actor
from office.calendar import SpecialDay
from office.models import Notice, User
from office.refusals import Refused
from stations.models import (
    Booking,
    Enterprise,
    Interest,
    Reception,
    ReceptionPlan,
    Sitting,
    SittingCell,
    Station,
)
from stations.receptions import changes, planning, reminders, stand_ins, tending
from tests.at_once import at_once
from tests.proof import verify
from tests.stations.receptions.rows import (
    DAY,
    SYSTEM,
    a_plan,
    a_reception,
    booked,
    fresh,
    person,
    posted_for,
    slots,
    text,
    timetable,
)
from tests.stations.rows import a_station

pytestmark = pytest.mark.django_db


def told(row: Booking) -> list[str]:
    return list(
        Notice.objects.filter(key__startswith=f"{row.subject}:")
        .order_by("pk")
        .values_list("title", flat=True)
    )


@pytest.mark.postgres
def test_nobody_sits_in_two_receptions_at_once(
    station: Station, representative: User, now: dt.datetime
) -> None:
    a_reception(station, representative, at=now)
    with pytest.raises(Refused) as refused:
        a_reception(station, representative, at=now, begins=dt.time(10, 30), ends=dt.time(11, 30))
    assert refused.value.code == "sits_elsewhere"
    assert a_reception(station, representative, at=now, begins=dt.time(10, 45), ends=dt.time(11, 30))


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_plans_at_once_one_is_made(station: Station, representative: User, now: dt.datetime) -> None:
    sitter = person(representative)
    call = lambda: planning.plan(station, timetable(), [sitter], by=SYSTEM, at=now)  # noqa: E731
    assert at_once(call, call, call) == ["done", "sits_elsewhere", "sits_elsewhere"]
    assert Reception.objects.count() == 1


def test_only_who_is_posted_there_sits(station: Station, representative: User, now: dt.datetime) -> None:
    with pytest.raises(Refused, match="不在本站进站"):
        planning.plan(a_station(), timetable(), [person(representative)], by=SYSTEM, at=now)
    with pytest.raises(Refused, match="至少选一位"):
        planning.plan(station, timetable(), [], by=SYSTEM, at=now)


def test_the_queue_makes_the_days_of_a_plan_once(
    station: Station, representative: User, now: dt.datetime
) -> None:
    a_plan(station, representative)
    assert tending.produce(now) == 2
    assert tending.produce(now) == 0
    assert list(Reception.objects.by_time().values_list("held_on", flat=True)) == [
        dt.date(2026, 12, 2),
        dt.date(2027, 1, 6),
    ]
    assert tending.announce_due(now) == 1
    assert Reception.objects.get(held_on="2026-12-02").status == "announced"


def test_a_day_of_a_plan_on_a_holiday_is_the_next_working_day(
    station: Station, representative: User, now: dt.datetime, staff: User
) -> None:
    workdays.enter({dt.date(2026, 12, 2): SpecialDay("holiday", "测试节")}, by=Actor.of(staff), at=now)
    for choice in ("next", "previous"):
        a_plan(
            station,
            representative,
            on_holiday=choice,
            begins=dt.time(9 if choice == "next" else 14),
            ends=dt.time(16),
        )
    a_plan(station, representative, on_holiday="drop", begins=dt.time(16, 30), ends=dt.time(17))
    tending.produce(now)
    made = Reception.objects.filter(planned_for="2026-12-02").by_time()
    assert [row.held_on.day for row in made] == [1, 3]
    assert "逢测试节放假" in made[0].reason


def test_a_new_holiday_moves_a_reception_with_its_bookings(
    station: Station, representative: User, now: dt.datetime, staff: User
) -> None:
    old = a_reception(station, representative, at=now, held_on=dt.date(2026, 12, 9))
    row = booked(slots(old)[1], at=now).booking
    days = {dt.date(2026, 12, 9): SpecialDay("holiday", "测试节")}
    assert [move.becomes for move in workdays.moves(days, on=now.date())] == [dt.date(2026, 12, 10)]
    workdays.enter(days, by=Actor.of(staff), at=now)
    old.refresh_from_db()
    new = old.moved_to
    assert new is not None
    assert (old.status, new.status, new.held_on) == ("moved", "announced", dt.date(2026, 12, 10))
    moved = fresh(row)
    assert (moved.status, moved.slot.sitting.reception) == ("booked", new)
    assert moved.slot.begins_at - row.slot.begins_at == dt.timedelta(days=1)
    assert told(row) == ["接待预约成功", "接待日改期"]
    assert verify().faults == []


def test_an_absence_finds_a_stand_in_with_the_same_function(
    station: Station, representative: User, colleague: User, stranger: User, now: dt.datetime
) -> None:
    for user, function in ((representative, "金融服务"), (colleague, "教育管理"), (stranger, "金融服务")):
        posted_for(user, function)
    row = booked(slots(a_reception(station, representative, at=now))[0], at=now).booking
    absences.record_absence(representative, from_on=DAY, to_on=DAY, by=SYSTEM, at=now)
    assert len(list(tending.bookings_of_nobody(now))) == 1
    assert tending.find_stand_ins(now) == 1
    assert fresh(row).slot.sitting.representative == person(stranger)
    assert told(row) == ["接待预约成功", "接待您的代表换了"]
    assert list(tending.bookings_of_nobody(now)) == []
    assert tending.find_stand_ins(now) == 0
    # Whoever is away may be planned elsewhere again.
    assert not SittingCell.objects.filter(
        representative=person(representative), released_at__isnull=True
    ).exists()
    assert verify().faults == []


def test_without_a_stand_in_bookings_move_to_who_still_sits(
    station: Station, representative: User, colleague: User, now: dt.datetime
) -> None:
    reception = a_reception(station, representative, colleague, at=now)
    row = booked(slots(reception)[0], at=now).booking
    mandate = Mandate.objects.get(representative__user=representative)
    mandates.end(mandate, reason_kind=Mandate.Reason.values[1], on=now.date(), by=SYSTEM, at=now)
    tending.find_stand_ins(now)
    assert fresh(row).slot.sitting.representative == person(colleague)
    assert Sitting.objects.open().get(reception=reception).representative == person(colleague)
    assert list(tending.bookings_of_nobody(now)) == []


def test_with_nobody_left_the_day_is_cancelled_and_told(
    station: Station, representative: User, now: dt.datetime
) -> None:
    reception = a_reception(station, representative, at=now)
    row = booked(slots(reception)[0], at=now).booking
    absences.record_absence(representative, from_on=DAY, to_on=DAY, by=SYSTEM, at=now)
    tending.find_stand_ins(now)
    reception.refresh_from_db()
    assert (reception.status, fresh(row).status) == ("cancelled", "cancelled")
    assert told(row) == ["接待预约成功", "接待预约已取消"]
    assert [state.status for state in reception.states.all()] == ["planned", "announced", "cancelled"]


def test_a_cancelled_day_says_why_and_moves_who_can_be_moved(
    station: Station, representative: User, colleague: User, now: dt.datetime
) -> None:
    reception = a_reception(station, representative, at=now)
    other = a_reception(station, colleague, at=now, held_on=dt.date(2026, 12, 8), ends=dt.time(9, 20))
    first, second = (booked(slot, at=now).booking for slot in slots(reception)[:2])
    with pytest.raises(Refused, match="写明取消的原因"):
        changes.cancel(reception, "", by=SYSTEM, at=now)
    changes.cancel(reception, "停电", by=SYSTEM, at=now)
    assert fresh(first).slot.sitting.reception == other
    assert fresh(second).status == "cancelled"
    with pytest.raises(Refused):
        changes.cancel(reception, "停电", by=SYSTEM, at=now)
    assert verify().faults == []


def test_tomorrows_visitors_are_reminded_once_and_who_has_a_landline_is_called(
    station: Station, representative: User, clerk: User, visitor: Client, settings: Any, now: dt.datetime
) -> None:
    settings.SMS_URL = "https://key:secret@gateway.example/sms"
    first, second, *_ = slots(a_reception(station, representative, at=now))
    row = booked(first, at=now).booking
    by_landline = booked(second, at=now, phone="0713-2911234")
    eve = dt.datetime(2026, 12, 4, 9, tzinfo=now.tzinfo)
    reminders.remind(eve - dt.timedelta(minutes=1))
    assert "明天接待提醒" not in told(row)
    reminders.remind(eve)
    reminders.remind(eve + dt.timedelta(hours=1))
    assert told(row).count("明天接待提醒") == 1
    assert told(by_landline.booking) == []
    asked = Notice.objects.get(recipient=clerk, title="请打电话提醒明天来访的 1 位")
    assert "9:20" in asked.body
    page = text(visitor.get(by_landline.ticket.path))
    assert "电话提醒" in page
    assert "短信提醒" not in page


def test_staff_write_a_plan_in_the_admin_and_the_queue_follows_it(
    station: Station, representative: User, admin: Client, now: dt.datetime
) -> None:
    sitter = person(representative)
    given = {
        "station": station.pk,
        "kind": "voters",
        "topic": "",
        "place": "一楼接待室",
        "representatives": [sitter.pk],
        "week_of_month": 1,
        "weekday": 2,
        "begins": "09:00",
        "ends": "11:00",
        "slot_minutes": 20,
        "seats": 1,
        "on_holiday": "next",
        "since": "2026-11-01",
        "until": "",
    }
    url = "/admin/stations/receptionplan/add/"
    assert "结束时间须晚于开始时间" in admin.post(url, {**given, "ends": "08:00"}).content.decode()
    assert admin.post(url, given).status_code == 302
    plan = ReceptionPlan.objects.get()
    assert (plan.begins, list(plan.representatives.all())) == (dt.time(9), [sitter])
    assert tending.produce(now) == 2
    assert verify().faults == []
    ReceptionPlan.objects.update(begins=dt.time(8))
    assert [fault.column for fault in verify().faults] == ["begins"]


def test_who_keeps_person_and_hour_is_seated_before_who_has_to_change(
    station: Station, representative: User, colleague: User, now: dt.datetime
) -> None:
    to = dt.date(2026, 12, 9)
    day = a_reception(station, representative, colleague, at=now, ends=dt.time(9, 40))
    of_first, of_second = slots(day)[0], slots(day)[2]
    has_to_change = booked(of_first, at=now).booking
    keeps = booked(of_second, at=now).booking
    absences.record_absence(representative, from_on=to, to_on=to, by=SYSTEM, at=now)
    new = changes.move(day, to, "会议冲突", by=SYSTEM, at=now)
    first, second = slots(new)
    assert (fresh(keeps).status, fresh(keeps).slot) == ("booked", first)
    assert (fresh(has_to_change).status, fresh(has_to_change).slot) == ("booked", second)
    assert list(tending.bookings_of_nobody(now)) == []


def test_a_day_moves_to_another_day_on_which_somebody_can_sit(
    station: Station, representative: User, now: dt.datetime
) -> None:
    day, to = a_reception(station, representative, at=now), dt.date(2026, 12, 9)
    absences.record_absence(representative, from_on=to, to_on=to, by=SYSTEM, at=now)
    for held_on, words in ((DAY, "就是原来的日子"), (to, "那天都不能接待")):
        with pytest.raises(Refused, match=words) as refused:
            changes.move(day, held_on, "会议冲突", by=SYSTEM, at=now)
        assert refused.value.field == "held_on"
    day.refresh_from_db()
    assert day.status == "announced"


def test_a_reception_is_long_enough_for_a_slot(
    station: Station, representative: User, now: dt.datetime
) -> None:
    sitter = person(representative)
    hours = timetable(begins=dt.time(9), ends=dt.time(10), slot_minutes=61)
    with pytest.raises(Refused, match="不够一个时段"):
        planning.plan(station, hours, [sitter], by=SYSTEM, at=now)
    assert not Reception.objects.exists()


def test_a_seat_that_is_left_because_of_a_tie_is_offered_to_who_waits(
    station: Station, representative: User, colleague: User, now: dt.datetime
) -> None:
    enterprise = Enterprise.objects.create(name="麻城恒飞线束有限公司")
    Interest.objects.create(
        representative=person(colleague), enterprise=enterprise, kind="shareholder", since=now.date()
    )
    day = a_reception(station, representative, at=now)
    slot = slots(day)[0]
    tied = booked(slot, at=now, requester_kind="enterprise", enterprise_name="麻城恒飞线束有限公司").booking
    waits = booked(slot, at=now, waits=True).booking
    stand_ins.replace(slot.sitting, person(colleague), by=SYSTEM, at=now)
    assert fresh(tied).status == "cancelled"
    assert (fresh(waits).status, fresh(waits).slot) == ("offered", slot)
