"""What a visitor meets: the days, one POST, the own booking behind its link; a lost race loses no word."""

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client

from office.models import User
from stations.models import Booking, Station
from stations.receptions import keys
from tests import calendars
from tests.stations.receptions.rows import a_reception, booked, fresh, slots, text

pytestmark = pytest.mark.django_db

WORDS = {
    "requester_kind": "enterprise",
    "matter": "贷款12月底到期，银行要求先还后贷",
    "enterprise_name": "湖北恒飞线束有限公司",
    "contact": "邹厂长",
    "phone": "199 0002 0003",
    "consent": "on",
}


def send(client: Client, path: str, **given: str) -> Any:
    stamp = re.search(r'name="stamp" value="([^"]+)"', text(client.get(path)))
    assert stamp is not None
    return client.post(path, {"stamp": stamp[1], **WORDS, **given})


def test_without_a_day_the_way_to_leave_a_message_is_shown(visitor: Client) -> None:
    page = text(visitor.get("/receptions/"))
    assert "近期没有公告的接待日" in page
    assert 'href="/new/"' in page


def test_from_the_day_to_the_booking_and_back(
    visitor: Client, station: Station, representative: User, now: dt.datetime
) -> None:
    day = a_reception(station, representative, at=now)
    page = text(visitor.get("/receptions/"))
    assert "12月5日（周六） 9:00–10:40" in page
    assert "可约 5 个" in page
    path = f"/receptions/{day.token}/"
    assert path in page
    answer = send(visitor, path, slot=slots(day)[3].code)
    assert answer.status_code == 303
    row = Booking.objects.get()
    assert (row.phone, row.matter) == ("19900020003", WORDS["matter"])
    own = visitor.get(answer.url)
    assert own["Cache-Control"] == "private, no-store"
    ticket = keys.ticket_of(row)
    for words in ("预约成功", ticket.spaced_code, "单雄代表", "10:00", WORDS["matter"], "加入手机日历"):
        assert words in text(own)
    assert visitor.get(f"{answer.url}qr.png")["Content-Type"] == "image/png"
    for secret in ("19900020003", "邹厂长"):
        assert secret not in text(own)
    assert "可约 4 个" in text(visitor.get("/receptions/"))
    assert "disabled" in text(visitor.get(path))
    moved = visitor.post(f"{answer.url}move/", {"slot": slots(day)[4].code})
    assert moved.status_code == 303
    assert fresh(row).slot == slots(day)[4]
    assert visitor.post(f"{answer.url}cancel/").status_code == 303
    assert "预约已取消" in text(visitor.get(answer.url))
    assert visitor.post(f"{answer.url}move/", {"slot": slots(day)[0].code}).status_code == 409


def test_a_lost_seat_keeps_every_word_and_shows_the_next_three(
    visitor: Client, station: Station, representative: User, colleague: User, now: dt.datetime
) -> None:
    day = a_reception(station, representative, colleague, at=now)
    first, second, third, *_ = slots(day)
    booked(first, at=now)
    answer = send(visitor, f"/receptions/{day.token}/", slot=first.code)
    assert answer.status_code == 409
    page = text(answer)
    assert "这个时段刚被约走" in page
    for words in (WORDS["matter"], WORDS["enterprise_name"], WORDS["contact"], WORDS["phone"]):
        assert words in page
    offered = re.findall(r'name="slot" value="([^"]+)"( checked)?', page)
    assert [code for code, _ in offered][:2] == [second.code, third.code]
    assert len(offered) == 3
    assert offered[0][1] == " checked"
    stamp = re.search(r'name="stamp" value="([^"]+)"', page)
    assert stamp is not None
    waited = visitor.post(
        f"/receptions/{day.token}/", {"stamp": stamp[1], **WORDS, "slot": second.code, "wait": first.code}
    )
    assert waited.status_code == 303
    assert "已登记候补" in text(visitor.get(waited.url))
    assert Booking.objects.get(status="waiting").slot == first


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"slot": ""}, "请选择时段"),
        ({"slot": "nowhere"}, "请选择时段"),
        ({"slot": "\x00"}, "请选择时段"),
        ({"phone": "12345"}, "请填写 11 位手机号，或带区号的固定电话"),
        ({"enterprise_name": ""}, "请填写企业名称"),
        ({"requester_kind": "king"}, "我是"),
        ({"matter": "长" * 301}, "请删减 1 个字"),
        ({"matter": " \u200b "}, "请写一句想谈什么"),
        ({"contact": "长" * 61}, "内容有 61 个字"),
        ({"contact": "=1+1"}, "不像姓名"),
        ({"consent": ""}, "请先同意"),
        ({"website": "http://spam"}, "没有提交"),
        ({"stamp": "forged"}, "页面打开的时间较长"),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(
    visitor: Client,
    station: Station,
    representative: User,
    now: dt.datetime,
    given: dict[str, str],
    message: str,
) -> None:
    day = a_reception(station, representative, at=now)
    answer = send(visitor, f"/receptions/{day.token}/", **{"slot": slots(day)[0].code, **given})
    assert answer.status_code == 422
    assert message in text(answer)
    assert given.get("contact", WORDS["contact"]) in text(answer)
    assert not Booking.objects.exists()


def test_code_and_four_digits_lead_to_the_booking(
    visitor: Client, station: Station, representative: User, now: dt.datetime
) -> None:
    done = booked(slots(a_reception(station, representative, at=now))[0], at=now, phone="19900020003")
    typed = {"code": done.ticket.spaced_code, "last_four": "０００３"}
    assert visitor.post("/bookings/", typed).url == done.ticket.path  # type: ignore[attr-defined]
    for wrong in ({"last_four": "0004"}, {"code": "1234 5678"}, {"last_four": "三"}):
        assert visitor.post("/bookings/", {**typed, **wrong}).status_code == 422
    for _ in range(12):
        answer = visitor.post("/bookings/", {**typed, "last_four": "9999"})
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0


