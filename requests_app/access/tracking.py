"""Opening a case to its requester by 查询码 and telephone, and staying let in for half an hour.

The cookie names keys of cases (`AccessKey`), signed; no code, token or telephone is in it or in an address.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from secrets import compare_digest
from typing import Any

from django.core.signing import BadSignature, Signer
from django.db import models
from django.db.models import QuerySet

from office.crypto import decrypt, encrypt
from office.database.statements import Select
from requests_app.access import keys
from requests_app.models import AccessKey, EnterpriseRequest

LASTS = timedelta(minutes=30)
CASES_AT_MOST = 5
LAST_DIGITS = 4

Let = list[tuple[str, int, int]]  # 受理编号, key of the AccessKey, seconds since 1970


def keys_in_force(**named: Any) -> QuerySet[AccessKey]:
    """With their cases, but without what no page of the requester's shows: that stays encrypted where it is."""
    rows = AccessKey.objects.filter(ended_at__isnull=True, **named)
    return rows.select_related("case__station", "case__representative").defer(
        "case__contact", "case__phone", "case__email", "case__text_original", "case__representative__phone"
    )


KEY_OF_CASE = Select(
    lambda pk, number: keys_in_force(pk=pk, case__ledger_number=number),
    pk=models.BigIntegerField(),
    number=models.CharField(),
)
KEY_OF_LINK = Select(lambda token: keys_in_force(token_hash=token), token=models.CharField())


def look_up(code: str, digits: str) -> AccessKey | None:
    """The key of a 查询码 if the telephone ends with these four digits, or is this whole number.

    A miss costs the same two queries and one decryption.
    """
    key = AccessKey.objects.filter(code_hash=keys.hash_code(code), ended_at__isnull=True).first()
    phones = EnterpriseRequest.objects.filter(pk=key.case_id if key else 0).values_list("phone", flat=True)
    phone = phones.first()
    if phone is None:
        phone = decrypt(_decoy())
    known = phone if len(digits) > LAST_DIGITS else phone[-LAST_DIGITS:]
    is_same = compare_digest(known.encode(), digits.encode())
    return key if key is not None and is_same else None


def let_in(cookie: str, key: AccessKey, number: str, at: datetime) -> str:
    """The cookie with this case in it, the last five at most."""
    others = [entry for entry in _read(cookie, at) if entry[0] != number]
    return _signer().sign_object([*others[1 - CASES_AT_MOST :], (number, key.pk, int(at.timestamp()))])


def key_of(cookie: str, number: str, at: datetime) -> AccessKey | None:
    """The key by which the cookie's owner was let in to this case, while it is in force."""
    pk = next((entry[1] for entry in _read(cookie, at) if entry[0] == number), None)
    if pk is None:
        return None
    return KEY_OF_CASE.first(pk=pk, number=number)


def key_of_link(token: str) -> AccessKey | None:
    """The key of a private link, while it is in force."""
    return KEY_OF_LINK.first(token=keys.hash_token(token))


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
