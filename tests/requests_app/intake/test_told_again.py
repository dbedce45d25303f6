"""A booking from a request's page, and what is said at the reception goes to the request that is open already."""

import datetime as dt
import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client

from office.actors import Actor
from office.models import Event, User
from office.refusals import Refused
from requests_app.intake import from_receptions
from requests_app.models import EnterpriseRequest
from stations.models import Booking, Matter, Station
from stations.receptions import day
from tests.proof import verify
from tests.stations.receptions.rows import a_reception, booked, on_the_day, slots, text
from tests.stations.receptions.test_pages import WORDS
from tests.stories import Story

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def test_a_booking_from_the_progress_page_is_about_the_request(
    story: Story, visitor: Client, sign_in: SignIn, now: dt.datetime, clock: Any
) -> None:
    story.submit().accept()
    number = story.case.ledger_number
    reception = a_reception(story.station, story.people["representative"], at=now)
    progress = text(visitor.get(f"/receipt/{story.receipt.token}/?progress=1"))
    found = re.search(r'href="(/receptions/\?about=[^"]+)"', progress)
    assert found, progress[-3000:]
    days = text(visitor.get(unescape(found[1])))
    assert f"关于您的诉求 {number}" in days
    path = unescape(re.search(rf'href="(/receptions/{reception.token}/[^"]*)"', days)[1])  # type: ignore[index]
    page = text(visitor.get(path))
    assert f"关于您的诉求 {number}" in page
    hidden = dict(re.findall(r'<input type="hidden" name="(stamp|about)" value="([^"]+)"', page))
    typed = {**WORDS, **hidden, "slot": slots(reception)[0].code, "requester_kind": "voter"}
    answer = visitor.post(path, typed)
    assert answer.status_code == 303
    assert number in text(visitor.get(answer.url))  # type: ignore[attr-defined]
    row = Booking.objects.get()
    assert row.about == number
    clock.move_to(on_the_day(now, 9, 2))
    by = Actor.of(story.people["clerk"])
    day.arrive(row, by=by, at=on_the_day(now, 9, 2))
    matter = day.note(row, "企业要一个书面时间", by=by, at=on_the_day(now, 9, 4))
    desk = sign_in(story.people["clerk"])
    way = f"/desk/receptions/{reception.token}/"
    assert f"记到 {number}" in text(desk.get(way))
    for _ in range(2):
        joined = desk.post(f"/desk/receptions/matters/{matter.pk}/join/", {"number": number}, follow=True)
    assert f"已记到诉求 {number}" in text(joined)
    matter.refresh_from_db()
    assert (matter.ending, matter.told_in) == ("joined", number)
    assert Event.objects.filter(action=from_receptions.TOLD_AGAIN).count() == 1
    assert EnterpriseRequest.objects.count() == 1
    history = text(sign_in(story.people["liaison"]).get(f"/desk/requests/{number}/"))
    assert "接待日又谈到这件事" in history
    assert "企业要一个书面时间" in history
    assert verify().faults == []


def test_a_mark_that_is_not_ours_is_left_out(
    visitor: Client, station: Station, representative: User, now: dt.datetime
) -> None:
    reception = a_reception(station, representative, at=now)
    for mark in ("2026-00001", "2026-00001:forged", "\x00", "x" * 9000):
        page = text(visitor.get("/receptions/", {"about": mark}))
        assert "关于您的诉求" not in page
        assert f'href="/receptions/{reception.token}/"' in page
    page = text(visitor.get(f"/receptions/{reception.token}/", {"about": "2026-00001:forged"}))
    assert "关于您的诉求" not in page


@pytest.fixture
def matter(story: Story, now: dt.datetime) -> Matter:
    """Said by whoever came without a booking, of an enterprise with an open request."""
    story.submit().accept()
    reception = a_reception(story.station, story.people["representative"], at=now)
    row = booked(slots(reception)[0], at=now, phone="19900020003").booking
    by = Actor.of(story.people["clerk"])
    day.arrive(row, by=by, at=on_the_day(now, 9))
    return day.note(row, "又问了一次", by=by, at=on_the_day(now, 9))


def test_only_an_open_request_within_sight_is_joined(story: Story, matter: Matter, now: dt.datetime) -> None:
    at, number = on_the_day(now, 9, 5), story.case.ledger_number
    for who, wanted in (("stranger", number), ("clerk", "2026-99999"), ("clerk", "")):
        with pytest.raises(Refused, match="转为新的诉求"):
            from_receptions.join(matter, wanted, by=Actor.of(story.people[who]), at=at)
    EnterpriseRequest.objects.filter(pk=story.case.pk).update(
        status="closed", closed_at=at, closed_on=at.date(), outcome="settled"
    )
    with pytest.raises(Refused, match="转为新的诉求"):
        from_receptions.join(matter, number, by=Actor.of(story.people["clerk"]), at=at)


def test_what_was_joined_is_not_turned_into_a_request(story: Story, matter: Matter, now: dt.datetime) -> None:
    at, by = on_the_day(now, 9, 5), Actor.of(story.people["clerk"])
    from_receptions.join(matter, story.case.ledger_number, by=by, at=at)
    with pytest.raises(Refused, match="已记到诉求"):
        from_receptions.submit(matter, by=by, at=at)
    assert EnterpriseRequest.objects.count() == 1
