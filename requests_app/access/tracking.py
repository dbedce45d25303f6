"""Opening a case to its requester by 查询码 and telephone, and staying let in for half an hour.

The cookie names keys of cases, signed; no code, token or telephone is in it or in an address.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from secrets import compare_digest
from typing import Any, TypeVar

from django.core.signing import BadSignature, Signer
from django.db import models
from django.db.models import QuerySet

from office.calendar import local_date
from office.crypto import decrypt, encrypt
from office.database.statements import Select
from office.numbers import clean_text, is_damm_valid
from office.typed.phones import Phone
from requests_app.access import keys
from requests_app.models import AccessKey, EnterpriseRequest, PhoneChange, VerdictKey
from requests_app.models.verdict_keys import FORMER_LASTS

LASTS = timedelta(minutes=30)
CASES_AT_MOST = 5
BETWEEN_DIGITS = re.compile(r"[\s\-–—_.·]+")
LAST_DIGITS = 4

# 受理编号, keys of the AccessKey and of the VerdictKey (0: none), seconds since 1970
Let = list[tuple[str, int, int, int]]
K = TypeVar("K", AccessKey, VerdictKey)


@dataclass(frozen=True)
class HeldKeys:
    """What one link or code holds; at least one of the two. They end apart."""

    access: AccessKey | None
    verdict: VerdictKey | None

    @property
    def _first(self) -> AccessKey | VerdictKey:
        key = self.access or self.verdict
        if key is None:
            raise AssertionError("keys are held only where there is one")
        return key

    @property
    def case(self) -> EnterpriseRequest:
        """The one that the keys were given for."""
        return self._first.case

    @property
    def case_id(self) -> int:
        return self._first.case_id

    @property
    def created_at(self) -> datetime:
        return self._first.created_at

    @property
    def code_hash(self) -> str | None:
        return self._first.code_hash

    def verdict_of(self, case: EnterpriseRequest) -> VerdictKey | None:
        """What judges `case`: a round's link its own case, a receipt every part of the request."""
        key = self.verdict
        return key if key is not None and (key.round is None or key.case_id == case.pk) else None


def keys_in_force(model: type[K], **named: Any) -> QuerySet[K]:
    """With their cases, but without what no page of the requester's shows: that stays encrypted where it is."""
    rows = model._default_manager.filter(ended_at__isnull=True, **named)
    return rows.select_related("case__station", "case__representative").defer(
        "case__contact", "case__phone", "case__email", "case__text_original", "case__representative__phone"
    )


ACCESS_OF_CASE = Select(
    lambda pk, number: keys_in_force(AccessKey, pk=pk, case__ledger_number=number),
    pk=models.BigIntegerField(),
    number=models.CharField(),
)
VERDICT_OF_CASE = Select(
    lambda pk, number: keys_in_force(VerdictKey, pk=pk, case__ledger_number=number),
    pk=models.BigIntegerField(),
    number=models.CharField(),
)
ACCESS_OF_LINK = Select(lambda token: keys_in_force(AccessKey, token_hash=token), token=models.CharField())
VERDICT_OF_LINK = Select(lambda token: keys_in_force(VerdictKey, token_hash=token), token=models.CharField())

ACCESS_OF_CODE = Select(lambda code: keys_in_force(AccessKey, code_hash=code), code=models.CharField())
VERDICT_OF_CODE = Select(lambda code: keys_in_force(VerdictKey, code_hash=code), code=models.CharField())
PHONE = Select(
    lambda case: EnterpriseRequest.objects.filter(pk=case).values_list(
        "phone", "phone_extension", "split_from_id"
    ),
    case=models.BigIntegerField(),
)
FORMER_PHONES = Select(
    lambda case, since, day: PhoneChange.objects.open_after(day).filter(case_id=case, changed_at__gte=since),
    case=models.BigIntegerField(),
    since=models.DateTimeField(),
    day=models.DateField(),
)


