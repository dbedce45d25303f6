"""Who supplies what a visitor's page is sent: a visitor, or the desk under a visitor's name.

A browser in which somebody has signed in during the last hours, a network that the operator names as the desks' own,
and the telephone or e-mail of an account are the desk's: what comes from there is typed at a desk. A browser that was
cleared and is in no such network is not recognised.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import cast

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from office.actors import Actor
from office.models import User
from office.networks import is_within

COOKIE = "desk"
# A working day with its breaks: whoever signs out to go on as a visitor waits longer than a visitor sits there.
LASTS = timedelta(hours=12)
RENEWED_AFTER = timedelta(minutes=30)
ACCOUNTS_AT_MOST = 10


@dataclass(frozen=True)
class Supplier:
    """`accounts` are the chains of whoever was signed in in this browser or is reached by this telephone or e-mail."""

    is_desk: bool
    accounts: tuple[str, ...] = ()

    @property
    def actor(self) -> Actor:
        """As whom a visitor's page acts."""
        return Actor.requester("desk" if self.is_desk else "own")


def mark(request: HttpRequest, response: HttpResponseBase) -> None:
    """Note in the browser of whoever is signed in that it is a desk's; it outlasts the session."""
    user, known = cast(User, request.user), _accounts(request, LASTS)
    if user.pk in _accounts(request, RENEWED_AFTER):
        return
    accounts = [user.pk, *(each for each in known if each != user.pk)][:ACCOUNTS_AT_MOST]
    response.set_cookie(
        COOKIE,
        _signer().sign_object(accounts),
        max_age=LASTS,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def is_desk(request: HttpRequest) -> bool:
    """Whether this browser or its network is a desk's."""
    return bool(_marked(request)) or is_within(request.META["REMOTE_ADDR"], settings.DESK_NETWORKS)


def supplier_of(request: HttpRequest, *, phone: str, email: str = "") -> Supplier:
    """Who supplies what was sent with this number (digits alone) and e-mail, "" where there is none."""
    accounts = [*_marked(request), *User.objects.reached_by(phone=phone, email=email)]
    chains = tuple(dict.fromkeys(f"user:{account}" for account in accounts))
    return Supplier(bool(accounts) or is_desk(request), chains)


def _marked(request: HttpRequest) -> list[int]:
    """In a demo one person plays everybody in one browser: there it says nothing."""
    return _accounts(request, LASTS) if settings.DESK_BROWSERS_KNOWN else []


def _accounts(request: HttpRequest, lasting: timedelta) -> list[int]:
    value = request.COOKIES.get(COOKIE, "")
    if not value:
        return []
    try:
        return [int(account) for account in _signer().unsign_object(value, max_age=lasting)]
    except (signing.BadSignature, ValueError, TypeError):
        return []


def _signer() -> signing.TimestampSigner:
    return signing.TimestampSigner(salt="office.desk_browsers")
