"""A stranger fills the limits of look-up and forms to shut others out, or changes address to walk around them."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from office.models import ThrottleCounter
from office.numbers import damm_digit
from requests_app.intake import limits
from tests.stations.receptions.rows import a_reception, booked, slots
from tests.stories import Story

PHONE = "19900020011"
MISSES = [digits + damm_digit(digits) for digits in (f"{number:011d}" for number in range(400))]


@pytest.fixture
def told(story: Story) -> Story:
    story.at = dt.datetime.now(dt.UTC)
    return story.submit(phone=PHONE)


def looked_up(client: Client, code: str, digits: str, address: str = "198.51.100.1") -> int:
    return client.post("/track/", {"code": code, "last4": digits}, REMOTE_ADDR=address).status_code


def asked_by_program(client: Client, code: str, digits: str, address: str = "198.51.100.1") -> int:
    body = {"receipt_code": code, "phone_last4": digits}
    return client.post("/api/v1/track/", body, "application/json", REMOTE_ADDR=address).status_code


def site_count() -> int:
    return ThrottleCounter.objects.filter(scope="lookups_site").get().count


def test_2900_refused_look_ups_of_one_address_leave_the_site_open(
    visitor: Client, told: Story, monkeypatch: Any
) -> None:
    """What the address's limit refused was counted for the site, too, and then the county was refused."""
    monkeypatch.setattr(limits, "LOOKUPS_OF_SITE", 100)
    for code in MISSES[:150]:
        looked_up(visitor, code, "0011")
    assert site_count() == 30
    assert looked_up(visitor, told.receipt.code, "0011", "203.0.113.7") == 303


@pytest.mark.parametrize("ask", [looked_up, asked_by_program])
def test_the_limit_of_the_site_refuses_nobody_who_knows_code_and_telephone(
    visitor: Client, told: Story, monkeypatch: Any, ask: Any
) -> None:
    monkeypatch.setattr(limits, "LOOKUPS_OF_SITE", 20)
    for number, code in enumerate(MISSES[:40]):
        ask(visitor, code, "0011", f"198.51.{number}.1")
    assert site_count() == 40
    for _ in range(3):
        assert ask(visitor, told.receipt.code, "0011", "203.0.113.7") in (200, 303)
    assert ask(visitor, told.receipt.code, PHONE, "198.51.1.1") in (200, 303)


def test_above_the_limit_of_the_site_a_network_has_few_misses(
    visitor: Client, told: Story, monkeypatch: Any
) -> None:
    monkeypatch.setattr(limits, "LOOKUPS_OF_SITE", 0)
    statuses = [looked_up(visitor, code, "0011") for code in MISSES[:8]]
    assert statuses == [422] * 5 + [429] * 3


@pytest.mark.parametrize("ask", [looked_up, asked_by_program])
def test_forty_cases_are_looked_up_behind_one_address(visitor: Client, told: Story, ask: Any) -> None:
    """A plant, or the station's terminal: at the 31st it was refused."""
    codes = [told.submit(phone=PHONE).receipt.code for _ in range(8)]
    for _ in range(5):
        assert {ask(visitor, code, "0011") for code in codes} <= {200, 303}
    assert looked_up(visitor, MISSES[0], "0011") == 422


def test_hits_between_misses_do_not_buy_more_misses(visitor: Client, told: Story) -> None:
    refused = 0
    for code in MISSES[:60]:
        refused += looked_up(visitor, code, "0011") == 429
        looked_up(visitor, told.receipt.code, "0011")
    assert refused == 30


def test_own_hits_between_guesses_do_not_buy_more_guesses(visitor: Client, told: Story) -> None:
    """The owner's look-up used to begin the count of the code anew."""
    compared = 0
    for number in range(20):
        compared += looked_up(visitor, told.receipt.code, f"{number:04}", f"198.51.{number}.1") == 422
        looked_up(visitor, told.receipt.code, "0011", "203.0.113.7")
    assert compared == 10


@pytest.mark.parametrize("ask", [looked_up, asked_by_program])
def test_who_found_a_slip_shuts_its_owner_out_by_no_number_of_guesses(
    visitor: Client, told: Story, ask: Any
) -> None:
    for number in range(200):
        ask(visitor, told.receipt.code, f"{number + 100:04}", f"198.51.{number}.1")
    assert ask(visitor, told.receipt.code, "0011", "203.0.113.7") == 429
    assert ask(visitor, told.receipt.code, PHONE, "203.0.113.7") in (200, 303)


def test_the_refusal_says_that_the_whole_number_opens(visitor: Client, told: Story) -> None:
    for number in range(11):
        looked_up(visitor, told.receipt.code, f"{number + 100:04}", f"198.51.{number}.1")
    page = visitor.post("/track/", {"code": told.receipt.code, "last4": "0011"}, REMOTE_ADDR="203.0.113.7")
    assert "改填为完整的联系电话" in page.content.decode()
    assert int(page["Retry-After"]) > 0


