"""What somebody finds open because nobody closed it: tokens, a lost cache, mail without a server."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from config import caches, checks
from office import accounts
from office.actors import Actor
from office.api.tokens import HasScope
from office.background import recurring
from office.models import Message, User
from office.notifications import delivery, notices
from office.notifications.notices import Address
from stations.models import Station
from tests.config.test_accounts import LOGIN, code_of, enrol, is_signed_in, sign_in_as
from tests.people import PASSWORD

CODES = "/accounts/2fa/authenticate/"


def token_of(user: User, *scopes: str) -> dict[str, str]:
    token = accounts.issue_token(
        user,
        name="程序",
        scopes=scopes,
        lasting=dt.timedelta(days=1),
        by=Actor.system("test"),
        at=dt.datetime.now(dt.UTC),
    )
    return {"HTTP_AUTHORIZATION": f"Token {token}"}


def api_views(patterns: Any = None, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from api_views(pattern.url_patterns, path)
        elif isinstance(pattern, URLPattern) and hasattr(pattern.callback, "cls"):
            yield path, pattern.callback.cls


VIEWS = dict(api_views())
CLOSED = [path for path, view in VIEWS.items() if HasScope in view.permission_classes]


def test_every_view_of_the_api_is_public_or_asks_for_a_scope() -> None:
    assert len(CLOSED) >= 4
    for path in CLOSED:
        assert VIEWS[path].scope, path
    public = {path for path in VIEWS if path not in CLOSED}
    assert {path for path in public if VIEWS[path].authentication_classes not in ((), [])} <= {
        "api/schema/",
        "api/docs/",
    }


@pytest.mark.parametrize("path", CLOSED)
def test_a_token_without_scopes_opens_nothing(path: str, client: Client, staff: User) -> None:
    address = "/" + path.replace("<str:ledger_number>", "2026-00001").replace(
        "<slug:step>", "accept"
    ).replace("<str:number>", "2026B001")
    assert "<" not in address
    method = client.post if "steps" in address else client.get
    assert method(address).status_code == 401
    assert method(address, **token_of(staff)).status_code == 403


def test_a_view_that_names_no_scope_is_open_to_no_token(staff: User, settings: Any) -> None:
    from rest_framework.request import Request
    from rest_framework.settings import api_settings
    from rest_framework.test import APIRequestFactory
    from rest_framework.views import APIView

    assert HasScope in api_settings.DEFAULT_PERMISSION_CLASSES
    request = Request(APIRequestFactory().get("/"))
    request.auth = staff.auth_token_set.model(scopes=["requests:read"])
    assert not HasScope().has_permission(request, APIView())


def test_the_command_issues_no_token_without_a_scope(staff: User) -> None:
    from django.core.management import CommandError, call_command

    with pytest.raises(CommandError):
        call_command("issue_token", "staff", "--name", "程序")


@pytest.fixture
def lost_cache(settings: Any) -> None:
    """A Redis that is configured and gone: nobody listens at that port."""
    parsed = {"BACKEND": "django_redis.cache.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
    settings.CACHES = {"default": caches.configuration(parsed)}


@pytest.mark.django_db
def test_a_lost_cache_is_a_miss_everywhere(lost_cache: None, client: Client, station: Station) -> None:
    """The request form answered 500."""
    cache.set("key", "value", 60)
    assert cache.get("key") is None
    for path in (f"/s/{station.code}/", "/", "/track/", "/policies/", f"/board/{station.code}/"):
        assert client.get(path, follow=True).status_code == 200, path


def test_pages_of_people_with_an_account_do_without_the_cache(
    lost_cache: None, staff: User, sign_in: Any
) -> None:
    for path in ("/desk/", "/desk/requests/", "/admin/"):
        assert sign_in(staff).get(path).status_code == 200, path


@pytest.mark.django_db
def test_readiness_says_that_the_cache_is_lost_and_stays_ready(
    lost_cache: None, client: Client, now: dt.datetime
) -> None:
    recurring.beat(at=now)
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"database": "ok", "storage": "ok", "queue": "ok", "cache": "degraded"}


def test_without_the_cache_no_door_opens_and_none_is_shut(
    lost_cache: None, client: Client, liaison: User, staff: User, clock: Any
) -> None:
    statuses = [sign_in_as(client, "liaison", "not-the-password") for _ in range(6)]
    assert statuses == [200] * 4 + [429] * 2
    secret, signed_in = enrol(staff), []
    for _ in range(2):
        browser = Client()
        browser.post(LOGIN, {"login": "staff", "password": PASSWORD})
        browser.post(CODES, {"code": code_of(secret)})
        signed_in.append(is_signed_in(browser))
    assert signed_in == [True, False]


@pytest.mark.django_db
def test_without_a_mail_server_a_letter_with_a_code_is_not_called_sent(
    settings: Any, tmp_path: Any, now: dt.datetime
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path)
    to = Address("email", "company@example.cn", "contact:1")
    notices.notify(
        "case:1:receipt", [to], title="已收到", body="查询码 {secret}", at=now, secret="123456789012"
    )
    (message,) = Message.objects.all()
    assert not delivery.deliver(message.pk, at=now)
    assert list(tmp_path.iterdir()) == []
    message.refresh_from_db()
    assert message.state == "waiting"


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({"ALLOWED_HOSTS": ["*"]}, ["config.E005"]),
        ({"SITE_URL": "http://platform.example"}, ["config.E005"]),
        ({"OIDC_ISSUER": "http://issuer.example"}, ["config.E005"]),
        ({"SMS_URL": "http://key:secret@gateway.example/"}, ["config.W002"]),
        ({"SITE_URL": "http://127.0.0.1:8000", "SMS_URL": "http://localhost/", "OIDC_ISSUER": ""}, []),
        ({"SITE_URL": "https://platform.example", "OIDC_ISSUER": "https://issuer.example"}, []),
    ],
)
def test_addresses_that_carry_secrets_are_encrypted_and_named(
    settings: Any, changed: dict[str, Any], found: list[str]
) -> None:
    settings.DEBUG = settings.DEMO = False
    for name, value in changed.items():
        setattr(settings, name, value)
    messages = [*checks.site_has_one_address(None), *checks.gateways_are_encrypted(None)]
    assert [message.id for message in messages] == found
