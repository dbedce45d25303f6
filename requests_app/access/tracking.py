"""Opening a case to its requester by 查询码 and telephone, and staying let in for half an hour.

The cookie names keys of cases (`AccessKey`), signed; no code, token or telephone is in it or in an address.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from secrets import compare_digest

from django.core.signing import BadSignature, Signer
from django.db.models import QuerySet

from office.crypto import decrypt, encrypt
from requests_app.access import keys
from requests_app.models import AccessKey, EnterpriseRequest

LASTS = timedelta(minutes=30)
CASES_AT_MOST = 5

Let = list[tuple[str, int, int]]  # 受理编号, key of the AccessKey, seconds since 1970


def look_up(code: str, last4: str) -> AccessKey | None:
    """The key of a 查询码 if the telephone ends so; a miss costs the same two queries and one decryption."""
    key = AccessKey.objects.filter(code_hash=keys.hash_code(code), ended_at__isnull=True).first()
    phones = EnterpriseRequest.objects.filter(pk=key.case_id if key else 0).values_list("phone", flat=True)
    phone = phones.first()
    if phone is None:
        phone = decrypt(_decoy())
    ends_alike = compare_digest(phone[-4:].encode(), last4.encode())
    return key if key is not None and ends_alike else None


def let_in(cookie: str, key: AccessKey, number: str, at: datetime) -> str:
    """The cookie with this case in it, the last five at most."""
    others = [entry for entry in _read(cookie, at) if entry[0] != number]
    return _signer().sign_object([*others[1 - CASES_AT_MOST :], (number, key.pk, int(at.timestamp()))])


def key_of(cookie: str, number: str, at: datetime) -> AccessKey | None:
    """The key by which the cookie's owner was let in to this case, while it is in force."""
    pk = next((entry[1] for entry in _read(cookie, at) if entry[0] == number), None)
    if pk is None:
        return None
    return keys_in_force().filter(pk=pk, case__ledger_number=number).first()


def key_of_link(token: str) -> AccessKey | None:
    """The key of a private link, while it is in force."""
    return keys_in_force().filter(token_hash=keys.hash_token(token)).first()


def keys_in_force() -> QuerySet[AccessKey]:
    """With their cases, but without what no page of the requester's shows: that stays encrypted where it is."""
    rows = AccessKey.objects.filter(ended_at__isnull=True)
    return rows.select_related("case__station", "case__representative").defer(
        "case__contact", "case__phone", "case__email", "case__text_original", "case__representative__phone"
    )


def _read(cookie: str, at: datetime) -> Let:
    try:
        entries = _signer().unsign_object(cookie)
    except (BadSignature, ValueError):
        return []
    earliest = int((at - LASTS).timestamp())
    return [(number, pk, since) for number, pk, since in entries if since > earliest]


def _signer() -> Signer:
    return Signer(salt="requests_app.tracking")


@cache
def _decoy() -> str:
    return encrypt("00000000000")
