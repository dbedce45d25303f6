"""The page that asks for 查询码 and telephone, and what every page about a requester's own case forbids browsers."""

from __future__ import annotations

from datetime import timedelta
from typing import TypeVar

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from requests_app.access.tracking import LASTS
from requests_app.public.forms.track import TrackForm

R = TypeVar("R", bound=HttpResponseBase)


def look_up_page(
    request: HttpRequest, form: TrackForm, *, typed: list[str] | None = None, status: int = 200
) -> HttpResponse:
    """The look-up form; `typed` are texts to be copied that an expired look-up left behind."""
    context = {
        "form": form,
        "typed": typed,
        "is_expired": typed is not None,
        "lasts": LASTS // timedelta(minutes=1),
    }
    return private(render(request, "requests_app/public_track.html", context, status=status))


def look_up_again(request: HttpRequest) -> HttpResponse:
    """The look-up has run out under a form that was being filled in: the texts are shown to be copied."""
    typed = [text for name in ("text", "value", "reason") if (text := request.POST.get(name, "").strip())]
    return look_up_page(request, TrackForm(), typed=typed, status=403)


def private(response: R) -> R:
    """Neither kept by a browser or proxy, nor found by a search, nor told to another site."""
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
