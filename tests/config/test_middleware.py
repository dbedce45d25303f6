"""Whose address a request has, what the browser may do, and how long staff stay signed in."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from config.middleware import remote_address
from office.models import User
from requests_app.models import Category
from stations.models import Station
from tests.people import PASSWORD, SignIn

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "font-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
}


def address(forwarded: str | None, *, proxies: int, settings: object, peer: str = "10.0.0.9") -> HttpRequest:
    settings.TRUSTED_PROXY_COUNT = proxies  # type: ignore[attr-defined]
    given = {"REMOTE_ADDR": peer} | ({"HTTP_X_FORWARDED_FOR": forwarded} if forwarded is not None else {})
    request = RequestFactory().get("/", **given)
    remote_address(lambda _: HttpResponse())(request)
    return request


@pytest.mark.parametrize(
    ("forwarded", "proxies", "expected"),
    [
        (None, 0, "10.0.0.9"),
        ("1.2.3.4", 0, "10.0.0.9"),
        ("1.2.3.4", 1, "1.2.3.4"),
        ("6.6.6.6, 1.2.3.4", 1, "1.2.3.4"),
        ("6.6.6.6, 1.2.3.4, 10.0.0.2", 2, "1.2.3.4"),
        # A request that did not come through all our proxies: nothing in it is believed.
        ("1.2.3.4", 2, "10.0.0.9"),
        ("nonsense", 1, "10.0.0.9"),
        ("2001:db8::1", 1, "2001:db8::1"),
    ],
)
def test_the_address_is_what_our_outermost_proxy_saw(
    forwarded: str | None, proxies: int, expected: str, settings: object
) -> None:
    assert address(forwarded, proxies=proxies, settings=settings).META["REMOTE_ADDR"] == expected


def test_nobody_after_the_first_middleware_sees_a_forwarded_address(settings: object) -> None:
    request = address("6.6.6.6", proxies=1, settings=settings)
    assert "HTTP_X_FORWARDED_FOR" not in request.META


@pytest.mark.parametrize("path", ["/accounts/login/", "/admin/", "/nowhere/"])
def test_every_answer_carries_the_policies(path: str, visitor: Client) -> None:
    headers = visitor.get(path).headers
    assert set(headers["Content-Security-Policy"].split("; ")) == POLICY
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"


EVERYBODY = [
    *("staff", "approver", "auditor", "administrator"),
    *("liaison", "representative", "handler", "head", "clerk"),
]


@pytest.mark.parametrize("who", EVERYBODY)
def test_everybody_is_signed_out_after_half_an_hour(
    who: str, request: pytest.FixtureRequest, sign_in: SignIn, clock: time_machine.Traveller
) -> None:
    client = sign_in(request.getfixturevalue(who))
    for _ in range(3):
        assert client.get("/accounts/password/change/").status_code == 200
        clock.shift(dt.timedelta(minutes=29))
    assert client.get("/desk/").status_code in (200, 302)
    clock.shift(dt.timedelta(minutes=31))
    page = client.get("/accounts/password/change/")
    assert page.headers["Location"] == "/accounts/login/?next=/accounts/password/change/"


def test_what_was_typed_while_the_session_ended_is_shown_to_be_copied(
    clerk: User, sign_in: SignIn, clock: time_machine.Traveller
) -> None:
    client = sign_in(clerk)
    client.get("/desk/")
    clock.shift(dt.timedelta(minutes=31))
    page = client.post("/desk/intake/", {"text": "来电反映：门口道路积水，已经半个月没有人管。"})
    assert page.status_code == 403
    assert "门口道路积水" in page.content.decode()
    assert client.get("/desk/").status_code == 302


def test_a_session_that_is_never_used_ends_as_well(
    visitor: Client, liaison: User, clock: time_machine.Traveller
) -> None:
    visitor.post("/accounts/login/", {"login": "liaison", "password": PASSWORD})
    clock.shift(dt.timedelta(minutes=31))
    assert visitor.get("/desk/").headers["Location"] == "/accounts/login/?next=/desk/"


def test_whoever_is_active_stays_signed_in_for_the_working_day(
    liaison: User, sign_in: SignIn, clock: time_machine.Traveller
) -> None:
    client = sign_in(liaison)
    for _ in range(20):
        assert client.get("/accounts/password/change/").status_code == 200
        clock.shift(dt.timedelta(minutes=24))
    clock.shift(dt.timedelta(minutes=2))
    assert client.get("/accounts/password/change/").status_code == 302


@pytest.mark.parametrize("who", ["staff", "approver", "auditor", "administrator"])
def test_who_sees_everything_must_first_enrol_a_second_factor(
    who: str, request: pytest.FixtureRequest, sign_in: SignIn, settings: object
) -> None:
    settings.SECOND_FACTOR_REQUIRED = True  # type: ignore[attr-defined]
    client = sign_in(request.getfixturevalue(who))
    assert client.get("/admin/").headers["Location"] == "/accounts/2fa/"
    assert client.get("/accounts/2fa/").status_code == 200


def test_others_are_offered_a_second_factor_only(liaison: User, sign_in: SignIn, settings: object) -> None:
    settings.SECOND_FACTOR_REQUIRED = True  # type: ignore[attr-defined]
    assert sign_in(liaison).get("/desk/").status_code == 200


def test_an_initial_password_opens_nothing_but_its_change(liaison: User, sign_in: SignIn) -> None:
    liaison.must_change_password = True
    liaison.save(update_fields=["must_change_password"])
    client = sign_in(liaison)
    assert client.get("/desk/").headers["Location"] == "/accounts/password/change/"


def test_what_somebody_signed_in_was_shown_is_kept_by_no_browser(liaison: User, sign_in: SignIn) -> None:
    for path in ("/desk/", "/desk/requests/", "/desk/look-backs/", "/accounts/password/change/", "/"):
        assert "no-store" in sign_in(liaison).get(path).headers["Cache-Control"], path
    assert "Cache-Control" not in Client().get("/policies/").headers


@pytest.mark.django_db
def test_poll_of_an_unchanged_board_is_answered_before_session_and_account(
    sign_in: SignIn, staff: User, station: Station, category: Category
) -> None:
    browser = sign_in(staff)
    path = "/board/gyllzx/main/"
    first = browser.get(path)
    with CaptureQueriesContext(connection) as captured:
        again = browser.get(path, HTTP_IF_NONE_MATCH=first["ETag"])
    assert (again.status_code, again["ETag"], again["Cache-Control"]) == (304, first["ETag"], "no-cache")
    assert again["Content-Security-Policy"] == first["Content-Security-Policy"]
    assert len(captured) == 0


@pytest.mark.django_db
@pytest.mark.parametrize("tag", ["", '"another"'])
def test_poll_that_shows_another_screenful_gets_the_current_one(
    client: Client, station: Station, category: Category, tag: str
) -> None:
    client.get("/board/gyllzx/main/")
    assert client.get("/board/GYLLZX/main/", HTTP_IF_NONE_MATCH=tag).status_code == 200
    assert client.get("/board/elsewhere/main/", HTTP_IF_NONE_MATCH=tag).status_code == 404
    assert client.post("/board/gyllzx/main/", HTTP_IF_NONE_MATCH=tag).status_code == 405
