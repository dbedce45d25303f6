"""What a change of term touches of evaluations: Stars end, scores and editions stay as they are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from evaluation.duties import objecting
from evaluation.models import DutyEntry, DutyObjection, Exemption, Star
from evaluation.models.stars import StarStatus
from evaluation.stars import choosing
from groups.term_changes.parts import Fate, Item, Leaving, Part, parts
from office.actors import Actor


def _stars(leaving: Leaving, at: datetime) -> Sequence[Item]:
    rows = Star.objects.filter(status=StarStatus.PUBLISHED, representative__in=leaving.people)
    return [Item(row.representative_id, str(row)) for row in rows.select_related("representative", "group")]


def _end_stars(leaving: Leaving, by: Actor, at: datetime) -> None:
    choosing.end_due(at=at)


def _exemptions(leaving: Leaving, at: datetime) -> Sequence[Item]:
    rows = Exemption.objects.waiting().filter(representative__in=leaving.people)
    return [Item(row.representative_id, str(row)) for row in rows.select_related("representative")]


def _said(leaving: Leaving, at: datetime) -> Sequence[Item]:
    """Objections that wait for an answer, own entries that wait for their check."""
    objections = DutyObjection.objects.open().filter(representative__in=leaving.people)
    entries = DutyEntry.objects.waiting().filter(representative__in=leaving.people)
    return [
        *(
            Item(row.representative_id, str(row), objecting.page_of(row.representative, row.year))
            for row in objections.select_related("representative").order_by("pk")
        ),
        *(
            Item(row.representative_id, str(row), objecting.page_of(row.representative, row.on.year))
            for row in entries.select_related("representative").order_by("pk")
        ),
    ]


def register() -> None:
    parts.register(Part("stars", "履职之星", Fate.ENDED, "展示结束", _stars, after=_end_stars, order=60))
    parts.register(
        Part(
            "exemptions",
            "待决定的免除",
            Fate.CARRIED,
            "照常决定；本届的任务和得分按任职月份折算，已公示的不变",
            _exemptions,
            order=61,
        )
    )
    parts.register(
        Part(
            "duty_files",
            "履职档案的异议和补记",
            Fate.CARRIED,
            "照常答复、核实，写入本届的档案",
            _said,
            order=62,
        )
    )
