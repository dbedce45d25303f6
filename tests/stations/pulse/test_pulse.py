"""站点脉搏: a silent month names what did not happen, a busy one names nothing."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from groups.models import Representative
from office.actors import Actor
from office.calendar import LOCAL
from office.models import User
from office.months import Month
from stations import qr
from stations.models import CodeScan, QRCode, Station
from stations.pulse import scans
from stations.pulse.advice import findings
from stations.pulse.figures import Pulse, pulse_of
from stations.receptions import changes, closing, day
from stations.shifts import planning
from tests.stations.consultations.rows import a_consultation
from tests.stations.receptions.rows import a_reception, booked, slots, text

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
NOVEMBER, DECEMBER = Month(2026, 11), Month(2026, 12)
LATER = dt.datetime(2026, 12, 31, 20, tzinfo=LOCAL)


@pytest.fixture
def code(station: Station, now: dt.datetime) -> QRCode:
    """Printed long ago, and scanned once, so that scans are noted for longer than a fortnight."""
    row = qr.issue(station, by=Actor.system("test"), at=now - dt.timedelta(days=60))
    scans.note("station", row.code, on=now.date())
    return row


def named(pulse: Pulse) -> list[str]:
    return [finding.code for finding in findings(pulse)]


def test_a_silent_month_names_each(
    station: Station, representative: User, clerk: User, code: QRCode, now: dt.datetime
) -> None:
    by = Actor.of(clerk)
    empty = a_reception(station, representative, at=now)
    closing.hold(empty, [empty.sittings.get().pk], by=by, at=empty.ends_at)
    missed = a_reception(station, representative, at=now, held_on=dt.date(2026, 12, 9))
    row = booked(slots(missed)[0], at=now).booking
    day.miss(row, by=by, at=missed.ends_at)
    pulse = pulse_of(station, DECEMBER, at=LATER)
    assert named(pulse) == ["not_closed", "without_visitors", "missed", "never_booked", "unscanned"]
    assert (pulse.without_visitors, pulse.not_closed, pulse.unscanned) == ([empty], [missed], [code])
    assert (pulse.slots, pulse.never_booked, pulse.hours) == (10, 9, 1.7)


def test_a_month_without_anything_says_so(station: Station, code: QRCode) -> None:
    pulse = pulse_of(station, DECEMBER, at=LATER)
    assert named(pulse) == ["none_held", "unscanned"]


def test_a_day_that_is_still_to_come_is_no_fault(
    station: Station, representative: User, now: dt.datetime
) -> None:
    reception = a_reception(station, representative, at=now)
    for at, ahead in ((reception.begins_at, 1), (reception.ends_at, 0)):
        pulse = pulse_of(station, DECEMBER, at=at)
        assert (pulse.ahead, "none_held" in named(pulse)) == (ahead, False)
    changes.cancel(reception, "停电", by=Actor.system("test"), at=now)
    assert "none_held" in named(pulse_of(station, DECEMBER, at=reception.begins_at))


def test_a_busy_month_names_none(
    station: Station, representative: User, clerk: User, code: QRCode, now: dt.datetime
) -> None:
    by = Actor.of(clerk)
    reception = a_reception(station, representative, at=now)
    for slot in slots(reception):
        row = booked(slot, at=now).booking
        day.arrive(row, by=by, at=slot.begins_at)
        day.end_matter(day.note(row, "续贷", by=by, at=slot.begins_at), "noted", by=by, at=slot.begins_at)
    closing.hold(reception, [reception.sittings.get().pk], by=by, at=reception.ends_at)
    scans.note("station", code.code, on=dt.date(2026, 12, 20))
    pulse = pulse_of(station, DECEMBER, at=LATER)
    assert named(pulse) == []
    assert (len(pulse.held), pulse.kept, pulse.missed, pulse.never_booked) == (1, 5, 0, 0)


def test_what_most_ask_about_is_named_with_the_duty_hours(
    station: Station, representative: User, clerk: User, now: dt.datetime
) -> None:
    for _ in range(5):
        a_consultation(station, clerk, at=now)
    a_consultation(station, clerk, at=now, topic="ysbz")
    ends = now + dt.timedelta(hours=3)
    planning.add(
        station,
        Representative.objects.get(user=representative),
        on=now.date() + dt.timedelta(days=1),
        begins=now.time(),
        ends=ends.time(),
        by=Actor.of(clerk),
        at=now,
    )
    pulse = pulse_of(station, NOVEMBER, at=dt.datetime(2026, 11, 30, 20, tzinfo=LOCAL))
    asked = next(finding for finding in findings(pulse) if finding.code == "asked_often")
    assert asked.title.startswith("咨询 6 人次，5 次问的是")
    assert pulse.shift_hours == 3


def test_codes_are_named_only_once_scans_are_noted_for_a_fortnight(
    station: Station, now: dt.datetime
) -> None:
    row = qr.issue(station, by=Actor.system("test"), at=now - dt.timedelta(days=60))
    assert pulse_of(station, NOVEMBER, at=now).unscanned is None
    scans.note("station", row.code, on=now.date())
    assert pulse_of(station, NOVEMBER, at=now).unscanned is None
    assert pulse_of(station, DECEMBER, at=LATER).unscanned == [row]


def test_a_scan_is_noted_once_a_day(visitor: Client, station: Station, code: QRCode, clock: Any) -> None:
    CodeScan.objects.all().delete()
    for _ in range(2):
        assert visitor.get(f"/s/{code.code.upper()}/").status_code == 200
    visitor.get(f"/s/{code.code}/", {"form": "x"})
    visitor.head(f"/s/{code.code}/")
    assert CodeScan.objects.count() == 1
    clock.shift(24 * 3600)
    visitor.get(f"/s/{code.code}/")
    assert [row.on.day for row in CodeScan.objects.all()] == [24, 23]


def test_the_page_says_what_to_try_and_what_is_not_counted(
    station: Station, staff: User, clerk: User, representative: User, sign_in: SignIn, clock: Any
) -> None:
    clock.move_to(LATER)
    page = text(sign_in(staff).get("/desk/pulse/"))
    for words in ("站点脉搏", "2026年12月", "没有举行接待", "没有拍照检查的记录，不统计", "扫码还没有记录"):
        assert words in page
    assert 'aria-current="page"' in page
    own = sign_in(clerk)
    assert own.get("/desk/pulse/?month=2026-11").status_code == 200
    for month in ("2027-01", "x", "2026-13", "\x00"):
        assert "这里显示的是本月" in text(own.get("/desk/pulse/", {"month": month}))
    assert own.get("/desk/pulse/", {"station": "wrong"}).status_code == 404
    assert sign_in(representative).get("/desk/pulse/").status_code == 404
