"""What a change of term touches of requests: cases go to the successor or the liaison, promises stay as they are.

Sealed ones are on no list: their keeper alone knows of them, and they leave the person with the mandate.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse

from casework import engine
from groups.models import Representative
from groups.term_changes.parts import Fate, Item, Leaving, Part, parts
from office.actors import Actor
from requests_app.access import conflicts
from requests_app.models import EnterpriseRequest, Helper, LookBack, Promise
from requests_app.models.requests import EnterpriseRequestQuerySet, Status
from requests_app.notifications import messages
from requests_app.steps.handovers import HandOverInputs
from requests_app.steps.sets import WORKING

REASON = "代表换届"
MOVABLE = WORKING | {Status.ANSWERED}


def _held(leaving: Leaving) -> EnterpriseRequestQuerySet:
    rows = EnterpriseRequest.objects.unended().filter(sealed=False, representative__in=leaving.people)
    return rows.order_by("pk")


def _cases(leaving: Leaving, at: datetime) -> Sequence[Item]:
    return [_item(row) for row in _held(leaving).select_related("representative")]


def _item(case: EnterpriseRequest) -> Item:
    name = case.representative.name if case.representative else ""
    url = reverse("requests:detail", args=[case.ledger_number])
    return Item(case.representative_id or 0, f"{case.ledger_number}（{name}）", url)


def _helpers(leaving: Leaving, at: datetime) -> Sequence[Item]:
    rows = Helper.objects.open().filter(case__sealed=False, representative__in=leaving.people).order_by("pk")
    return [
        Item(
            row.representative_id,
            f"{row.case.ledger_number}（{row.representative.name}）",
            reverse("requests:detail", args=[row.case.ledger_number]),
        )
        for row in rows.select_related("case", "representative")
    ]


def _promises(leaving: Leaving, at: datetime) -> Sequence[Item]:
    rows = Promise.objects.filter(kept_at__isnull=True, broken_at__isnull=True, case__closed_at__isnull=False)
    rows = rows.filter(case__sealed=False, case__representative__in=leaving.people).select_related(
        "case__representative"
    )
    return [_item(row.case) for row in rows.order_by("pk")]


def _look_backs(leaving: Leaving, at: datetime) -> Sequence[Item]:
    rows = LookBack.objects.filter(done_at__isnull=True, case__sealed=False)
    rows = rows.filter(case__representative__in=leaving.people)
    return [_item(row.case) for row in rows.select_related("case__representative").order_by("pk")]


def _hand_over(leaving: Leaving, by: Actor, at: datetime) -> None:
    """While the old mandates still hold; what is left goes to the liaison as they end."""
    for case in _held(leaving):
        successor = leaving.successors.get(case.representative_id or 0)
        if successor is not None and case.status in MOVABLE and _fits(successor, case, leaving):
            given = HandOverInputs(representative=successor, reason=REASON)
            engine.take("hand_over", case, given, by=by, at=at)
            _tell(case, f"{successor.name}代表", leaving, at)
        else:
            _tell(case, "小组联络员", leaving, at)


def _tell(case: EnterpriseRequest, who: str, leaving: Leaving, at: datetime) -> None:
    """The requester, once: the key names the term that ended."""
    body = f"受理编号 {case.ledger_number}。原承办代表换届离任，由{who}接着办，办理期限不变。"
    messages.enterprise(case, f"term:{leaving.term}", "承办您诉求的代表换了", body, at=at)


def _fits(successor: Representative, case: EnterpriseRequest, leaving: Leaving) -> bool:
    return not conflicts.conflict(successor, case, on=leaving.on)


def register() -> None:
    parts.register(
        Part(
            "cases",
            "承办中的诉求",
            Fate.HANDED,
            "移交接任代表；没有接任的、须回避的转联络员。期限不变",
            _cases,
            before=_hand_over,
            order=30,
            is_never_nobodys=True,
        )
    )
    parts.register(
        Part("helpers", "协助的诉求", Fate.ENDED, "协助结束", _helpers, order=31, is_never_nobodys=True)
    )
    parts.register(
        Part(
            "promises",
            "已结案的承诺",
            Fate.CARRIED,
            "由小组联络员继续跟踪到兑现，不因换届结束",
            _promises,
            order=32,
        )
    )
    parts.register(Part("look_backs", "待办的回头看", Fate.CARRIED, "到期照常回访", _look_backs, order=33))
