"""Addresses in messages: a case on the desk, the requester's private page."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.urls import reverse

from requests_app.models import EnterpriseRequest

PLACE = "0000-00000"


def desk_link(case: EnterpriseRequest) -> str:
    """The path of the case's page on the desk."""
    return _pattern().replace(PLACE, case.ledger_number)


@cache
def _pattern() -> str:
    """`reverse` once a process: it would take a tenth of the time of three thousand reminders."""
    return reverse("requests:detail", args=[PLACE])


def former_link(token: str) -> str:
    """不是我改的, for the telephone that was registered before."""
    return f"{settings.SITE_URL.rstrip('/')}{reverse('requests:former_phone', args=[token])}"


def private_link(token: str, step: str = "") -> str:
    """The requester's own page, or one step of it."""
    page = (
        reverse("requests:receipt_step", args=[token, step])
        if step
        else reverse("requests:receipt", args=[token])
    )
    return f"{settings.SITE_URL.rstrip('/')}{page}"
