"""What was sent before: under the same key, or in the same words from the same telephone."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import models

from office.crypto import blind_index
from office.database.statements import Select
from office.form_stamps import LASTS
from requests_app.access import keys
from requests_app.models import EnterpriseRequest, Submission

LATEST = 10
# After that the same words are a new matter, or a reminder; triage sees the mark.
RECENT = timedelta(hours=1)
ACKNOWLEDGED = Select(
    lambda scope, key: Submission.objects.filter(scope=scope, key=key).values_list("pk"),
    scope=models.CharField(),
    key=models.CharField(),
)
SAID_BEFORE = Select(
    lambda phone, text: (
        EnterpriseRequest.objects.filter(
            text=text,
            pk__in=EnterpriseRequest.objects.filter(phone_index=phone).order_by("-id").values("pk")[:LATEST],
        )
        .order_by("-id")
        .values_list("ledger_number", "contact", "submitted_at")
    ),
    phone=models.CharField(),
    text=models.TextField(),
)


class Said(NamedTuple):
    """An earlier request in the same words."""

    number: str
    contact: str
    at: datetime


def is_acknowledged(scope: str, key: str) -> bool:
    """Whether something was already submitted under the key: a double tap, a retry, the back button.

    `scope` is where the key was given: web, desk, api (docs/domain.md § 2, once).
    """
    return ACKNOWLEDGED.exists(scope=scope, key=keys.hash_key(key))


def body_of(scope: str, key: str) -> str | None:
    """The fingerprint (SHA-256 in hexadecimal) of what was submitted under the key, None where nothing was."""
    rows = Submission.objects.filter(scope=scope, key=keys.hash_key(key))
    return rows.values_list("body_sha256", flat=True).first()


def number_under(scope: str, key: str) -> str:
    """受理编号 of what was submitted under the key; "" where nothing was."""
    rows = Submission.objects.filter(scope=scope, key=keys.hash_key(key))
    return rows.values_list("request__ledger_number", flat=True).first() or ""


def was_brought(scope: str, body: str, *, but_not_by: str, at: datetime) -> bool:
    """Whether a form under another key brought the same fingerprint within the hour: the back button, and a press."""
    others = Submission.objects.filter(scope=scope, body_sha256=body, created_at__gt=at - RECENT)
    return others.exclude(key=keys.hash_key(but_not_by)).exists()


def was_sent_from(browser: str, *, scope: str, key: str, phone: str, at: datetime) -> bool:
    """Whether this browser sent what is acknowledged under the key, for the same telephone and within the hour.

    Only then may it be led back to the receipt. A second visitor of the same tablet has another telephone, or comes
    later; a browser without a name has sent nothing.
    """
    sent = Submission.objects.filter(
        scope=scope,
        key=keys.hash_key(key),
        browser=browser,
        created_at__gt=at - RECENT,
        request__phone_index=blind_index(phone) if phone else "",
    )
    return bool(browser) and sent.exists()


def is_acknowledged_of_some_case(key: str) -> bool:
    """Whether a form with this key has taken a step of any case: the key is a secret of the form itself."""
    return Submission.objects.filter(key=keys.hash_key(key), scope__startswith="case:").exists()


def purge(at: datetime) -> int:
    """Forget keys whose forms could not come back any more: their stamps have ended too. Returns how many."""
    return Submission.objects.filter(created_at__lt=at - LASTS).delete()[0]


def said_before(phone: str, masked_text: str) -> list[Said]:
    """The same text among the telephone's latest requests, the newest first: a mark for triage.

    Whoever holds the limiter's row of the telephone sees what the other of two at once has stored.
    """
    if not phone:
        return []
    return [Said(*row) for row in SAID_BEFORE.rows(phone=blind_index(phone), text=masked_text)]


def twin_in(said: list[Said], contact: str, *, at: datetime) -> str:
    """受理编号 of what the same contact said within the hour; nothing if none."""
    return next((one.number for one in said if one.contact == contact and one.at > at - RECENT), "")
