"""What a change of term touches of this app: mandates, memberships, posts of groups."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q

from groups.models import GroupOfficer, Mandate, ProfessionalMembership, RegionalMembership
from groups.term_changes.parts import Fate, Item, Leaving, Part, parts


def _mandates(leaving: Leaving, at: datetime) -> Sequence[Item]:
    """Of the old term, of those too who were elected again."""
    rows = Mandate.objects.open().filter(term=leaving.term).exclude(status=Mandate.Status.ENDED)
    rows = rows.select_related("representative").order_by("pk")
    return [Item(row.representative_id, row.representative.name) for row in rows]


def _memberships(leaving: Leaving, at: datetime) -> Sequence[Item]:
    begun = Q(since__lte=leaving.on, representative__in=leaving.people)
    professional = ProfessionalMembership.objects.open().filter(begun).order_by("pk")
    regional = RegionalMembership.objects.open().filter(begun).order_by("pk")
    return [
        *(_member(row) for row in professional.select_related("representative", "group")),
        *(_member(row) for row in regional.select_related("representative", "group")),
    ]


def _member(row: ProfessionalMembership | RegionalMembership) -> Item:
    return Item(row.representative_id, f"{row.representative.name}：{row.group}")


def _officers(leaving: Leaving, at: datetime) -> Sequence[Item]:
    rows = GroupOfficer.objects.open().filter(representative__in=leaving.people).order_by("pk")
    rows = rows.select_related("representative", "professional_group", "regional_group")
    return [Item(row.representative_id, str(row)) for row in rows]


def register() -> None:
    parts.register(
        Part(
            "mandates",
            "原届次任职",
            Fate.ENDED,
            "全部届满；连任的以新一届任职继续，代码、二维码、账号和档案不变",
            _mandates,
            order=10,
        )
    )
    parts.register(
        Part(
            "memberships",
            "小组成员身份",
            Fate.ENDED,
            "离任的退出小组；连任的按新名册",
            _memberships,
            order=11,
        )
    )
    parts.register(
        Part(
            "officers", "小组职务", Fate.ENDED, "离任的职务结束，改选后在后台登记接任的", _officers, order=12
        )
    )
