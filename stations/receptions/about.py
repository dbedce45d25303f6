"""Which request a booking is about: a signed mark that the request's page hands on, so that nobody names another's."""

from __future__ import annotations

from django.core.signing import BadSignature, Signer

AT_MOST = 100


def token_of(number: str) -> str:
    """For the links of the page of the request with this 受理编号."""
    return _signer().sign(number)


def read(token: str) -> str:
    """The 受理编号 behind the mark; "" where it is not ours."""
    try:
        return _signer().unsign(token[:AT_MOST])
    except BadSignature:
        return ""


def _signer() -> Signer:
    return Signer(salt="stations.receptions.about")
