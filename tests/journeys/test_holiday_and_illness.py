"""A reception that is moved by a holiday, whose representative then falls ill: who booked is told each time."""

import datetime as dt
import re

import pytest
from django.test import Client

from config.doctor import examine
from groups import absences
from office import workdays
from office.actors import Actor
from office.calendar import SpecialDay
from office.models import Notice, User
from stations.models import Booking, Reception, Station
from stations.receptions import tending
from tests.proof import verify
from tests.stations.receptions.rows import a_reception, fresh, slots, text

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
# A Wednesday and a Friday after the day of the tests.
WEDNESDAY, THURSDAY = dt.date(2026, 12, 9), dt.date(2026, 12, 10)


def booked_by_form(
    visitor: Client, reception: Reception, at: dt.datetime, *, slot: int = 0, phone: str = "19900031234"
) -> str:
    """The private link of a visitor who fills in the public form."""
    page = text(visitor.get(f"/receptions/{reception.token}/"))
    stamp = re.findall(r'name="stamp" value="([^"]+)"', page)[0]
    typed = {
        "stamp": stamp,
        "slot": slots(reception)[slot].code,
        "requester_kind": "voter",
        "matter": "续贷到期，想请代表帮忙协调",
        "contact": "邹厂长",
        "phone": phone,
        "consent": "on",
    }
    sent = visitor.post(f"/receptions/{reception.token}/", typed, follow=True)
    found = re.findall(r"/bookings/[\w-]{20,}/", text(sent))
    assert found, text(sent)[:3000]
    return found[0]


def told(row: Booking) -> list[str]:
    rows = Notice.objects.filter(key__startswith=f"{row.subject}:").order_by("pk")
    return list(rows.values_list("title", flat=True))


def test_a_holiday_moves_the_day_and_an_illness_finds_a_stand_in(
    station: Station,
    representative: User,
    colleague: User,
    liaison: User,
    clerk: User,
    staff: User,
    visitor: Client,
    now: dt.datetime,
) -> None:
    reception = a_reception(station, representative, at=now, held_on=WEDNESDAY)
    link = booked_by_form(visitor, reception, now)
    workdays.enter({WEDNESDAY: SpecialDay("holiday", "临时放假")}, by=Actor.of(staff), at=now)
    moved = Reception.objects.get(status="announced")
    assert moved.held_on == THURSDAY
    row = fresh(Booking.objects.open().get())
    page = text(visitor.get(link))
    assert "12月10日" in page
    assert row.slot.sitting.representative.user == representative
    absences.record_absence(representative, from_on=THURSDAY, to_on=THURSDAY, by=Actor.of(liaison), at=now)
    tending.tend(at=now)
    row = fresh(row)
    assert row.slot.sitting.representative.user == colleague
    assert "仇英" in text(visitor.get(link))
    assert told(row) == ["接待预约成功", "接待日改期", "接待您的代表换了"]
    absences.record_absence(colleague, from_on=THURSDAY, to_on=THURSDAY, by=Actor.of(liaison), at=now)
    tending.tend(at=now)
    moved.refresh_from_db()
    assert moved.status == "cancelled"
    assert told(row)[-1] == "接待预约已取消"
    assert [finding.line for finding in examine(at=now) if finding.check.name == "bookings"] == []
    assert verify().faults == []
