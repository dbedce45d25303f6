"""How people sign in: nobody signs up, single sign-on opens only named accounts, second-factor tries are counted."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import requests
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.views import LoginView
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from axes.decorators import axes_dispatch, axes_form_invalid
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.decorators import method_decorator

from office import crypto, throttle
from office.models import User

SECOND_FACTOR_TRIES = 5
SECOND_FACTOR_SECONDS = 15 * 60


class ClosedAccounts(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def set_password(self, user: User, password: str) -> None:
        user.must_change_password = False
        super().set_password(user, password)


class NamedAccountsOnly(DefaultSocialAccountAdapter):
    """The administrator writes the issuer's subject beside an account; nobody links one by themselves."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        if sociallogin.state.get("process") == "connect":
            raise PermissionDenied
        if not sociallogin.is_existing:
            raise ImmediateHttpResponse(redirect("socialaccount_login_error"))


def reachable(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """An issuer that does not answer is a page that says so, and the password still works."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except requests.RequestException:
            return redirect("socialaccount_login_error")

    return wrapper


class SecondFactor(DefaultMFAAdapter):
    """The seed of a TOTP is encrypted as personal data is."""

    def encrypt(self, text: str) -> str:
        return crypto.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return crypto.decrypt(encrypted_text)


class LimitedAuthenticateForm(AuthenticateForm):
    def clean_code(self) -> str:
        refuse_too_many_tries(self.user)
        return str(super().clean_code())


class LimitedReauthenticateForm(ReauthenticateForm):
    def clean_code(self) -> str:
        refuse_too_many_tries(self.user)
        return str(super().clean_code())


@method_decorator(axes_dispatch, name="dispatch")
class Login(LoginView):
    """allauth's login with the lockout of axes before it and after each wrong try."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        # allauth's own would hide `site` of office/context.py, which names the office.
        del context["site"]
        return context

    @axes_form_invalid
    def form_invalid(self, form: Any) -> HttpResponseBase:
        response: HttpResponseBase = super().form_invalid(form)
        return response


def refuse_too_many_tries(user: User) -> None:
    verdict = throttle.hit(
        "second-factor",
        str(user.pk),
        limit=SECOND_FACTOR_TRIES,
        seconds=SECOND_FACTOR_SECONDS,
        at=timezone.now(),
    )
    if not verdict.allowed:
        raise ValidationError("验证码输入次数过多，请 15 分钟后再试。", code="too_many_tries")
