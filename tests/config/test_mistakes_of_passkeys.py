"""A refused passkey is said as every other mistake: the summary above the form, with the focus, and in the title."""

import json
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from django.test import Client
from django.urls import reverse

from office.models import User
from tests.config.test_accounts import enrol, sign_in_as
from tests.mistakes import listed
from tests.people import SignIn
from tests.security.test_wrong_keys import credential

pytestmark = pytest.mark.django_db
WRONG = json.dumps(credential())


def said_of(page: Any) -> list[str]:
    html = page.content.decode()
    assert 'role="alert" tabindex="-1" id="errors" autofocus' in html
    assert "<title>有 1 处需要修改 - " in html
    return listed(html)


def test_as_the_second_factor(staff: User) -> None:
    enrol(staff)
    client = Client()
    sign_in_as(client, "staff")
    assert said_of(client.post(reverse("mfa_authenticate"), {"credential": WRONG})) != []


def test_asked_again_before_something_weighty(
    staff: User, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in(staff)
    Authenticator.objects.create(user=staff, type=Authenticator.Type.WEBAUTHN, data={"name": "钥匙"})
    # What a key has told when it was added is not read here.
    monkeypatch.setattr(auth, "get_credentials", lambda user: [])
    assert said_of(client.post(reverse("mfa_reauthenticate_webauthn"), {"credential": WRONG})) != []
