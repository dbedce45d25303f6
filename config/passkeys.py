"""Passkeys as a stranger sends them: whatever the bytes are, a wrong one is a refusal in words and is recorded."""

from typing import Any

from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from allauth.mfa.webauthn.views import ReauthenticateWebAuthnView
from django import forms
from django.core.exceptions import ValidationError
from django.db import DatabaseError
from django.http import HttpResponseBase

from config import login_limits
from office.form_fields import LineField


class CredentialField(forms.JSONField):
    """JSON that is nested by the thousand, or whose numbers are books, is no credential."""

    def __init__(self) -> None:
        super().__init__(widget=forms.HiddenInput)

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except (RecursionError, ValueError) as error:
            raise get_adapter().validation_error("incorrect_code") from error

    def bound_data(self, data: Any, initial: Any) -> Any:
        """What the page repeats in its hidden field: nothing of what cannot be read."""
        try:
            return super().bound_data(data, initial)
        except (RecursionError, ValueError):
            return initial


class PasskeyForm(AuthenticateWebAuthnForm):
    """The second factor of whoever has typed the password."""

    credential = CredentialField()
    way = "second_factor"

    def clean_credential(self) -> Authenticator:
        try:
            return super().clean_credential()
        except DatabaseError:
            raise
        # The library below parses binary data of a stranger and raises whatever it meets there.
        except Exception as error:
            login_limits.key_failed(context.request, self.user, way=self.way)
            raise _refusal(error) from error


class LoginPasskeyForm(PasskeyForm, LoginWebAuthnForm):
    """Instead of name and password. Whose it claims to be is anybody's to write: no account is named."""

    way = "passkey"


class ReauthenticatePasskeyForm(PasskeyForm, ReauthenticateWebAuthnForm):
    way = "second_factor_again"


class AddPasskeyForm(AddWebAuthnForm):
    name = LineField(label="名称", max_length=40, required=False)
    credential = CredentialField()

    def clean(self) -> dict[str, Any]:
        try:
            cleaned: dict[str, Any] = super().clean()
        except DatabaseError:
            raise
        except Exception as error:
            raise _refusal(error) from error
        return cleaned


class ReauthenticatePasskey(ReauthenticateWebAuthnView):
    """The refusal stands above the form; the library's own leads away from the page with a message."""

    def form_invalid(self, form: ReauthenticatePasskeyForm) -> HttpResponseBase:
        context = self.get_context_data()
        context["form"] = form
        response: HttpResponseBase = self.render_to_response(context)
        return response


def _refusal(error: Exception) -> ValidationError:
    if isinstance(error, ValidationError):
        return error
    refusal: ValidationError = get_adapter().validation_error("incorrect_code")
    return refusal
