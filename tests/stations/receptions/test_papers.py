"""Reception days on paper and in calendars: Excel for the desk, a feed of a station for everybody."""

import datetime as dt
import io
import re
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.http import HttpResponse
from django.test import Client

from office.actors import Actor
from office.models import Event, User
from stations.models import Reception, Station
from stations.receptions import booking, changes, day, stand_ins
from tests import calendars
from tests.stations.receptions.rows import (
    DAY,
    SYSTEM,
    a_reception,
    booked,
    on_the_day,
    person,
    slots,
    text,
    visit,
)

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def test_the_month_as_excel_without_telephones(
    station: Station,
    representative: User,
    colleague: User,
    clerk: User,
    sign_in: SignIn,
    now: dt.datetime,
) -> None:
    by = Actor.of(clerk)
    reception = a_reception(station, representative, at=now, topic="融资专场")
    came = booked(slots(reception)[0], at=now, phone="19900020003", matter="=1+1").booking
    missed = booked(slots(reception)[1], at=now).booking
    off = booked(slots(reception)[2], at=now, matter="不去了").booking
    booking.cancel(off, by=by, at=now)
    day.arrive(came, by=by, at=on_the_day(now, 9, 2))
    for words in ("讲了无还本续贷", "又问了租金"):
        matter = day.note(came, words, by=by, at=on_the_day(now, 9, 5))
        day.end_matter(matter, "noted", by=by, at=on_the_day(now, 9, 5))
    day.walk_in(reception, visit(phone=""), form_key="w", by=by, at=on_the_day(now, 9, 6))
    day.miss(missed, by=by, at=on_the_day(now, 9, 20))
    answer = sign_in(clerk).get("/desk/receptions/export.xlsx?month=2026-12")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    days = list(book["接待"].iter_rows(min_row=2, values_only=True))
    assert [(row[4], row[6], *row[9:]) for row in days] == [("融资专场", "单雄", 2, 1, 1, 1, 1)]
    visits = list(book["来访"].iter_rows(min_row=2, values_only=True))
    assert [row[10] for row in visits] == ["讲了无还本续贷", "又问了租金", "", "", ""]
    assert visits[0][9] == "=1+1"
    assert book["来访"]["J2"].data_type == "s"
    assert "19900020003" not in str(visits)
    assert Event.objects.filter(action="export").get().data["rows"] == 1
    others = sign_in(colleague).get("/desk/receptions/export.xlsx?month=2026-12")
    assert openpyxl.load_workbook(io.BytesIO(others.content))["接待"].max_row == 1
    for wrong in ("x", "2026-13", "2026", "\x00"):
        refused = sign_in(clerk).get("/desk/receptions/export.xlsx", {"month": wrong})
        assert refused.status_code == 400
        assert "月份写作 2026-10" in text(refused)


def test_the_register_to_sign_has_the_visitors_by_time_and_lines_for_who_did_not_book(
    station: Station, representative: User, clerk: User, sign_in: SignIn, now: dt.datetime
) -> None:
    by = Actor.of(clerk)
    reception = a_reception(station, representative, at=now)
    first, second = (
        booked(slot, at=now, matter=words).booking
        for slot, words in zip(slots(reception)[:2], ("先谈", "后谈"), strict=True)
    )
    day.arrive(second, by=by, at=on_the_day(now, 9, 2))
    desk, path = sign_in(clerk), f"/desk/receptions/{reception.token}/print/"
    page = text(desk.get(path))
    assert page.index("先谈") < page.index("后谈"), "who is here stands before who is to come"
    assert "来访人签名" in page
    assert re.findall(r'<td class="n">(\d)</td>', page) == list("12345678")
    day.miss(first, by=by, at=on_the_day(now, 9, 30))
    Reception.objects.filter(pk=reception.pk).update(status="held", closed_at=now)
    assert re.findall(r'<td class="n">(\d)</td>', text(desk.get(path))) == ["1", "2"]


def sequence_in(answer: HttpResponse) -> int:
    return int(re.findall(r"SEQUENCE:(\d+)", text(answer))[0])


def test_a_feed_of_the_station_follows_what_happens(
    visitor: Client,
    station: Station,
    representative: User,
    colleague: User,
    now: dt.datetime,
    clock: Any,
) -> None:
    way = "/receptions/calendar/gyllzx.ics"
    assert way in text(visitor.get("/receptions/"))
    assert "VEVENT" not in text(visitor.get(way))
    reception = a_reception(station, representative, at=now, topic="融资,专场")
    answer = visitor.get(way)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    (event,) = calendars.read(answer.content)[1]
    assert (event.at("DTSTART"), event.at("DTEND")) == (reception.begins_at, reception.ends_at)
    assert event.has_alarm
    whole = text(answer).replace("\r\n ", "").split("\r\n")
    for line in (
        "X-WR-CALNAME:工业邻里中心代表服务站接待日",
        f"UID:{reception.token}@reception",
        "DTSTART:20261205T010000Z",
        "SUMMARY:融资\\,专场（单雄）",
        "STATUS:CONFIRMED",
    ):
        assert line in whole
    sequences = [sequence_in(answer)]
    stand_ins.replace(reception.sittings.get(), person(colleague), by=SYSTEM, at=now)
    answer = visitor.get(way)
    assert f"SUMMARY:融资\\,专场（{colleague.name}）" in text(answer)
    sequences.append(sequence_in(answer))
    changes.cancel(reception, "停电", by=SYSTEM, at=now)
    answer = visitor.get(way)
    sequences.append(sequence_in(answer))
    (event,) = calendars.read(answer.content)[1]
    assert event.values["STATUS"] == "CANCELLED"
    assert sequences == sorted(set(sequences)), "a phone keeps an edition whose number did not grow"
    clock.move_to(reception.ends_at + dt.timedelta(days=31))
    assert "VEVENT" not in text(visitor.get(way))
    assert visitor.get("/receptions/calendar/wrong.ics").status_code == 404


def test_the_days_at_the_desk_are_sorted_both_ways_and_summed(
    station: Station, representative: User, colleague: User, clerk: User, sign_in: SignIn, now: dt.datetime
) -> None:
    first = a_reception(station, representative, at=now)
    second = a_reception(station, colleague, at=now, held_on=DAY + dt.timedelta(days=1))
    taken = [booked(slot, at=now).booking for slot in slots(second)[:2]]
    booking.cancel(taken[0], by=SYSTEM, at=now)
    desk = sign_in(clerk)

    def order(sort: str) -> list[str]:
        page = text(desk.get("/desk/receptions/", {"sort": sort}))
        assert "2 次，预约 1 / 10 人次" in page
        return re.findall(f"{first.token}|{second.token}", page)

    for sort in ("", "day", "booked", "nothing"):
        assert order(sort) == [first.token, second.token]
    for sort in ("-day", "-booked"):
        assert order(sort) == [second.token, first.token]
