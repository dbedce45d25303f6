"""What was sent before: under the same key, or in the same words from the same telephone."""

from __future__ import annotations

from datetime import datetime

from office.crypto import blind_index
from requests_app.access import keys
from requests_app.intake.stamps import LASTS
from requests_app.models import EnterpriseRequest, Submission
from requests_app.texts import masking


def is_acknowledged(scope: str, key: str) -> bool:
    """Whether something was already submitted under the key: a double tap, a retry, the back button."""
    return Submission.objects.filter(scope=scope, key=keys.hash_key(key)).exists()


def purge(at: datetime) -> int:
    """Forget keys whose forms could not come back any more: their stamps have ended too."""
    return Submission.objects.filter(created_at__lt=at - LASTS).delete()[0]


def said_before(phone: str, text: str, contact: str) -> bool:
    """Whether one of the telephone's latest requests has the same text; a mark for triage, nothing more."""
    if not phone:
        return False
    latest = EnterpriseRequest.objects.filter(phone_index=blind_index(phone)).order_by("-id")
    return masking.mask(text, [contact]).text in latest.values_list("text", flat=True)[:10]
