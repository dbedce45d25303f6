"""What a change of term touches of groups at work: pairings proposed anew, invitations taken back, the rest stays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Exists, OuterRef
from django.urls import reverse

from casework import engine
from fieldwork.activities.steps.plan import UninviteInputs
from fieldwork.models import (
    ActivityStatus,
    Budget,
    Invitation,
    Pairing,
    PairingStatus,
    PaperRequest,
    Participation,
)
from fieldwork.models.invitations import InvitationQuerySet
from fieldwork.models.pairings import PLACES
from fieldwork.pairings import pairing
from fieldwork.pairings.pairing import Proposal
from groups.models import Representative
from groups.term_changes.parts import Fate, Item, Leaving, Part, parts
from office.actors import Actor
from office.refusals import Refused

REASON = "代表换届，由接任代表继续联系"


def _pairings(leaving: Leaving, at: datetime) -> Sequence[Item]:
    rows = Pairing.objects.standing().filter(representative__in=leaving.people).order_by("pk")
    return [
        Item(
            row.representative_id,
            f"{row.representative.name}：{row.enterprise.name}",
            reverse("fieldwork:desk_pairing", args=[row.token]),
        )
        for row in rows.select_related("representative", "enterprise")
    ]


def _propose_anew(leaving: Leaving, by: Actor, at: datetime) -> None:
    """What has just ended is proposed to the successor, where nothing keeps the two apart; the enterprise is asked."""
    rows = Pairing.objects.filter(status=PairingStatus.ENDED, ended_at=at, representative__in=leaving.people)
    for row in rows.select_related("enterprise", "function").order_by("pk"):
        successor = leaving.successors.get(row.representative_id)
        if successor is not None and _may_pair(successor, row, leaving):
            said = Proposal(REASON, row.function, row.industry, row.contact)
            pairing.propose(successor, row.enterprise, said, by=by, at=at)


def _may_pair(successor: Representative, row: Pairing, leaving: Leaving) -> bool:
    standing = Pairing.objects.standing().filter(representative=successor)
    if standing.count() >= len(PLACES) or standing.filter(enterprise=row.enterprise.leading).exists():
        return False
    try:
        pairing.refuse_unfit(successor, row.enterprise.leading, leaving.on)
    except Refused:
        return False
    return True


def _called(leaving: Leaving) -> InvitationQuerySet:
    coming = (ActivityStatus.PLANNED, ActivityStatus.CONFIRMED)
    rows = Invitation.objects.called().filter(representative__in=leaving.people, activity__status__in=coming)
    came = Participation.objects.filter(
        activity=OuterRef("activity"), representative=OuterRef("representative")
    )
    rows = rows.filter(~Exists(came), activity__held_on__gte=leaving.on)
    return rows.select_related("activity", "representative").order_by("pk")


def _invitations(leaving: Leaving, at: datetime) -> Sequence[Item]:
    return [
        Item(
            row.representative_id or 0,
            f"{row.activity.number}（{row}）",
            reverse("fieldwork:activity", args=[row.activity.token]),
        )
        for row in _called(leaving)
    ]


def _uninvite(leaving: Leaving, by: Actor, at: datetime) -> None:
    for row in _called(leaving):
        engine.take("uninvite", row.activity, UninviteInputs(invitation=row, reason="代表换届"), by=by, at=at)


def _budgets(leaving: Leaving, at: datetime) -> Sequence[Item]:
    rows = Budget.objects.filter(year=leaving.on.year).order_by("pk")
    return [Item(0, str(row)) for row in rows.select_related("professional_group", "regional_group")]


def _papers(leaving: Leaving, at: datetime) -> Sequence[Item]:
    rows = PaperRequest.objects.waiting().filter(representative__in=leaving.people).order_by("pk")
    return [
        Item(row.representative_id, f"{row.representative.name}：{row.what}")
        for row in rows.select_related("representative")
    ]


def register() -> None:
    parts.register(
        Part(
            "pairings",
            "定向结对",
            Fate.HANDED,
            f"结束；有接任代表的重新提出，核定后征求企业同意，须回避或已满 {len(PLACES)} 家的由联络员另提",
            _pairings,
            after=_propose_anew,
            order=40,
            is_never_nobodys=True,
        )
    )
    parts.register(
        Part(
            "invitations",
            "今后活动的邀请",
            Fate.ENDED,
            "撤回并告知",
            _invitations,
            before=_uninvite,
            order=41,
        )
    )
    parts.register(Part("budgets", "小组经费", Fate.CARRIED, "按小组用到年底", _budgets, order=42))
    parts.register(
        Part("papers", "没有答复的索要资料", Fate.CARRIED, "由联络员照常答复、送达", _papers, order=43)
    )
