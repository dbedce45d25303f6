"""Whose browser it is, as far as that can be told without an account: what one visitor leaves, the next does not see.

`browser` names the browser of a form, so that only that one is led back to what it sent. `receipts` names the private
links that a terminal may open in this turn; elsewhere `closed` names those that this browser opens no more.
"""

from __future__ import annotations

import secrets

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from office import terminals
from office.crypto import keyed_hash
from office.ports import VisitorCookie
from requests_app.access import keys

BROWSER = VisitorCookie("browser")
LOOK_UP = VisitorCookie("case", "/track/")
RECEIPTS = VisitorCookie("receipts", "/receipt/")
# Not a visitor's: it outlasts them, as it keeps their links shut.
CLOSED = VisitorCookie("closed", "/receipt/")
CLOSED_LASTS = 365 * 24 * 3600
LINKS_AT_MOST = 20


def browser_of(request: HttpRequest) -> str:
    """What is stored of this browser with a submission; nothing where it has no name yet."""
    name = request.COOKIES.get(BROWSER.name, "")
    return keyed_hash("browser", name) if name else ""


def name_browser(request: HttpRequest, response: HttpResponseBase) -> None:
    """Give the browser that is shown a form a random name, until it is closed."""
    if BROWSER.name not in request.COOKIES:
        _set(response, BROWSER, secrets.token_urlsafe(16))


def open_on_terminal(request: HttpRequest, response: HttpResponseBase, token: str) -> None:
    """At a terminal the receipt of what was just sent is opened for this turn."""
    turn = terminals.turn_of(request)
    if turn is not None:
        _set(response, RECEIPTS, _with(request, RECEIPTS, _mark(token, turn.key)))


def is_shut_here(request: HttpRequest, token: str) -> bool:
    """Whether a private link does not open in this browser, though it is right.

    On a terminal every one is that was not made in this turn: a step back must not show the last visitor's. On
    somebody's own machine those that a visitor has cleared away.
    """
    turn = terminals.turn_of(request)
    if turn is not None:
        return _mark(token, turn.key) not in _read(request, RECEIPTS)
    return _mark(token) in _read(request, CLOSED)


def clear(request: HttpRequest, response: HttpResponseBase, token: str = "") -> None:
    """完成，清除本机: nothing of this visitor is left in the browser, and the link does not open in it again."""
    for cookie in (BROWSER, LOOK_UP, RECEIPTS):
        response.delete_cookie(cookie.name, path=cookie.path, samesite="Lax")
    if token:
        _set(response, CLOSED, _with(request, CLOSED, _mark(token)), max_age=CLOSED_LASTS)
    terminals.empty_browser(response)


def _mark(token: str, turn: str = "") -> str:
    """Tells a link from others and opens nothing."""
    return keyed_hash("receipt_here", f"{turn}\0{keys.hash_token(token)}")[:16]


def _read(request: HttpRequest, cookie: VisitorCookie) -> list[str]:
    try:
        marks: list[str] = _signer(cookie).unsign_object(request.COOKIES.get(cookie.name, ""))
    except (BadSignature, ValueError):
        return []
    return marks


def _with(request: HttpRequest, cookie: VisitorCookie, mark: str) -> str:
    others = [each for each in _read(request, cookie) if each != mark]
    return _signer(cookie).sign_object([*others[1 - LINKS_AT_MOST :], mark])


def _set(
    response: HttpResponseBase, cookie: VisitorCookie, value: str, *, max_age: int | None = None
) -> None:
    response.set_cookie(
        cookie.name,
        value,
        max_age=max_age,
        path=cookie.path,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _signer(cookie: VisitorCookie) -> Signer:
    return Signer(salt=f"requests_app.devices.{cookie.name}")
