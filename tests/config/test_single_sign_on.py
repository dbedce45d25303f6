"""Single sign-on against a real issuer: discovery, authorization code with PKCE, token, subject, session."""

import datetime as dt
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.test import Client

from office.models import Event, User
from tests.config import issuer as issued
from tests.sources import ROOT

pytestmark = pytest.mark.django_db
BEGIN = "/accounts/oidc/oidc/login/"
CALLBACK = "/accounts/oidc/oidc/login/callback/"


@pytest.fixture
def issuer(tmp_path: Path, settings: Any) -> Iterator[str]:
    """The issuer's address, as OIDC_ISSUER would give it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    now = dt.datetime.now(dt.UTC).isoformat()
    command = [
        sys.executable,
        "tests/config/issuer.py",
        str(tmp_path),
        str(port),
        f"http://testserver{CALLBACK}",
        now,
    ]
    said = tmp_path / "issuer.log"
    with said.open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, stderr=log)
    app = {"provider_id": "oidc", "name": "统一身份认证", "client_id": issued.CLIENT, "secret": issued.SECRET}
    app |= {"settings": {"server_url": url}}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
    try:
        _wait_for(f"{url}/.well-known/openid-configuration", process, said)
        yield url
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(url: str, process: subprocess.Popen[bytes], said: Path) -> None:
    for _ in range(400):
        try:
            if requests.get(url, timeout=5).ok:
                return
        except requests.ConnectionError:
            assert process.poll() is None, said.read_text()[-2000:]
            time.sleep(0.1)
    raise AssertionError("the issuer did not come up")


def go_to_the_issuer(visitor: Client) -> str:
    answer = visitor.post(BEGIN)
    assert answer.status_code == 302
    return str(answer.headers["Location"])


def sign_in_there(url: str) -> str:
    """What the person does in the issuer's own pages; where the issuer sends the browser back to."""
    browser = requests.Session()
    page = browser.get(url, timeout=10)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
    typed = {"login": issued.PERSON, "password": issued.PASSWORD}
    typed |= {"csrfmiddlewaretoken": token.group(1)} if token else {}
    answer = browser.post(page.url, data=typed, allow_redirects=False, timeout=10)
    for _ in range(5):
        location = str(answer.headers.get("Location", ""))
        if location.startswith("http://testserver"):
            return location.removeprefix("http://testserver")
        assert location, answer.text[:2000]
        there = f"http://{urlsplit(page.url).netloc}"
        answer = browser.get(
            location if location.startswith("http") else there + location, allow_redirects=False, timeout=10
        )
    raise AssertionError(f"the issuer kept the browser: {answer.status_code}")


def test_a_named_account_comes_in_by_the_issuer(issuer: str, visitor: Client, liaison: User) -> None:
    SocialAccount.objects.create(user=liaison, provider="oidc", uid="1")
    authorize = go_to_the_issuer(visitor)
    asked = parse_qs(urlsplit(authorize).query)
    assert authorize.startswith(f"{issuer}/identity/o/authorize")
    assert asked["code_challenge_method"] == ["S256"]
    back = visitor.get(sign_in_there(authorize))
    assert (back.status_code, back.headers["Location"]) == (302, "/desk/")
    assert visitor.get("/desk/").status_code == 200
    assert Event.objects.filter(action="login", by_user=liaison).count() == 1
    assert not SocialToken.objects.exists()


def test_whom_nobody_named_stays_outside(issuer: str, visitor: Client, liaison: User) -> None:
    back = visitor.get(sign_in_there(go_to_the_issuer(visitor)))
    assert back.headers["Location"] == "/accounts/oidc/error/"
    assert visitor.get("/desk/").status_code == 302
    assert not SocialAccount.objects.exists()
    assert User.objects.count() == 1
    assert Event.objects.get(action="login_failed").data["way"] == "single_sign_on"


def test_an_answer_that_was_not_asked_for_is_refused(issuer: str, visitor: Client, liaison: User) -> None:
    SocialAccount.objects.create(user=liaison, provider="oidc", uid="1")
    answer = sign_in_there(go_to_the_issuer(visitor))
    stolen = Client()
    assert "登录" in stolen.get(answer).content.decode()
    assert Event.objects.get(action="login_failed").data["way"] == "single_sign_on"
    assert stolen.get("/desk/").status_code == 302


def test_an_issuer_that_is_away_shows_a_page(visitor: Client, liaison: User, settings: Any) -> None:
    app = {"provider_id": "oidc", "name": "统一身份认证", "client_id": "x", "secret": "y"}
    app |= {"settings": {"server_url": "http://127.0.0.1:9"}}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    answer = visitor.post(BEGIN)
    assert answer.headers["Location"] == "/accounts/oidc/error/"
    assert "登录" in visitor.get("/accounts/oidc/error/").content.decode()
