"""The end of the day: who sat and when, said by themselves alone; who was received stays; the signed sheet is kept."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from office import files, options
from office.actors import Actor
from office.models import Notice, User
from office.refusals import Refused
from stations.models import Booking, Reception, ReceptionSheet, Station
from stations.receptions import changes, closing, day, retention, stand_ins
from tests.proof import verify
from tests.requests_app.public.pages import jpeg
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


@pytest.fixture
def held(
    station: Station, representative: User, colleague: User, clerk: User, now: dt.datetime, clock: Any
) -> Reception:
    """A day without visitors at which two sat."""
    reception = a_reception(station, representative, colleague, at=now)
    clock.move_to(reception.ends_at)
    present = [sitting.pk for sitting in reception.sittings.all()]
    return closing.hold(reception, present, by=Actor.of(clerk), at=reception.ends_at)


def test_only_who_sat_confirms_it(
    held: Reception, representative: User, colleague: User, clerk: User, staff: User, sign_in: SignIn
) -> None:
    first, second = held.sittings.order_by("pk")
    assert (first.confirmed_at, first.sat_from, first.sat_to) == (None, held.begins_at, held.ends_at)
    assert Notice.objects.filter(key=f"{held.subject}:confirm").count() == 2
    page = f"/desk/receptions/{held.token}/"
    for somebody in (clerk, staff, colleague):
        assert sign_in(somebody).post(f"{page}sittings/{first.pk}/confirm/").status_code == 404
        with pytest.raises(Refused, match="由代表本人确认"):
            closing.confirm(first, by=Actor.of(somebody), at=held.ends_at)
    own = sign_in(representative)
    assert "确认到场" in text(own.get(page))
    assert own.post(f"{page}sittings/{first.pk}/confirm/").status_code == 303
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.confirmed_at == held.ends_at
    assert second.confirmed_at is None
    shown = text(sign_in(clerk).get(page))
    assert "本人已确认" in shown
    assert "待本人确认" in shown
    assert verify().faults == []


def test_nobody_confirms_before_the_register_is_closed(
    station: Station, representative: User, now: dt.datetime
) -> None:
    sitting = a_reception(station, representative, at=now).sittings.get()
    with pytest.raises(Refused, match="接待结束"):
        closing.confirm(sitting, by=Actor.of(representative), at=now)


def test_the_hours_of_whoever_came_later_are_written_down(
    station: Station, representative: User, clerk: User, sign_in: SignIn, now: dt.datetime, clock: Any
) -> None:
    reception = a_reception(station, representative, at=now)
    clock.move_to(reception.ends_at)
    sitting = reception.sittings.get()
    desk, way = sign_in(clerk), f"/desk/receptions/{reception.token}/hold/"
    wrong = {"present": sitting.pk, f"from_{sitting.pk}": "10:30", f"to_{sitting.pk}": "9:30"}
    answer = desk.post(way, wrong)
    assert answer.status_code == 422
    assert "须晚于开始的时间" in text(answer)
    assert 'value="10:30"' in text(answer)
    assert "请勾选到场接待的代表" in text(desk.post(way, {}))
    right = {**wrong, f"from_{sitting.pk}": "9:30", f"to_{sitting.pk}": "10:30"}
    assert desk.post(way, right).status_code == 303
    sitting.refresh_from_db()
    assert (sitting.sat_from, sitting.sat_to) == (on_the_day(now, 9, 30), on_the_day(now, 10, 30))


@pytest.mark.postgres
def test_replacing_in_the_middle_of_the_day_leaves_who_received_earlier(
    station: Station, representative: User, colleague: User, clerk: User, now: dt.datetime
) -> None:
    by = Actor.of(clerk)
    reception = a_reception(station, representative, at=now, seats=2)
    rows = slots(reception)
    came, late, missed, later = (
        booked(slot, at=now).booking for slot in (rows[0], rows[0], rows[1], rows[3])
    )
    day.arrive(came, by=by, at=on_the_day(now, 9, 2))
    matter = day.note(came, "讲了无还本续贷", by=by, at=on_the_day(now, 9, 5))
    day.end_matter(matter, "noted", by=by, at=on_the_day(now, 9, 5))
    day.miss(missed, by=by, at=on_the_day(now, 9, 35))
    at = on_the_day(now, 9, 40)
    old = rows[0].sitting
    new = stand_ins.replace(old, person(colleague), by=by, at=at)
    assert fresh(came).slot.sitting == old
    assert fresh(later).slot.sitting == new
    for row in (late, missed):
        day.arrive(row, by=by, at=at)
        assert fresh(row).slot.sitting == new
        day.end_matter(day.note(row, "续贷", by=by, at=at), "noted", by=by, at=at)
    assert fresh(late).slot.begins_at == rows[0].begins_at
    day.miss(later, by=by, at=on_the_day(now, 10, 10))
    closing.hold(reception, [new.pk], by=by, at=reception.ends_at)
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.sat_from, old.sat_to) == (reception.begins_at, at)
    assert new.sat_to == reception.ends_at
    assert verify().faults == []


def test_whoever_sat_elsewhere_until_then_can_take_over(
    station: Station, representative: User, colleague: User, now: dt.datetime
) -> None:
    reception = a_reception(station, representative, at=now)
    a_reception(station, colleague, at=now, begins=dt.time(8), ends=dt.time(9, 30))
    at = on_the_day(now, 9, 31)
    sitting = reception.sittings.get()
    assert person(colleague) in stand_ins.candidates(sitting, at=at)
    assert person(colleague) not in stand_ins.candidates(sitting, at=on_the_day(now, 9, 1))
    assert stand_ins.replace(sitting, person(colleague), by=Actor.system("receptions"), at=at)


def test_a_day_that_received_somebody_is_neither_moved_nor_cancelled(
    station: Station, representative: User, clerk: User, now: dt.datetime
) -> None:
    by, reception = Actor.of(clerk), a_reception(station, representative, at=now)
    day.walk_in(reception, visit(), form_key="a", by=by, at=on_the_day(now, 9, 5))
    at = on_the_day(now, 9, 20)
    for change in (
        lambda: changes.cancel(reception, "停电", by=by, at=at),
        lambda: changes.move(reception, dt.date(2026, 12, 16), "停电", by=by, at=at),
    ):
        with pytest.raises(Refused, match="已经有人来访"):
            change()
    stand_ins.withdraw(reception.sittings.get(), by=by, at=at)
    reception.refresh_from_db()
    assert reception.status == "announced"


def test_a_photographed_sheet_is_kept_with_the_day(
    held: Reception, representative: User, stranger: User, clerk: User, sign_in: SignIn, visitor: Client
) -> None:
    desk, page = sign_in(clerk), f"/desk/receptions/{held.token}/"
    assert "还没有上传" in text(desk.get(page))
    assert desk.post(f"{page}sheets/", {}).status_code == 422
    wrong = desk.post(f"{page}sheets/", {"file": SimpleUploadedFile("签字.jpg", b"not a picture")})
    assert wrong.status_code == 422
    assert not ReceptionSheet.objects.exists()
    assert desk.post(f"{page}sheets/", {"file": jpeg("签字.jpg")}).status_code == 303
    sheet = ReceptionSheet.objects.get()
    way = f"{page}sheets/{sheet.pk}/"
    assert way in text(desk.get(page))
    for somebody in (desk, sign_in(representative)):
        shown = somebody.get(way)
        assert (shown.status_code, shown["Content-Type"]) == (200, "image/jpeg")
        assert b"".join(shown.streaming_content).startswith(b"\xff\xd8")  # type: ignore[attr-defined]
    assert sign_in(representative).post(f"{page}sheets/", {"file": jpeg("签字.jpg")}).status_code == 404
    assert sign_in(stranger).get(way).status_code == 404
    assert visitor.get(way).status_code == 302
    assert verify().faults == []


def test_a_sheet_is_kept_as_long_as_what_it_shows(held: Reception, clerk: User, now: dt.datetime) -> None:
    file = files.store(jpeg("签字.jpg"), by=clerk, at=held.ends_at)
    closing.add_sheet(held, file, by=Actor.of(clerk), at=held.ends_at)
    years = int(options.value("keep_contact_years", now.date()))
    assert retention.purge_sheets(held.ends_at + dt.timedelta(days=365 * years)) == 0
    assert retention.purge_sheets(held.ends_at + dt.timedelta(days=367 * years)) == 1
    assert not ReceptionSheet.objects.exists()
    assert verify().faults == []


def test_no_sheet_is_kept_before_the_day_begins(
    station: Station, representative: User, clerk: User, sign_in: SignIn, now: dt.datetime
) -> None:
    reception = a_reception(station, representative, at=now)
    answer = sign_in(clerk).post(f"/desk/receptions/{reception.token}/sheets/", {"file": jpeg("签字.jpg")})
    assert answer.status_code == 409
    assert "接待开始以后" in text(answer)


def test_a_scanned_code_or_four_digits_say_who_arrived(
    station: Station, representative: User, clerk: User, sign_in: SignIn, now: dt.datetime, clock: Any
) -> None:
    reception = a_reception(station, representative, at=now)
    other = a_reception(station, representative, at=now, held_on=dt.date(2026, 12, 16))
    rows = slots(reception)
    by_code = booked(rows[0], at=now)
    by_digits = booked(rows[1], at=now, phone="19900020003").booking
    for slot, phone in ((rows[2], "19911110077"), (rows[3], "19922220077")):
        booked(slot, at=now, phone=phone)
    elsewhere = booked(slots(other)[0], at=now)
    clock.move_to(on_the_day(now, 9, 1))
    desk, page = sign_in(clerk), f"/desk/receptions/{reception.token}/"
    assert "预约码，或电话后四位" in text(desk.get(page))
    arrived = desk.post(f"{page}door/", {"typed": by_code.ticket.spaced_code}, follow=True)
    assert "9:00 选民群众 邹厂长 已到" in text(arrived)
    assert desk.post(f"{page}door/", {"typed": "０００３"}).status_code == 303
    assert {fresh(by_code.booking).status, fresh(by_digits).status} == {"came"}
    for typed, words in (
        ("0077", "有 2 位的电话尾号相同"),
        ("9999", "今天没有这个尾号的预约"),
        (elsewhere.ticket.code, "这个预约是12月16日（周三）在工业邻里中心代表服务站的"),
        ("12345678", "预约码有误"),
        ("", "请扫预约码"),
        ("\x00甲", "请扫预约码"),
    ):
        answer = desk.post(f"{page}door/", {"typed": typed})
        assert answer.status_code == 409
        assert words in text(answer), typed
    assert Booking.objects.filter(status="came").count() == 2
