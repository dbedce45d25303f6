"""A stranger guesses passwords and codes from many addresses, or types wrong ones to keep their owner out."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.management import call_command
from django.test import Client

from config import login_limits
from office.models import Event, Notice, User
from office.privacy.purge import purge
from tests.config.test_accounts import LOGIN, WRONG, code_of, enrol, is_signed_in, sign_in_as
from tests.people import PASSWORD
from tests.proof import take_up_fixtures

CODES = "/accounts/2fa/authenticate/"


@pytest.fixture(autouse=True)
def still_clock(clock: time_machine.Traveller) -> time_machine.Traveller:
    return clock


def tried(usernames: list[str], addresses: list[str], password: str = WRONG) -> int:
    """How many of these wrong tries were looked at, and not refused before."""
    before = Event.objects.filter(action="login_failed").count()
    for username, address in zip(usernames, addresses, strict=True):
        sign_in_as(Client(), username, password, REMOTE_ADDR=address)
    return Event.objects.filter(action="login_failed").count() - before


@pytest.mark.parametrize(
    ("addresses", "looked_at"),
    [
        (["203.0.113.7"] * 60, 15),
        ([f"203.0.113.{number}" for number in range(1, 61)], 30),
        ([f"2001:db8:1:1::{number:x}" for number in range(1, 61)], 15),
        ([f"2001:db8:1:{number:x}::1" for number in range(1, 61)], 30),
        ([f"2001:db8:1:{number:x}00::1" for number in range(1, 91)], 60),
        ([f"::ffff:203.0.113.{number}" for number in range(1, 61)], 30),
    ],
    ids=["one address", "a /24", "a /64", "a /56", "a /48", "a /24 written as IPv6"],
)
def test_over_all_accounts_a_network_has_so_many_wrong_tries(
    liaison: User, addresses: list[str], looked_at: int
) -> None:
    usernames = [f"person{number}" for number in range(len(addresses))]
    assert tried(usernames, addresses) == looked_at


def test_what_is_refused_is_never_hashed(liaison: User, monkeypatch: pytest.MonkeyPatch) -> None:
    hashed = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *given: hashed.append(given) or encode(*given))
    tried([f"person{number}" for number in range(40)], ["203.0.113.7"] * 40)
    # Those of the fifteen first tries alone; each is hashed once, for a name that nobody has.
    assert len(hashed) == 15


def test_however_a_name_is_written_it_has_one_count(liaison: User) -> None:
    spellings = ["liaison", "LIAISON", " liaison", "ｌｉａｉｓｏｎ", "Liaison", "liaisoN", "LiAiSoN"]
    assert tried(spellings, ["203.0.113.7"] * 7) == 5


def test_forty_rotating_addresses_wait_for_their_turns(liaison: User, clock: time_machine.Traveller) -> None:
    addresses = [f"198.{number}.100.1" for number in range(40)]
    assert tried(["liaison"] * 40, addresses) == 10
    clock.shift(dt.timedelta(seconds=15))
    assert tried(["liaison"] * 40, addresses) <= 31
    response = Client().post(LOGIN, {"login": "liaison", "password": WRONG}, REMOTE_ADDR="198.200.1.1")
    assert response.status_code == 429
    assert 15 <= int(response["Retry-After"]) <= 60


def test_the_owner_comes_in_after_a_short_wait_from_anywhere(
    liaison: User, clock: time_machine.Traveller
) -> None:
    tried(["liaison"] * 60, [f"198.{number}.100.1" for number in range(60)])
    assert sign_in_as(Client(), "liaison", REMOTE_ADDR="203.0.113.7") == 429
    tried(["liaison"] * 60, [f"198.{number}.100.1" for number in range(60)])
    clock.shift(dt.timedelta(seconds=60))
    assert sign_in_as(Client(), "liaison", REMOTE_ADDR="203.0.113.7") == 302


def test_the_owner_comes_in_at_once_from_a_network_where_they_have_been(liaison: User) -> None:
    """A new telephone in the own office; from anywhere else one waits for a turn."""
    sign_in_as(Client(), "liaison", REMOTE_ADDR="203.0.113.7")
    tried(["liaison"] * 60, [f"198.{number}.100.1" for number in range(60)])
    assert sign_in_as(Client(), "liaison", REMOTE_ADDR="203.0.113.8") == 429
    assert sign_in_as(Client(), "liaison", REMOTE_ADDR="203.0.113.7") == 302
    assert tried(["liaison"] * 9, ["203.0.113.7"] * 9) == 5


def test_the_owner_comes_in_at_once_with_a_browser_used_before(liaison: User) -> None:
    browser = Client()
    sign_in_as(browser, "liaison")
    browser.post("/accounts/logout/")
    addresses = [f"198.{number}.100.1" for number in range(60)] + ["127.0.0.1"] * 60
    tried(["liaison"] * 120, addresses)
    assert sign_in_as(Client(), "liaison") == 429
    assert sign_in_as(browser, "liaison") == 302


def test_colleagues_behind_one_address_come_in_whatever_one_of_them_mistypes(
    liaison: User, clerk: User
) -> None:
    browser = Client()
    sign_in_as(browser, "clerk")
    browser.post("/accounts/logout/")
    tried([f"person{number}" for number in range(60)], ["127.0.0.1"] * 60)
    assert sign_in_as(Client(), "clerk") == 429
    assert sign_in_as(browser, "clerk") == 302


def test_a_browser_used_before_may_guess_no_more_than_ten(liaison: User) -> None:
    browser = Client()
    sign_in_as(browser, "liaison")
    browser.post("/accounts/logout/")
    for _ in range(30):
        sign_in_as(browser, "liaison", WRONG)
    assert Event.objects.filter(action="login_failed").count() == 15


def test_a_browser_of_somebody_else_counts_as_a_strangers(liaison: User, clerk: User) -> None:
    browser = Client()
    sign_in_as(browser, "clerk")
    browser.post("/accounts/logout/")
    assert [sign_in_as(browser, "liaison", WRONG) for _ in range(6)] == [200] * 4 + [429] * 2


@pytest.mark.parametrize("cookie", ["", "x", "W10:forged:forged", "\x00", "é"])
def test_a_forged_cookie_is_no_browser_used_before(liaison: User, cookie: str, settings: Any) -> None:
    browser = Client()
    browser.cookies[settings.KNOWN_BROWSER_COOKIE_NAME] = cookie
    assert [sign_in_as(browser, "liaison", WRONG) for _ in range(6)] == [200] * 4 + [429] * 2


def test_right_passwords_use_up_nothing(liaison: User) -> None:
    """A hall of forty people signs in behind one address."""
    assert {sign_in_as(Client(), "liaison") for _ in range(40)} == {302}


def test_the_owner_is_told_once_a_day_and_can_read_when_and_where(liaison: User) -> None:
    for _ in range(3):
        tried(["liaison"] * 30, [f"198.{number}.100.1" for number in range(30)])
    assert Notice.objects.filter(title="有人多次输错您的登录密码").count() == 1
    failed = Event.objects.filter(subject=f"user:{liaison.pk}", action="login_failed").first()
    assert failed is not None
    assert (failed.data, failed.private("address")) == ({"way": "password"}, "198.0.100.1")


def test_failed_and_refused_logins_are_events_without_what_was_typed(liaison: User) -> None:
    tried(["my-secret-password"] * 8, ["203.0.113.7"] * 8)
    found = Event.objects.filter(subject="logins:unknown").order_by("pk")
    assert [event.action for event in found] == ["login_failed"] * 5 + ["login_refused"]
    assert "my-secret" not in str([(event.data, event.content) for event in found])


def with_password(client: Client, address: str = "127.0.0.1") -> None:
    client.post(LOGIN, {"login": "staff", "password": PASSWORD}, REMOTE_ADDR=address)


def test_right_codes_use_up_nothing(staff: User, clock: time_machine.Traveller) -> None:
    """The sixth sign-in within a quarter of an hour used to be refused."""
    secret = enrol(staff)
    for _ in range(8):
        client = Client()
        with_password(client)
        client.post(CODES, {"code": code_of(secret)})
        assert is_signed_in(client)
        clock.shift(dt.timedelta(seconds=61))


def test_a_code_works_once_even_when_the_cache_has_forgotten(staff: User) -> None:
    from django.core.cache import cache

    secret = enrol(staff)
    clients = [Client(), Client()]
    for client in clients:
        with_password(client)
        client.post(CODES, {"code": code_of(secret)})
        cache.clear()
    assert [is_signed_in(client) for client in clients] == [True, False]


def test_six_digits_bear_five_guesses_from_wherever_they_come(staff: User) -> None:
    secret = enrol(staff)
    for number in range(12):
        client = Client()
        with_password(client, f"198.{number}.100.1")
        client.post(CODES, {"code": "000000"}, REMOTE_ADDR=f"198.{number}.100.1")
    assert Event.objects.filter(action="login_failed").count() == 5
    assert Notice.objects.filter(title__contains="输对了您的密码").count() == 1
    client = Client()
    with_password(client)
    client.post(CODES, {"code": code_of(secret)})
    assert not is_signed_in(client)


def test_who_stole_a_password_does_not_keep_the_owner_from_the_code(
    staff: User, clock: time_machine.Traveller
) -> None:
    secret, browser = enrol(staff), Client()
    with_password(browser)
    browser.post(CODES, {"code": code_of(secret)})
    browser.post("/accounts/logout/")
    thief = Client()
    with_password(thief, "198.51.100.1")
    for _ in range(10):
        thief.post(CODES, {"code": "000000"}, REMOTE_ADDR="198.51.100.1")
    clock.shift(dt.timedelta(seconds=61))
    with_password(browser)
    browser.post(CODES, {"code": code_of(secret)})
    assert is_signed_in(browser)


@pytest.mark.parametrize(
    ("path", "field"),
    [("/accounts/password/change/", "oldpassword"), ("/accounts/reauthenticate/", "password")],
)
def test_a_password_asked_again_cannot_be_guessed_in_an_open_session(
    liaison: User, path: str, field: str
) -> None:
    client = Client()
    sign_in_as(client, "liaison")
    new = {"password1": "another-password-1", "password2": "another-password-1"}
    for _ in range(8):
        client.post(path, {field: WRONG, **new})
    assert Event.objects.filter(action="login_failed").count() == 5
    page = client.post(path, {field: PASSWORD, **new})
    assert "请 15 分钟后再试" in page.content.decode()
    liaison.refresh_from_db()
    assert liaison.check_password(PASSWORD)


def test_the_wait_grows_to_a_minute_and_no_longer() -> None:
    assert [login_limits._delay(tries) for tries in (11, 20, 30, 40, 4000)] == [15, 30, 45, 60, 60]


def test_the_address_is_forgotten_with_the_logs_and_the_chain_holds(
    liaison: User, clock: time_machine.Traveller
) -> None:
    tried(["liaison", "nobody"], ["203.0.113.7"] * 2)
    failed = Event.objects.filter(action="login_failed").order_by("pk")
    take_up_fixtures()
    purge(at=dt.datetime.now(dt.UTC) + dt.timedelta(days=189))
    assert [event.private("address") for event in failed] == ["203.0.113.7"] * 2
    purge(at=dt.datetime.now(dt.UTC) + dt.timedelta(days=191))
    assert [event.private("address") for event in failed.all()] == [""] * 2
    call_command("verify_audit")
