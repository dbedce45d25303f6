"""A visitors' terminal: one browser that strangers use one after the other, each in a turn of their own.

The home page begins a turn and ends the one before; everything that a visitor left in the browser ends with it. The
mark of the browser outlasts a turn, so that a terminal that slept does not wake up as somebody's own machine.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from office import ports

COOKIE = "counter"
# The home page asks for itself again much sooner, so a terminal that is switched on never forgets what it is.
MARK_LASTS = timedelta(days=1)
TURN_LASTS = timedelta(hours=1)
# A page is left alone, or read to the end, after so many seconds; what somebody may be writing stays longer.
READING_SECONDS = 180
WRITING_SECONDS = 600


@dataclass(frozen=True)
class Turn:
    """`home`: the address at which the next turn begins; `place`: what the readings of this turn are counted for."""

    home: str
    place: str
    key: str
    is_over: bool


def turn_of(request: HttpRequest) -> Turn | None:
    """This visitor's turn; None on every machine that is no terminal."""
    mark = request.COOKIES.get(COOKIE)
    if not mark:
        return None
    try:
        home, place, key = _signer().unsign_object(mark, max_age=MARK_LASTS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Turn(str(home), str(place), str(key), is_over=_is_over(mark))


def new_turn(home: str, *, place: str) -> Turn:
    """The next visitor's, for the page that begins it."""
    return Turn(home, place, secrets.token_urlsafe(9), is_over=False)


def begin(turn: Turn, request: HttpRequest, response: HttpResponseBase) -> None:
    """`response` is the home page of a terminal: the visitor before leaves nothing behind, the next one begins."""
    forget_visitor(request, response)
    guard(turn, response)
    response.set_cookie(
        COOKIE,
        _signer().sign_object([turn.home, turn.place, turn.key]),
        max_age=MARK_LASTS,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def opens_elsewhere(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """For a view behind a private link: on a terminal it is a 404, as the next visitor would step back to it.

    Elsewhere the page is kept by no browser or proxy, found by no search and told to no other site.
    """

    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if turn_of(request) is not None:
            raise Http404
        response = view(request, *args, **kwargs)
        response.headers["Cache-Control"] = "private, no-store"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        response.headers.setdefault("Referrer-Policy", "same-origin")
        return response

    opened.is_private_link = True  # type: ignore[attr-defined]
    return opened


def forget_visitor(request: HttpRequest, response: HttpResponseBase) -> None:
    """Whoever was signed in is signed out, and all goes that tells one visitor from another or that the browser kept.

    A home page that asks for itself again, with nobody between, throws nothing away.
    """
    left = {settings.SESSION_COOKIE_NAME, *(cookie.name for cookie in ports.visitor_cookies)}
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        request.session.flush()
    for cookie in ports.visitor_cookies:
        response.delete_cookie(cookie.name, path=cookie.path, samesite="Lax")
    if any(request.COOKIES.get(name) for name in left):
        empty_browser(response)


def empty_browser(response: HttpResponseBase) -> None:
    """The browser throws away what it kept of our pages. Cookies go by name: what tells a desk or a terminal stays."""
    response.headers["Clear-Site-Data"] = '"cache", "storage"'


def guard(turn: Turn, response: HttpResponseBase) -> None:
    """What a terminal shows is kept nowhere, and a page that is left alone goes home by itself, without a script."""
    response.headers["Cache-Control"] = "private, no-store"
    if response.headers.get("Content-Type", "").startswith("text/html"):
        is_form = b"<textarea" in getattr(response, "content", b"")
        seconds = WRITING_SECONDS if is_form else READING_SECONDS
        response.headers["Refresh"] = f"{seconds}; url={turn.home}"


def _is_over(mark: str) -> bool:
    try:
        _signer().unsign(mark, max_age=TURN_LASTS)
    except signing.SignatureExpired:
        return True
    return False


def _signer() -> signing.TimestampSigner:
    return signing.TimestampSigner(salt="office.terminals")
