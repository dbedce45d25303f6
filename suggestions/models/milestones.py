"""What came of a 重点督办, step by step, in sentences that visitors read once another person has released them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from casework.models.constraints import known, paired
from suggestions.models.followup import SuggestionSupervision


class MilestoneKind(models.TextChoices):
    PROGRESS = "progress", "办理进展"
    MEETING = "meeting", "督办活动"


class SuggestionMilestone(models.Model):
    """One sentence of a day: reported by the lead unit, or by staff of what the leader did."""

    Kind = MilestoneKind

    supervision = models.ForeignKey(
        SuggestionSupervision, models.PROTECT, related_name="milestones", verbose_name="重点督办"
    )
    kind = models.CharField("种类", max_length=8, choices=MilestoneKind.choices)
    happened_on = models.DateField("日期")
    text = models.CharField("进展", max_length=200)
    recorded_at = models.DateTimeField("登记时间")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人"
    )
    released_at = models.DateTimeField("公开时间", null=True, blank=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="公开审签人",
    )

    class Meta:
        verbose_name = verbose_name_plural = "重点督办进展"
        ordering = ["happened_on", "id"]
        constraints = [
            known("kind", MilestoneKind, "suggestionmilestone_kind_known"),
            paired("released_at", "released_by", "suggestionmilestone_released_at_by"),
            models.CheckConstraint(
                condition=Q(released_by__isnull=True) | ~Q(released_by=F("recorded_by")),
                name="suggestionmilestone_second_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.happened_on} {self.text}"
