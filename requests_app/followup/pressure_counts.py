"""有没有人劝您改评价, counted by the unit that led: nothing under five answers (docs/domain.md § 3)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from requests_app.models import PressureAnswer

COUNTED_FROM = 5


@dataclass(frozen=True)
class UnitCount:
    """Of `answers` in links and calls about a unit's cases, those that said yes; None under five answers."""

    unit: str
    answers: int
    pressed: int | None


def by_unit() -> list[UnitCount]:
    """Units by name; cases without a lead are no unit's."""
    rows = PressureAnswer.objects.filter(department__isnull=False).order_by("department__sort_key")
    counted = rows.values_list("department__name").annotate(
        answers=Count("pk"), pressed=Count("pk", filter=Q(pressed=True))
    )
    return [
        UnitCount(unit, answers, pressed if answers >= COUNTED_FROM else None)
        for unit, answers, pressed in counted
    ]
