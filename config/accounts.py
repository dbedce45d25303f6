"""How people sign in: nobody signs up, single sign-on opens only named accounts, every try is counted."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

import requests
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import ChangePasswordForm, LoginForm
from allauth.account.forms import ReauthenticateForm as ConfirmPasswordForm
from allauth.account.views import LoginView
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.base import AuthError
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from config import known_browsers, login_limits, second_factors, session_lifetimes
from office import crypto, throttle
from office.models import User

SINGLE_SIGN_ON = "single_sign_on"


class ClosedAccounts(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def set_password(self, user: User, password: str) -> None:
        user.must_change_password = False
        super().set_password(user, password)

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """However somebody signed in, with the second factor where there is one."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        session_lifetimes.begin(request.session)
        known_browsers.remember(request, response, login_limits.account_key(user.username))
        return response

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """A passkey or the issuer was right, and the account is closed; its password is not even looked at."""
        login_limits.key_failed(request, user, way="closed_account")
        response: HttpResponse = super().respond_user_inactive(request, user)
        return response


class NamedAccountsOnly(DefaultSocialAccountAdapter):
    """The administrator writes the issuer's subject beside an account; nobody links one by themselves."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        if sociallogin.state.get("process") == "connect":
            raise PermissionDenied
        if not sociallogin.is_existing:
            login_limits.key_failed(request, None, way=SINGLE_SIGN_ON)
            raise ImmediateHttpResponse(redirect("socialaccount_login_error"))

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, **kwargs: Any
    ) -> None:
        """An answer that nobody asked for, or that the issuer did not sign; whoever turns back has not failed."""
        if error != AuthError.CANCELLED:
            login_limits.key_failed(request, None, way=SINGLE_SIGN_ON)


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


class LimitedLoginForm(LoginForm):
    """`attempt` is the count of this try, once name and password are typed; over a limit no password is looked at."""

    attempt: login_limits.Attempt | None = None

    def clean(self) -> Any:
        if self.errors:
            return self.cleaned_data
        self.attempt = login_limits.begin(self.request, self.cleaned_data["login"], at=timezone.now())
        if self.attempt.wait:
            raise ValidationError(login_limits.refusal_words(self.attempt.wait), code="too_many_tries")
        try:
            cleaned = super().clean()
        except ValidationError:
            self.attempt.failed()
            raise
        self.attempt.succeeded()
        return cleaned


class LimitedConfirmPasswordForm(ConfirmPasswordForm):
    def clean_password(self) -> str:
        return counted(self.user, "password_again", super().clean_password)


class LimitedChangePasswordForm(ChangePasswordForm):
    def clean_oldpassword(self) -> str:
        return counted(self.user, "password_again", super().clean_oldpassword)


class LimitedAuthenticateForm(AuthenticateForm):
    def clean_code(self) -> str:
        return counted(self.user, "second_factor", partial(second_factors.checked, self))


class LimitedReauthenticateForm(ReauthenticateForm):
    def clean_code(self) -> str:
        return counted(self.user, "second_factor_again", partial(second_factors.checked, self))


class Login(LoginView):
    """allauth's login; over a limit it answers 429 and keeps the name that was typed."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        # allauth's own would hide `site` of office/context.py, which names the office.
        del context["site"]
        return context

    def form_invalid(self, form: LimitedLoginForm) -> HttpResponseBase:
        response: HttpResponseBase = super().form_invalid(form)
        if form.attempt is not None and (form.attempt.wait or form.attempt.is_last):
            response.status_code = 429
            response["Retry-After"] = str(form.attempt.wait or login_limits.WINDOW)
        return response


def counted(user: User, way: str, clean: Callable[[], Any]) -> str:
    """What `clean` returns; a wrong entry stays counted and is recorded, a right one is given back."""
    request, at = context.request, timezone.now()
    hits = login_limits.begin_code(request, user, scope=way, at=at)
    try:
        value = str(clean())
    except ValidationError:
        login_limits.code_failed(request, user, way=way)
        raise
    throttle.give_back(hits, at=at)
    return value
