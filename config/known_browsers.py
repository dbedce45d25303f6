"""Browsers that somebody has signed in with before: strangers' wrong tries never keep their owners out.

The cookie is signed and names accounts by keyed hashes. It opens nothing: it lets its holder try a password or a code
on a count of its own (config/login_limits.py).
"""

import secrets
from datetime import timedelta

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from office.crypto import keyed_hash

LASTS = timedelta(days=180)
ACCOUNTS_AT_MOST = 5


def nonce_of(request: HttpRequest, account: str) -> str:
    """What this browser was given when this account last signed in with it; "" for any other browser."""
    return dict(_read(request)).get(_hashed(account), "")


def remember(request: HttpRequest, response: HttpResponseBase, account: str) -> None:
    """After a whole sign-in, second factor included. A browser of several people knows the last five of them."""
    others = [entry for entry in _read(request) if entry[0] != _hashed(account)]
    entries = [*others[1 - ACCOUNTS_AT_MOST :], (_hashed(account), secrets.token_urlsafe(12))]
    response.set_cookie(
        settings.KNOWN_BROWSER_COOKIE_NAME,
        _signer().sign_object(entries),
        max_age=LASTS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _read(request: HttpRequest) -> list[tuple[str, str]]:
    try:
        entries = _signer().unsign_object(
            request.COOKIES.get(settings.KNOWN_BROWSER_COOKIE_NAME, ""), max_age=LASTS
        )
    except (BadSignature, ValueError):
        return []
    return [(account, nonce) for account, nonce in entries]


def _hashed(account: str) -> str:
    return keyed_hash("known-browser", account)[:24]


def _signer() -> TimestampSigner:
    return TimestampSigner(salt="config.known_browsers")
