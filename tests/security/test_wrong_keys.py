"""Passkeys and answers of an issuer that are wrong, forged or garbage: a refusal in words, and an event."""

import base64
import json
from typing import Any

import pytest
from allauth.core import context
from django.contrib.messages.storage.fallback import FallbackStorage
from django.core.exceptions import PermissionDenied
from django.test import Client, RequestFactory

from config import login_limits, passkeys
from config.accounts import ClosedAccounts, NamedAccountsOnly
from office.models import Event, User
from tests.config.test_accounts import code_of, enrol, sign_in_as
from tests.people import SignIn

pytestmark = pytest.mark.django_db
PASSKEY = "/accounts/2fa/webauthn/login/"
CODES = "/accounts/2fa/authenticate/"
AJAX = {"HTTP_X_REQUESTED_WITH": "XMLHttpRequest"}


def encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def credential(user: str = "1", **changed: Any) -> dict[str, Any]:
    said = {"type": "webauthn.get", "challenge": "AA", "origin": "http://testserver", "crossOrigin": False}
    response = {
        "clientDataJSON": encoded(json.dumps(said).encode()),
        "authenticatorData": encoded(bytes(37)),
        "signature": "AA",
        "userHandle": encoded(user.encode()),
    }
    return {"id": "AA", "rawId": "AA", "type": "public-key", "response": response | changed}


GARBAGE = {
    "nothing": "",
    "no JSON": "{",
    "brackets by the thousand": "[" * 100_000,
    "a number like a book": "9" * 100_000,
    "a list": "[]",
    "a number": "1",
    "a text": '"x"',
    "nothing inside": "{}",
    "another type inside": '{"response": []}',
    "a number for a name": json.dumps(credential(userHandle=5)),
    "an account beyond all numbers": json.dumps(credential(user="9" * 60)),
    "bytes that are no text": json.dumps(credential(userHandle=encoded(b"\xff\xfe"))),
    "data cut off": json.dumps(credential(authenticatorData=encoded(bytes(3)))),
    "extensions without end": json.dumps(
        credential(authenticatorData=encoded(bytes(32) + b"\xff" + bytes(4) + b"\x9f" * 3000))
    ),
    "client data of another kind": json.dumps(credential(clientDataJSON=encoded(b"[1]"))),
}


def failures() -> list[Event]:
    return list(Event.objects.filter(action="login_failed"))


@pytest.mark.parametrize("way", ["instead of a password", "after it"])
@pytest.mark.parametrize("given", GARBAGE.values(), ids=GARBAGE)
def test_garbage_is_refused_in_words(staff: User, given: str, way: str) -> None:
    client, path = Client(), PASSKEY
    if way == "after it":
        enrol(staff)
        sign_in_as(client, "staff")
        path = CODES
    else:
        client.get(PASSKEY, **AJAX)
    answer = client.post(path, {"credential": given}, follow=True)
    assert answer.status_code == 200
    assert "_auth_user_id" not in client.session


def test_garbage_for_a_new_passkey_is_refused_in_words(staff: User, sign_in: SignIn) -> None:
    request = RequestFactory().post("/")
    request.session = Client().session  # type: ignore[assignment]
    with context.request_context(request):
        for given in GARBAGE.values():
            form = passkeys.AddPasskeyForm({"name": "x", "credential": given}, user=staff)
            assert not form.is_valid()


def test_a_wrong_passkey_is_an_event_that_names_no_account(staff: User) -> None:
    client = Client()
    client.get(PASSKEY, **AJAX)
    client.post(PASSKEY, {"credential": json.dumps(credential(user=str(staff.pk)))})
    event = Event.objects.get(action="login_failed")
    assert (event.subject, event.data["way"]) == ("logins:unknown", "passkey")


def test_a_wrong_passkey_after_the_password_is_an_event_of_the_account(staff: User) -> None:
    enrol(staff)
    client = Client()
    sign_in_as(client, "staff")
    client.post(CODES, {"credential": json.dumps(credential())})
    event = Event.objects.get(action="login_failed")
    assert (event.subject, event.data["way"]) == (f"user:{staff.pk}", "second_factor")


def test_a_stranger_fills_no_chain(staff: User) -> None:
    client = Client()
    for _ in range(40):
        client.post(PASSKEY, {"credential": json.dumps(credential())})
    assert len(failures()) == login_limits.PER_NETWORK
    # Whoever shares the address is kept from nothing.
    assert sign_in_as(Client(), "staff") == 302


def request_of(path: str) -> Any:
    request = RequestFactory().get(path)
    request.session = Client().session  # type: ignore[assignment]
    request._messages = FallbackStorage(request)  # type: ignore[attr-defined]
    return request


def test_an_answer_of_an_issuer_that_fails_is_an_event() -> None:
    adapter = NamedAccountsOnly()
    adapter.on_authentication_error(request_of("/"), None, error="unknown", exception=PermissionDenied())
    adapter.on_authentication_error(request_of("/"), None, error="cancelled")
    assert [event.data["way"] for event in failures()] == ["single_sign_on"]


def test_a_closed_account_that_comes_by_another_way_is_an_event(staff: User) -> None:
    ClosedAccounts().respond_user_inactive(request_of("/"), staff)
    event = Event.objects.get(action="login_failed")
    assert (event.subject, event.data["way"]) == (f"user:{staff.pk}", "closed_account")


def guess(count: int, address: str) -> None:
    thief = Client()
    sign_in_as(thief, "staff", REMOTE_ADDR=address)
    for _ in range(count):
        thief.post(CODES, {"code": "000000"}, REMOTE_ADDR=address)


def comes_in(secret: str, address: str, password: str = "") -> bool:
    client = Client()
    sign_in_as(client, "staff", *([password] if password else []), REMOTE_ADDR=address)
    client.post(CODES, {"code": code_of(secret)}, REMOTE_ADDR=address)
    return "_auth_user_id" in client.session


class TestStolenPassword:
    def test_a_new_browser_in_the_owners_network_comes_in(self, staff: User, clock: Any) -> None:
        secret = enrol(staff)
        assert comes_in(secret, "2001:db8:5:6::1")
        guess(8, "198.51.100.9")
        clock.shift(61)
        assert comes_in(secret, "2001:db8:5:6::2")
        clock.shift(61)
        assert not comes_in(secret, "203.0.113.8")

    def test_a_new_password_begins_anew(self, staff: User, clock: Any) -> None:
        secret = enrol(staff)
        guess(8, "198.51.100.9")
        assert not comes_in(secret, "203.0.113.8")
        staff.set_password("a-new-and-long-one-7")
        staff.save()
        clock.shift(61)
        assert comes_in(secret, "203.0.113.8", "a-new-and-long-one-7")
        # The thief's own network has gained nothing by it.
        clock.shift(61)
        assert not comes_in(secret, "198.51.100.9")

    def test_the_owners_network_bears_five_guesses_too(self, staff: User, clock: Any) -> None:
        secret = enrol(staff)
        assert comes_in(secret, "203.0.113.8")
        guess(8, "203.0.113.8")
        clock.shift(61)
        assert not comes_in(secret, "203.0.113.8")