def read_code(typed: str) -> str:
    """A 查询码 in any width and grouping as its twelve digits. Raises ValueError with the words to show."""
    code = BETWEEN_DIGITS.sub("", unicodedata.normalize("NFKC", clean_text(typed)))
    if re.fullmatch(r"20[0-9]{7,8}", code):
        raise ValueError("这是受理编号，不是查询码；查询码是回执上的 12 位数字")
    if not re.fullmatch(r"[0-9]{12}", code):
        raise ValueError("查询码是 12 位数字，请对照回执核对")
    if not is_damm_valid(code):
        raise ValueError("查询码有一位输错了，请对照回执核对")
    return code


def look_up(code: str, digits: str, at: datetime) -> HeldKeys | None:
    """The keys of a 查询码 if the telephone ends with these four digits, or is this whole number (`phones.ending`).

    The telephone before it that has not agreed to the change counts as well. A miss costs the same queries.
    """
    hashed = keys.hash_code(code)
    held = _held(ACCESS_OF_CODE.first(code=hashed), VERDICT_OF_CODE.first(code=hashed))
    phones = _phones(held, at) or [Phone(decrypt(_decoy()))]
    # A case without telephone opens without one.
    known = [said for phone in phones for said in ((phone.number, *phone.endings) if phone.number else ("",))]
    is_same = [compare_digest(each.encode(), digits.encode()) for each in known]
    return held if held is not None and any(is_same) else None


def _phones(held: HeldKeys | None, at: datetime) -> list[Phone]:
    """The telephone of the case, and those before it that were registered when the keys were given."""
    case, since = (held.case_id, held.created_at) if held else (0, at)
    phone, extension, root = next(iter(PHONE.rows(case=case)), (None, "", None))
    former = FORMER_PHONES.all(case=root or case, since=since, day=local_date(at) - FORMER_LASTS)
    own = [] if phone is None else [Phone(phone, extension)]
    return [*own, *(Phone(change.former, change.former_extension) for change in former)]


def _held(access: AccessKey | None, verdict: VerdictKey | None) -> HeldKeys | None:
    return HeldKeys(access, verdict) if access is not None or verdict is not None else None


def let_in(cookie: str, held: HeldKeys, number: str, at: datetime) -> str:
    """The cookie with this case in it, the last five at most."""
    others = [entry for entry in _read(cookie, at) if entry[0] != number]
    own = (
        number,
        held.access.pk if held.access else 0,
        held.verdict.pk if held.verdict else 0,
        int(at.timestamp()),
    )
    return _signer().sign_object([*others[1 - CASES_AT_MOST :], own])


def keys_of(cookie: str, number: str, at: datetime) -> HeldKeys | None:
    """The keys by which the cookie's owner was let in to this case, while they are in force."""
    entry = next((entry for entry in _read(cookie, at) if entry[0] == number), None)
    if entry is None:
        return None
    access = ACCESS_OF_CASE.first(pk=entry[1], number=number) if entry[1] else None
    return _held(access, VERDICT_OF_CASE.first(pk=entry[2], number=number) if entry[2] else None)


def keys_of_link(token: str) -> HeldKeys | None:
    """The keys of a private link, while they are in force."""
    hashed = keys.hash_token(token)
    return _held(ACCESS_OF_LINK.first(token=hashed), VERDICT_OF_LINK.first(token=hashed))


def _read(cookie: str, at: datetime) -> Let:
    try:
        entries: Iterable[Any] = _signer().unsign_object(cookie)
    except (BadSignature, ValueError):
        return []
    earliest = int((at - LASTS).timestamp())
    return [
        (number, access, verdict, since) for number, access, verdict, since in entries if since > earliest
    ]


def _signer() -> Signer:
    return Signer(salt="requests_app.tracking.keys")


@cache
def _decoy() -> str:
    return encrypt("00000000000")
