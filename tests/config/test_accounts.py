"""Signing in: what is open, what is counted, and who is let in by another house."""

import datetime as dt
from pathlib import Path

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from office.models import User
from tests.config.test_checks import own, run
from tests.people import PASSWORD, SignIn

LOGIN = "/accounts/login/"
WRONG = "not-the-password"


def sign_in_as(client: Client, username: str, password: str = PASSWORD, **headers: str) -> int:
    return client.post(LOGIN, {"login": username, "password": password}, **headers).status_code


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def enrol(user: User) -> str:
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


@pytest.mark.parametrize(
    "path",
    [
        "signup/",
        "password/reset/",
        "email/",
        "password/set/",
        "login/code/",
        "3rdparty/",
        "3rdparty/signup/",
        "social/connections/",
    ],
)
def test_only_the_named_account_pages_exist(path: str, visitor: Client, staff: User, sign_in: SignIn) -> None:
    assert visitor.get(f"/accounts/{path}").status_code == 404
    assert sign_in(staff).get(f"/accounts/{path}").status_code == 404


def test_a_password_opens_the_desk(visitor: Client, liaison: User) -> None:
    response = visitor.post(LOGIN, {"login": "liaison", "password": PASSWORD})
    assert response.headers["Location"] == "/desk/"
    assert is_signed_in(visitor)


def test_five_wrong_tries_lock_for_a_quarter_of_an_hour(
    visitor: Client, liaison: User, clock: time_machine.Traveller
) -> None:
    statuses = [sign_in_as(visitor, "liaison", WRONG) for _ in range(5)]
    assert statuses == [200, 200, 200, 200, 429]
    assert sign_in_as(visitor, "liaison") == 429
    clock.shift(dt.timedelta(minutes=15, seconds=1))
    assert sign_in_as(visitor, "liaison") == 302


def test_the_lock_is_of_account_and_address_together(visitor: Client, liaison: User, clerk: User) -> None:
    for _ in range(5):
        sign_in_as(visitor, "liaison", WRONG)
    assert sign_in_as(Client(), "clerk") == 302
    assert sign_in_as(Client(), "liaison", REMOTE_ADDR="10.1.1.1") == 302


def test_a_forged_address_does_not_escape_the_lock(visitor: Client, liaison: User) -> None:
    for number in range(5):
        sign_in_as(visitor, "liaison", WRONG, HTTP_X_FORWARDED_FOR=f"9.9.9.{number}")
    assert sign_in_as(visitor, "liaison", HTTP_X_FORWARDED_FOR="8.8.8.8") == 429


def test_an_unknown_name_and_a_wrong_password_read_the_same(visitor: Client, liaison: User) -> None:
    unknown = visitor.post(LOGIN, {"login": "nobody", "password": WRONG}).content.decode()
    wrong = visitor.post(LOGIN, {"login": "liaison", "password": WRONG}).content.decode()
    message = "errorlist"
    assert (message in unknown) == (message in wrong)
    assert "nobody" in unknown or "liaison" in wrong


def test_who_has_enrolled_needs_both(visitor: Client, staff: User) -> None:
    secret = enrol(staff)
    response = visitor.post(LOGIN, {"login": "staff", "password": PASSWORD})
    assert response.headers["Location"] == "/accounts/2fa/authenticate/"
    assert not is_signed_in(visitor)
    visitor.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    assert is_signed_in(visitor)


def test_codes_cannot_be_guessed(visitor: Client, staff: User, clock: time_machine.Traveller) -> None:
    secret = enrol(staff)
    visitor.post(LOGIN, {"login": "staff", "password": PASSWORD})
    for _ in range(5):
        visitor.post("/accounts/2fa/authenticate/", {"code": "000000"})
    response = visitor.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    assert "15 分钟后再试" in response.content.decode()
    assert not is_signed_in(visitor)


def test_the_seed_of_a_second_factor_is_encrypted(staff: User) -> None:
    secret = enrol(staff)
    assert secret not in str(staff.authenticator_set.get().data)


def test_all_other_sessions_end_with_a_new_password(liaison: User, sign_in: SignIn) -> None:
    one, other = sign_in(liaison), sign_in(liaison)
    assert other.get("/accounts/password/change/").status_code == 200
    liaison.set_password("another-password-1")
    liaison.save()
    assert one.get("/accounts/password/change/").status_code == 302


def test_a_signed_in_person_without_the_role_finds_no_admin(liaison: User, sign_in: SignIn) -> None:
    assert sign_in(liaison).get("/admin/").status_code == 404


def test_a_visitor_of_the_admin_is_asked_to_sign_in(visitor: Client) -> None:
    response = visitor.get("/admin/login/?next=/admin/office/user/")
    assert response.headers["Location"] == "/accounts/login/?next=/admin/office/user/"


def test_single_sign_on_opens_named_accounts_only(liaison: User, settings: object) -> None:
    from allauth.core.exceptions import ImmediateHttpResponse
    from allauth.socialaccount.models import SocialLogin
    from django.test import RequestFactory

    from config.accounts import NamedAccountsOnly

    adapter = NamedAccountsOnly()
    account = SocialAccount(provider="oidc", uid="unknown")
    with pytest.raises(ImmediateHttpResponse) as refused:
        adapter.pre_social_login(RequestFactory().get("/"), SocialLogin(user=User(), account=account))
    assert refused.value.response.headers["Location"] == "/accounts/oidc/error/"
    assert not adapter.is_open_for_signup(RequestFactory().get("/"), SocialLogin(account=account))


def test_the_login_page_alone_may_post_to_the_issuer(tmp_path: Path) -> None:
    """Chromium checks form-action on the redirect that follows, too."""
    script = (
        "import django; django.setup()\n"
        "from config.account_urls import urlpatterns\n"
        "from django.conf import settings\n"
        "print(settings.LOGIN_FORM_ACTION, settings.CONTENT_SECURITY_POLICY['DIRECTIVES']['form-action'])"
    )
    issuer = {
        "OIDC_ISSUER": "https://id.example.cn/realms/county/",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    result = run("-c", script, tmp_path=tmp_path, **own(), **issuer)
    assert result.stdout.split("\n")[0] == """['https://id.example.cn'] ["'self'"]""", result.stderr
