"""Pages of an account of its own: the first password by a one-time link, and a copy of one's own data."""

from typing import Any, cast

from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.views import PasswordResetConfirmView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse_lazy
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from office import accounts, sign_ins
from office.downloads import record_export, xlsx_file
from office.models import User
from office.privacy import personal_data as own_copy


class FirstPassword(PasswordResetConfirmView):
    """Django's own check of the link: it dies with its first use, with any change of password, and of old age."""

    template_name = "office/first_password.html"
    success_url = reverse_lazy("account_login")

    def form_valid(self, form: SetPasswordForm[User]) -> HttpResponse:
        response: Any = super().form_valid(form)
        accounts.note_first_password(form.user, at=timezone.now())
        return response  # type: ignore[no-any-return]


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def own_data(request: HttpRequest) -> HttpResponse:
    """What is stored about me, as one workbook; taking it is an event."""
    if request.method != "POST":
        return render(request, "office/own_data.html")
    user = cast(User, request.user)
    content, rows = own_copy.copy_of(user)
    record_export("own_data", rows=rows, by=user, at=timezone.now())
    return xlsx_file(content, "个人信息")


def signed_in(sender: object, user: User, request: HttpRequest | None = None, **kwargs: object) -> None:
    """Receives Django's signal: a login is an event, whichever way it was made."""
    address = request.META.get("REMOTE_ADDR", "") if request is not None else ""
    sign_ins.note_signed_in(user, address=address, at=timezone.now())
