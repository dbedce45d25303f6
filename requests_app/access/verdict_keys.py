"""Verdict keys: who gets one, and the only three ways in which one ends (docs/domain.md § 2, Keys and grades)."""

from __future__ import annotations

import secrets
from datetime import datetime

from office.database.storing import insert
from requests_app.access import keys
from requests_app.access.addresses import Registered
from requests_app.access.keys import Receipt
from requests_app.models import AccessKey, EnterpriseRequest, PhoneChange, VerdictKey
from requests_app.models.grades import JUDGING
from requests_app.models.verdict_keys import SentTo


def of_receipt(
    case: EnterpriseRequest, receipt: Receipt, *, grade: str, sent_to: str, at: datetime
) -> VerdictKey:
    """What a receipt of the requester's own carries beside its access key: every round. Not stored yet."""
    return VerdictKey(
        case=case,
        token_hash=keys.hash_token(receipt.token),
        code_hash=keys.hash_code(receipt.code),
        grade=grade,
        sent_to=sent_to,
        created_at=at,
    )


def issue(case: EnterpriseRequest, to: Registered, *, at: datetime) -> str:
    """The token of a link of this round for one address, of that address's grade.

    The present telephone and e-mail get the access that goes with it; a former telephone judges and no more.
    Raises ValueError for an address that may not judge.
    """
    if to.grade not in JUDGING:
        raise ValueError(f"an address of grade {to.grade} does not judge")
    token = secrets.token_urlsafe(16)
    token_hash = keys.hash_token(token)
    insert(
        VerdictKey(
            case=case,
            token_hash=token_hash,
            grade=to.grade,
            round=case.round,
            sent_to=to.sent_to,
            change=to.change,
            created_at=at,
        )
    )
    if to.change is None:
        insert(AccessKey(case=case, token_hash=token_hash, grade=to.grade, round=case.round, created_at=at))
    return token


def judge_this_round(case: EnterpriseRequest, receipt: Receipt, *, grade: str, at: datetime) -> None:
    """Let the receipt of a new telephone rate what is answered already."""
    insert(
        VerdictKey(
            case=case,
            token_hash=keys.hash_token(receipt.token),
            grade=grade,
            round=case.round,
            sent_to=SentTo.PHONE,
            created_at=at,
        )
    )


def end_former_rounds(case: EnterpriseRequest, *, at: datetime) -> None:
    """The next round is answered: links of the rounds before have nothing to judge any more."""
    old = VerdictKey.objects.filter(case=case, round__lt=case.round, ended_at__isnull=True)
    old.update(ended_at=at)


def end_by_requester(case: EnterpriseRequest, *, at: datetime) -> None:
    """The requester's own key has changed the telephone: every link that was given out before ends."""
    family = keys.opened_with(case).order_by().values("pk")
    VerdictKey.objects.filter(case__in=family, ended_at__isnull=True).update(ended_at=at)


def given_since(change: PhoneChange) -> list[int]:
    """Keys that the number which a change brought in was sent."""
    family = keys.opened_with(change.case).order_by().values("pk")
    rows = VerdictKey.objects.filter(case__in=family, created_at__gte=change.changed_at, sent_to=SentTo.PHONE)
    return list(rows.values_list("pk", flat=True))


def restore(change: PhoneChange, *, at: datetime) -> None:
    """The former telephone undoes the change: its keys open again, those of the number that took its place end."""
    family = keys.opened_with(change.case).order_by().values("pk")
    for model in (AccessKey, VerdictKey):
        older = model._default_manager.filter(case__in=family, created_at__lt=change.changed_at)
        older.filter(ended_at=change.changed_at).update(ended_at=None)
    since = AccessKey.objects.filter(case__in=family, created_at__gte=change.changed_at)
    since.filter(ended_at__isnull=True).update(ended_at=at)
    VerdictKey.objects.filter(pk__in=given_since(change), ended_at__isnull=True).update(ended_at=at)