def test_misses_of_a_neighbour_behind_the_same_address_do_not_shut_out_who_knows_the_whole_number(
    visitor: Client, told: Story
) -> None:
    for code in MISSES[:60]:
        looked_up(visitor, code, "0011")
    assert looked_up(visitor, told.receipt.code, "0011") == 429
    assert looked_up(visitor, told.receipt.code, "199-0002-0011") == 303


def test_whole_numbers_cannot_be_guessed_either(visitor: Client, told: Story) -> None:
    statuses = [looked_up(visitor, told.receipt.code, f"139000200{number:02}") for number in range(20)]
    assert statuses == [422] * 10 + [429] * 10


def test_without_a_telephone_guesses_of_one_shut_nobody_out(visitor: Client, story: Story) -> None:
    story.at = dt.datetime.now(dt.UTC)
    story.submit(phone="", contact="", anonymous=True)
    for number in range(30):
        looked_up(visitor, story.receipt.code, f"{number:04}", f"198.51.{number}.1")
    assert looked_up(visitor, story.receipt.code, "", "203.0.113.7") == 303


@pytest.mark.parametrize(
    ("addresses", "compared"),
    [
        ([f"2001:db8:1:1::{number:x}" for number in range(1, 101)], 30),
        ([f"2001:db8:1:{number:x}::1" for number in range(100)], 60),
        ([f"2001:db8:1:{number:x}00::1" for number in range(1, 200)], 120),
        ([f"203.0.113.{number}" for number in range(1, 101)], 60),
        ([f"::ffff:203.0.113.{number}" for number in range(1, 101)], 60),
    ],
    ids=["a /64", "a /56", "a /48", "a /24", "a /24 written as IPv6"],
)
def test_changing_the_address_inside_a_network_gains_little(
    visitor: Client, told: Story, addresses: list[str], compared: int
) -> None:
    statuses = [
        looked_up(visitor, code, "0011", address) for code, address in zip(MISSES, addresses, strict=False)
    ]
    assert statuses.count(422) == compared
    assert set(statuses[compared:]) == {429}


def count_forms(addresses: list[str], *, phone: str = "") -> list[limits.Counted]:
    at = dt.datetime(2026, 11, 23, 2, tzinfo=dt.UTC)
    return [limits.form_count(address, phone, at=at)() for address in addresses]


@pytest.mark.django_db
def test_a_stranger_cannot_use_up_the_telephone_of_an_enterprise() -> None:
    """Fifty forms with somebody's number: the fifty-first used to be refused, whoever sent it."""
    strangers = [f"198.51.{number}.1" for number in range(80)]
    count_forms(strangers, phone=PHONE)
    (own,) = count_forms(["203.0.113.7"], phone=PHONE)
    assert own.retry_after == 0
    assert list(own.doubts) == ["many_from_phone"]


@pytest.mark.django_db
def test_who_sends_them_all_is_refused() -> None:
    counted = count_forms(["198.51.100.1"] * 60, phone=PHONE)
    assert [bool(each.retry_after) for each in counted] == [False] * 50 + [True] * 10


@pytest.mark.django_db
def test_forms_from_a_network_are_doubtful_together() -> None:
    spread = [f"2001:db8:1:{number:x}::1" for number in range(130)]
    counted = count_forms(spread)
    assert [bool(each.doubts) for each in counted] == [False] * 120 + [True] * 10


@pytest.mark.django_db
def test_refused_forms_fill_nothing_but_their_own_limit() -> None:
    count_forms(["198.51.100.1"] * 700, phone="")
    wide = ThrottleCounter.objects.filter(scope="forms_per_address").values_list("count", flat=True)
    assert sorted(wide) == [600, 700]


@pytest.fixture
def seat(story: Story) -> Any:
    """A booking with a telephone; returns a look-up of it, by its 预约码 unless another one is given."""
    at = dt.datetime.now(dt.UTC)
    reception = a_reception(
        story.station, story.people["representative"], at=at, held_on=(at + dt.timedelta(days=5)).date()
    )
    code = booked(slots(reception)[0], at=at, phone=PHONE).ticket.code

    def ask(digits: str, address: str, other: str = "") -> int:
        return (
            Client()
            .post("/bookings/", {"code": other or code, "last_four": digits}, REMOTE_ADDR=address)
            .status_code
        )

    return ask


def test_a_hall_behind_one_address_finds_its_bookings_and_its_cases(
    visitor: Client, told: Story, seat: Any
) -> None:
    """Right look-ups of bookings used up the address's allowance, that of cases too."""
    assert {seat("0011", "203.0.113.7") for _ in range(40)} == {303}
    assert looked_up(visitor, told.receipt.code, "0011", "203.0.113.7") == 303


def test_who_guesses_at_a_booking_does_not_keep_its_owner_out(seat: Any) -> None:
    guesses = [seat(f"{number:04d}", f"198.51.{number}.1") for number in range(40)]
    assert guesses.count(422) == 10
    assert seat("0011", "203.0.113.7") == 429
    assert seat(PHONE, "203.0.113.7") == 303
    assert [seat("13800000000", "198.51.100.1") for _ in range(12)].count(422) == 10