def test_too_many_bookings_of_an_address_are_refused_with_their_words(
    visitor: Client, station: Station, representative: User, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    from office import options

    one = options.Option("bookings_per_address", "integer", 1, "同一网络地址每小时预约")
    monkeypatch.setitem(options.DECLARED, "bookings_per_address", one)
    day = a_reception(station, representative, at=now)
    path = f"/receptions/{day.token}/"
    assert send(visitor, path, slot=slots(day)[0].code).status_code == 303
    answer = send(visitor, path, slot=slots(day)[1].code, phone="19900020004")
    assert answer.status_code == 429
    assert WORDS["matter"] in text(answer)


def test_the_calendar_file_can_be_read_by_a_phone(
    visitor: Client, station: Station, representative: User, now: dt.datetime
) -> None:
    done = booked(slots(a_reception(station, representative, at=now))[0], at=now)
    answer = visitor.get(f"/bookings/{done.ticket.token}.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert len(calendars.read(answer.content)[1]) == 1
    whole = text(answer).replace("\r\n ", "").split("\r\n")
    assert whole[0] == "BEGIN:VCALENDAR"
    assert "DTSTART:20261205T010000Z" in whole
    assert "DTEND:20261205T012000Z" in whole
    assert "LOCATION:工业邻里中心一楼接待室" in whole
    assert "TRIGGER:-P1D" in whole
    assert f"URL:{done.ticket.link}" in whole


def test_a_day_that_is_over_cancelled_or_unknown_is_not_there(
    visitor: Client, station: Station, representative: User, now: dt.datetime, clock: Any
) -> None:
    day = a_reception(station, representative, at=now)
    assert visitor.get("/receptions/nothing/").status_code == 404
    assert visitor.get("/bookings/nothing/").status_code == 404
    clock.move_to(day.ends_at)
    assert visitor.get(f"/receptions/{day.token}/").status_code == 404


def test_at_a_terminal_the_next_visitor_finds_nothing(
    visitor: Client, station: Station, representative: User, now: dt.datetime
) -> None:
    day = a_reception(station, representative, at=now)
    visitor.get("/counter/gyllzx/")
    path = f"/receptions/{day.token}/"
    stamp = re.search(r'name="stamp" value="([^"]+)"', text(visitor.get(path)))
    assert stamp is not None
    sent = {"stamp": stamp[1], **WORDS, "slot": slots(day)[0].code}
    answer = visitor.post(path, sent)
    ticket = keys.ticket_of(Booking.objects.get())
    assert ticket.spaced_code in text(answer)
    again = visitor.post(path, sent)
    assert ticket.spaced_code not in text(again)
    assert visitor.get(ticket.path).status_code == 404


def test_a_full_day_offers_the_waiting_list(
    visitor: Client, station: Station, representative: User, now: dt.datetime
) -> None:
    day = a_reception(station, representative, at=now, ends=dt.time(9, 20))
    booked(slots(day)[0], at=now)
    assert "约满，可候补" in text(visitor.get("/receptions/"))
    page = text(visitor.get(f"/receptions/{day.token}/"))
    assert "候补 9:00" in page


def test_an_offered_seat_is_taken_by_its_link(
    visitor: Client, station: Station, representative: User, now: dt.datetime
) -> None:
    slot = slots(a_reception(station, representative, at=now))[0]
    first = booked(slot, at=now)
    waits = booked(slot, at=now, waits=True)
    page = text(visitor.get(waits.ticket.path))
    assert ("不用到站" in page, "到站出示" in page) == (True, False), "who waits is not asked to come"
    visitor.post(f"{first.ticket.path}cancel/")
    assert "就要这个时段" in text(visitor.get(waits.ticket.path))
    assert visitor.post(f"{waits.ticket.path}take/").status_code == 303
    assert fresh(waits.booking).status == "booked"


def test_the_days_of_a_representative_stand_on_the_own_page_and_the_lobby_screen(
    visitor: Client, station: Station, representative: User, now: dt.datetime, clock: Any
) -> None:
    day = a_reception(station, representative, at=now)
    assert f"/receptions/{day.token}/" in text(visitor.get("/representatives/shanxiong/"))
    board = text(visitor.get("/board/gyllzx/main/"))
    assert "下次接待日" in board
    assert "12月5日" in board
    clock.move_to(day.begins_at)
    today = text(visitor.get("/board/gyllzx/main/"))
    assert "单雄" in today
    assert "9:00–10:40" in today


@pytest.mark.parametrize("is_set_up", [True, False])
def test_a_text_message_is_promised_only_where_one_can_be_sent(
    visitor: Client,
    station: Station,
    representative: User,
    now: dt.datetime,
    settings: Any,
    is_set_up: bool,
) -> None:
    settings.SMS_URL = "https://key:secret@gateway.example/sms" if is_set_up else "console://"
    day = a_reception(station, representative, at=now, ends=dt.time(9, 20))
    path = f"/receptions/{day.token}/"
    pages = [text(visitor.get(path))]
    pages.append(text(visitor.get(booked(slots(day)[0], at=now).ticket.path)))
    pages.append(text(visitor.get(path)))
    assert ["短信" in page for page in pages] == [is_set_up] * 3
    assert "同一号码一次约一个时段" in pages[0]
    assert ("有人取消时写在您的预约页上" in pages[2]) is not is_set_up
