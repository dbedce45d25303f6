"""Lines of docs/asvs.csv about pages, passwords and sessions that no other test shows: each is named in its line."""

import datetime as dt
import re
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core import signing
from django.test import Client

from office.models import Event, User
from tests.config.test_accounts import LOGIN, enrol, is_signed_in, sign_in_as
from tests.people import PASSWORD, SignIn


@pytest.mark.django_db
def test_no_other_origin_is_let_in(visitor: Client) -> None:
    for path in ("/", "/api/v1/stations/", "/accounts/login/", "/nowhere/"):
        for ask in (visitor.get, visitor.options):
            headers = ask(path, HTTP_ORIGIN="https://elsewhere.example").headers
            assert [name for name in headers if name.lower().startswith("access-control-")] == [], path


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/.git/config", "/.git/HEAD", "/.env", "/static/", "/static/css/", "/files/"]
)
def test_neither_sources_nor_listings_are_served(visitor: Client, path: str) -> None:
    assert visitor.get(path).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/", "/track/", "/accounts/login/", "/healthz", "/api/v1/stations/", "/desk/"]
)
def test_trace_is_refused(visitor: Client, path: str) -> None:
    response = visitor.trace(path, HTTP_X_SECRET="told-back")
    assert response.status_code in (302, 403, 405)
    assert b"told-back" not in response.content


@pytest.mark.django_db
def test_of_parameters_given_twice_the_last_counts_and_none_of_the_address(visitor: Client) -> None:
    good, other = "123456789015", "000000000000"
    page = visitor.post(f"/track/?code={other}&last4=1111", {"code": ["wrong", good], "last4": ["x", "0011"]})
    shown = page.content.decode()
    assert "是 12 位数字" not in shown
    assert f'value="{good}"' in shown
    assert visitor.post(f"/track/?code={good}", {"last4": "0011"}).status_code == 422


def test_a_value_that_is_signed_for_one_purpose_is_none_for_another(liaison: User, visitor: Client) -> None:
    sign_in_as(visitor, "liaison")
    known = visitor.cookies[settings.KNOWN_BROWSER_COOKIE_NAME].value
    for salt in ("requests_app.tracking", "policies.counter", "django.core.signing"):
        with pytest.raises(signing.BadSignature):
            signing.TimestampSigner(salt=salt).unsign(known)


# --- passwords and sessions ---------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_password_is_typed_unseen_and_managers_know_the_field(visitor: Client, liaison: User) -> None:
    page = visitor.get(LOGIN).content.decode()
    (field,) = re.findall(r"<input[^>]*name=\"password\"[^>]*>", page)
    assert 'type="password"' in field
    assert 'autocomplete="current-password"' in field
    assert "maxlength" not in field
    sign_in_as(visitor, "liaison")
    page = visitor.get("/accounts/password/change/").content.decode()
    fields = re.findall(r"<input[^>]*name=\"(?:oldpassword|password1|password2)\"[^>]*>", page)
    assert [field for field in fields if 'type="password"' not in field] == []
    assert sum('autocomplete="new-password"' in field for field in fields) == 2


@pytest.mark.parametrize(
    "password",
    [
        "  spaces at both ends  ",
        "MiXeD-Case-Password",
        "密码也可以是汉字和🙂",
        "x" * 64,
        "长" * 128,
        "é" * 300,
    ],
)
def test_a_password_is_taken_as_typed_whatever_its_length(liaison: User, password: str) -> None:
    liaison.set_password(password)
    liaison.save()
    assert sign_in_as(Client(), "liaison", password) == 302
    for other in (password.strip(), password.lower(), password[:64], password[:-1]):
        if other != password:
            client = Client()
            sign_in_as(client, "liaison", other)
            assert not is_signed_in(client)


def test_no_password_has_to_be_changed_for_its_age(liaison: User, clock: time_machine.Traveller) -> None:
    clock.shift(dt.timedelta(days=1500))
    client = Client()
    sign_in_as(client, "liaison")
    assert client.get("/desk/").status_code == 200


def test_a_session_is_made_anew_at_the_sign_in_and_cannot_be_guessed(liaison: User) -> None:
    client = Client()
    client.session["planted"] = True
    client.cookies[settings.SESSION_COOKIE_NAME] = planted = "a" * 32
    sign_in_as(client, "liaison")
    first = client.cookies[settings.SESSION_COOKIE_NAME].value
    client.post("/accounts/logout/")
    sign_in_as(client, "liaison")
    second = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert len({planted, first, second}) == 3
    # 32 characters of 36: 165 bits.
    assert re.fullmatch(r"[a-z0-9]{32}", first)


def test_a_session_that_was_left_is_over_for_good(liaison: User) -> None:
    client, thief = Client(), Client()
    sign_in_as(client, "liaison")
    thief.cookies[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert thief.get("/desk/").status_code == 200
    client.post("/accounts/logout/")
    assert thief.get("/desk/").status_code == 302


def test_sessions_side_by_side_are_shown_to_their_owner(liaison: User) -> None:
    one, other = Client(), Client()
    sign_in_as(one, "liaison", REMOTE_ADDR="203.0.113.7")
    sign_in_as(other, "liaison", REMOTE_ADDR="203.0.113.8")
    page = one.get("/accounts/sessions/").content.decode()
    assert "203.0.113.7" in page
    assert "203.0.113.8" in page


@pytest.mark.parametrize("path", ["/desk/", "/desk/requests/", "/admin/"])
def test_signing_out_is_one_press_away(path: str, staff: User, sign_in: SignIn) -> None:
    assert 'action="/accounts/logout/"' in sign_in(staff).get(path).content.decode()


def test_factors_are_changed_only_after_the_password_was_asked_again(
    staff: User, clock: time_machine.Traveller
) -> None:
    client = Client()
    sign_in_as(client, "staff")
    clock.shift(dt.timedelta(minutes=16))
    for path in ("/accounts/2fa/totp/activate/", "/accounts/2fa/recovery-codes/generate/"):
        assert "/accounts/reauthenticate/" in client.get(path).headers.get("Location", ""), path


def test_nothing_but_the_password_is_asked_of_somebody_without_a_factor(liaison: User) -> None:
    """No secret question, no hint: a name, a password, and where it was set up the factor."""
    client = Client()
    fields = set(re.findall(r"<input[^>]*name=\"(\w+)\"", client.get(LOGIN).content.decode()))
    assert fields == {"csrfmiddlewaretoken", "login", "password", "credential"}
    enrol(liaison)
    client.post(LOGIN, {"login": "liaison", "password": PASSWORD})
    fields = set(
        re.findall(r"<input[^>]*name=\"(\w+)\"", client.get("/accounts/2fa/authenticate/").content.decode())
    )
    assert fields <= {"csrfmiddlewaretoken", "code", "credential", "next"}


def test_events_and_lines_bear_instants_in_utc(liaison: User) -> None:
    sign_in_as(Client(), "liaison")
    event: Any = Event.objects.filter(action="login").get()
    assert event.at.utcoffset() == dt.timedelta(0)
    assert re.search(r"[+]00:00|Z", str(event.content["at"]))
