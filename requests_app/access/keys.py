"""The two numbers: 受理编号 in sequence, 查询码 and private links derived or random, kept as keyed hashes.

Source: docs/domain.md § 2. A retried submission shows the same link and code, as both follow from its key.
"""

from __future__ import annotations

import base64
import re
import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, models
from django.db.models import Q, QuerySet

from office.crypto import derive, keyed_hash
from office.database.statements import Select
from office.database.storing import insert
from office.models import User
from office.numbers import damm_digit
from requests_app.models import AccessKey, EnterpriseRequest
from requests_app.texts import titles

# One statement, so that the row is locked from the first moment. Both databases know it.
NEXT_NUMBER = """
    INSERT INTO requests_app_ledgercounter (year, last) VALUES (%s, 1)
    ON CONFLICT (year) DO UPDATE SET last = requests_app_ledgercounter.last + 1 RETURNING last
"""
CODE_TAKEN = Select(
    lambda code: AccessKey.objects.filter(code_hash=code).values_list("pk"), code=models.CharField()
)
_MARKUP = re.compile(r"</?[A-Za-z][^<>\n]{0,300}>|&nbsp;")
_SENTENCE = re.compile(r"[。！？!?；;\n]")


@dataclass(frozen=True)
class Receipt:
    """What the requester is shown once: the private link's token and the 查询码 (12 digits)."""

    token: str
    code: str

    @property
    def spaced_code(self) -> str:
        return f"{self.code[:4]} {self.code[4:8]} {self.code[8:]}"


def next_ledger_number(year: int) -> str:
    """`2026-00123`: without gaps, taken under the counter's row lock; call inside a transaction."""
    with connection.cursor() as cursor:
        cursor.execute(NEXT_NUMBER, [year])
        return f"{year}-{cursor.fetchone()[0]:05d}"


def receipt_for(scope: str, key: str, *, attempt: int = 0) -> Receipt:
    """Token and code that follow from a submission's scope and key; `attempt` counts code collisions."""
    token = _token(derive("receipt", f"{scope}\0{key}"))
    return Receipt(token, _code(derive("code", f"{token}{attempt or ''}")))


def new_key(case: EnterpriseRequest, receipt: Receipt, *, grade: str, at: datetime) -> AccessKey:
    """What opens the case with this receipt, not stored yet."""
    return AccessKey(
        case=case,
        token_hash=hash_token(receipt.token),
        code_hash=hash_code(receipt.code),
        grade=grade,
        round=case.round,
        created_at=at,
    )


def free_receipt(scope: str, key: str) -> Receipt:
    """The receipt of a new submission whose code nobody holds yet (one query, almost always)."""
    attempt = 0
    while True:
        receipt = receipt_for(scope, key, attempt=attempt)
        if not CODE_TAKEN.exists(code=hash_code(receipt.code)):
            return receipt
        attempt += 1


def shown_receipt(token: str) -> Receipt | None:
    """The code behind a derived token, as it was shown first; None for links that carry no code."""
    key = AccessKey.objects.filter(token_hash=hash_token(token)).first()
    return receipt_of(key.code_hash, token) if key else None


def receipt_of(code_hash: str | None, token: str) -> Receipt | None:
    """The code of a key, for whoever holds its token; None for links that carry no code."""
    if code_hash is None:
        return None
    for attempt in range(100):
        code = _code(derive("code", f"{token}{attempt or ''}"))
        if hash_code(code) == code_hash:
            return Receipt(token, code)
    return None


def opened_with(case: EnterpriseRequest) -> QuerySet[EnterpriseRequest]:
    """The cases that one request became (split): what any of its keys opens."""
    root = case.split_from_id or case.pk
    return EnterpriseRequest.objects.filter(Q(pk=root) | Q(split_from_id=root)).order_by("pk")


def renew(case: EnterpriseRequest, *, grade: str, at: datetime, reissued_by: User | None = None) -> Receipt:
    """A fresh random link and 查询码, stored for access alone; every older access key of the receipt ends.

    Verdict keys stay as they are: whoever may end them says so (verdict_keys.py).
    """
    family = opened_with(case).order_by().values("pk")
    AccessKey.objects.filter(case__in=family, ended_at__isnull=True).update(ended_at=at)
    token = secrets.token_urlsafe(16)
    attempt = 0
    while CODE_TAKEN.exists(code=hash_code(_code(derive("code", f"{token}{attempt or ''}")))):
        attempt += 1
    receipt = Receipt(token, _code(derive("code", f"{token}{attempt or ''}")))
    key = new_key(case, receipt, grade=grade, at=at)
    key.reissued_by = reissued_by
    insert(key)
    return receipt


def title_of(text: str) -> str:
    """The first sentence, at most 30 characters up to its last comma: what lists show until staff word it better.

    Markup that was pasted along stays in the text, not in the title.
    """
    text = _MARKUP.sub("", text).strip() or text
    first = next((part.strip() for part in _SENTENCE.split(text) if part.strip()), text.strip())
    return titles.cut(first, 30)


def hash_token(token: str) -> str:
    return keyed_hash("token", token)


def hash_code(code: str) -> str:
    return keyed_hash("code", code)


def hash_key(key: str) -> str:
    """What is stored of a submission key: with the key itself its receipt could be asked for again."""
    return keyed_hash("submission", key)


def _token(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw[:16]).decode().rstrip("=")


def _code(raw: bytes) -> str:
    digits = f"{int.from_bytes(raw[:16], 'big') % 10**11:011d}"
    return digits + damm_digit(digits)
