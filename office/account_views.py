"""The page of the one-time link by which somebody sets the first password of an account."""

from typing import Any

from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.views import PasswordResetConfirmView
from django.http import HttpResponse
from django.urls import reverse_lazy
from django.utils import timezone

from office import accounts
from office.models import User


class FirstPassword(PasswordResetConfirmView):
    """Django's own check of the link: it dies with its first use, with any change of password, and of old age."""

    template_name = "office/first_password.html"
    success_url = reverse_lazy("account_login")

    def form_valid(self, form: SetPasswordForm[User]) -> HttpResponse:
        response: Any = super().form_valid(form)
        accounts.note_first_password(form.user, at=timezone.now())
        return response  # type: ignore[no-any-return]


def signed_in(sender: object, user: User, **kwargs: object) -> None:
    """Receives Django's signal: a login is an event, whichever way it was made."""
    accounts.note_sign_in(user, at=timezone.now())
