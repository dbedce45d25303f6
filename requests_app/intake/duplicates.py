"""What was sent before: under the same key, or in the same words from the same telephone."""

from __future__ import annotations

from datetime import datetime

from django.db import models

from office.crypto import blind_index
from office.database.statements import Select
from requests_app.access import keys
from requests_app.intake.stamps import LASTS
from requests_app.models import EnterpriseRequest, Submission

LATEST = 10
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
        .order_by()
        .values_list("pk")[:1]
    ),
    phone=models.CharField(),
    text=models.TextField(),
)


def is_acknowledged(scope: str, key: str) -> bool:
    """Whether something was already submitted under the key: a double tap, a retry, the back button.

    `scope` is where the key was given: web, desk, api (docs/domain.md § 2, once).
    """
    return ACKNOWLEDGED.exists(scope=scope, key=keys.hash_key(key))


def body_of(scope: str, key: str) -> str | None:
    """The fingerprint (SHA-256 in hexadecimal) of what was submitted under the key, None where nothing was."""
    rows = Submission.objects.filter(scope=scope, key=keys.hash_key(key))
    return rows.values_list("body_sha256", flat=True).first()


def is_acknowledged_of_some_case(key: str) -> bool:
    """Whether a form with this key has taken a step of any case: the key is a secret of the form itself."""
    return Submission.objects.filter(key=keys.hash_key(key), scope__startswith="case:").exists()


def purge(at: datetime) -> int:
    """Forget keys whose forms could not come back any more: their stamps have ended too. Returns how many."""
    return Submission.objects.filter(created_at__lt=at - LASTS).delete()[0]


def said_before(phone: str, masked_text: str) -> bool:
    """Whether one of the telephone's latest requests has the same text; a mark for triage, nothing more."""
    return bool(phone) and SAID_BEFORE.exists(phone=blind_index(phone), text=masked_text)
