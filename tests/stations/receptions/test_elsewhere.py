"""A matter of another place is told where it is at home once, before a representative's time is booked for it."""

import datetime as dt
import re

import pytest
from django.test import Client

from office.models import User
from stations.models import Booking, Station
from tests.stations.receptions.rows import a_reception, slots, text
from tests.stations.receptions.test_pages import WORDS, send

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("matter", "line"),
    [
        ("举报市场监管局的王局长收受红包，每年都要我们送礼", "12388"),
        ("法院判了以后一直不执行，想请代表过问案子", "12368"),
    ],
)
def test_it_is_told_once_and_booked_when_it_is_meant(
    visitor: Client, station: Station, representative: User, now: dt.datetime, matter: str, line: str
) -> None:
    day = a_reception(station, representative, at=now)
    path, slot = f"/receptions/{day.token}/", slots(day)[0].code
    told = send(visitor, path, slot=slot, matter=matter)
    page = text(told)
    assert told.status_code == 409
    assert line in page
    assert not Booking.objects.exists()
    for words in (matter, WORDS["contact"], WORDS["phone"], "仍要预约"):
        assert words in page
    hidden = {
        name: re.search(rf'name="{name}" value="([^"]+)"', page)[1]  # type: ignore[index]
        for name in ("stamp", "confirmed")
    }
    typed = WORDS | {"slot": slot, "matter": matter}
    # What only that page could have sent along.
    assert visitor.post(path, typed | hidden | {"confirmed": "x"}).status_code == 409
    for _ in range(2):
        assert visitor.post(path, typed | hidden).status_code == 303
    assert Booking.objects.get().matter == matter


def test_a_matter_of_an_enterprise_is_booked_at_once(
    visitor: Client, station: Station, representative: User, now: dt.datetime
) -> None:
    day = a_reception(station, representative, at=now)
    assert send(visitor, f"/receptions/{day.token}/", slot=slots(day)[0].code).status_code == 303
