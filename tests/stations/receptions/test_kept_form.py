"""What was typed to book outlives its page for an hour, as in the request's form."""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from office.models import FormDraft
from stations.models import Booking, Reception, Slot, Station
from tests.stations.receptions.rows import a_reception, slots
from tests.stations.receptions.test_pages import WORDS

pytestmark = pytest.mark.django_db


@pytest.fixture
def day(station: Station, representative: Any, now: Any) -> Reception:
    return a_reception(station, representative, at=now)


def address_in(day: Reception, html: str) -> str:
    found = re.search(r'<form method="post" action="([^"]+)"[^>]* data-keep', html)
    assert found, html[:2000]
    return f"/receptions/{day.token}/{unescape(found[1])}"


def kept(visitor: Client, day: Reception, slot: Slot) -> tuple[str, dict[str, str]]:
    """The address under which the browser's script has kept what was typed, and what that was."""
    html = visitor.get(f"/receptions/{day.token}/").content.decode()
    stamp = re.search(r'name="stamp" value="([^"]+)"', html)
    assert stamp
    typed = {**WORDS, "stamp": stamp[1], "slot": slot.code, "phone": "199 00"}
    address = address_in(day, html)
    answer = visitor.post(address, {**typed, "keep": "1"})
    assert (answer.status_code, answer.content) == (204, b"")
    return address, typed


def test_a_reload_opens_what_was_typed_until_it_is_sent(visitor: Client, day: Reception) -> None:
    slot = slots(day)[1]
    address, typed = kept(visitor, day, slot)
    html = visitor.get(address).content.decode()
    assert "已恢复" in html
    assert WORDS["matter"] in html
    assert all(f'value="{value}"' in html for value in ("199 00", WORDS["contact"], WORDS["enterprise_name"]))
    assert re.search(rf'value="{slot.code}" checked', html)
    assert not Booking.objects.exists()
    assert visitor.post(address, {**typed, "phone": WORDS["phone"]}).status_code == 303
    html = visitor.get(address).content.decode()
    assert "已恢复" not in html
    assert WORDS["matter"] not in html


def test_a_form_that_came_back_is_found_by_its_address(visitor: Client, day: Reception) -> None:
    address, typed = kept(visitor, day, slots(day)[0])
    FormDraft.objects.all().delete()
    assert visitor.post(address, {**typed, "contact": "陈经理"}).status_code == 422
    assert "陈经理" in visitor.get(address).content.decode()


def test_an_hour_and_the_next_visitor_of_a_terminal_end_it(
    visitor: Client, day: Reception, clock: Any
) -> None:
    visitor.get("/counter/gyllzx/")
    address, _ = kept(visitor, day, slots(day)[0])
    assert WORDS["matter"] in visitor.get(address).content.decode()
    visitor.get("/counter/gyllzx/")
    assert WORDS["matter"] not in visitor.get(address).content.decode()
    clock.shift(3601)
    assert WORDS["matter"] not in visitor.get(address).content.decode()


def test_refused_cookies_lose_nothing(visitor: Client, day: Reception) -> None:
    address, typed = kept(visitor, day, slots(day)[0])
    FormDraft.objects.all().delete()
    page = Client(enforce_csrf_checks=True).post(address, typed)
    html = page.content.decode()
    assert page.status_code == 403
    pairs = dict(re.findall(r'<label for="typed-\d+">(.*?)</label><textarea[^>]*>(.*?)</textarea>', html))
    assert pairs["想谈什么"] == WORDS["matter"]
    again = re.search(r'href="([^"]+form=[^"]+)"', html)
    assert again
    assert WORDS["matter"] in visitor.get(unescape(again[1])).content.decode()
