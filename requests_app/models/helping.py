"""协助代表: a representative who takes part beside the handling one, for a named reason, for a time."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from casework.models.constraints import known
from groups.models import Representative


class HelpReason(models.TextChoices):
    """Who has to stand aside (回避) may still help as one who knows the matter."""

    KNOWS = "knows", "熟悉业务"
    TRADE = "trade", "同行业"
    LOCAL = "local", "在当地，便于走访"
    OTHER = "other", "其他"


class HelperQuerySet(models.QuerySet["Helper"]):
    def open(self) -> Self:
        return self.filter(until__isnull=True)


class Helper(models.Model):
    Reason = HelpReason

    case = models.ForeignKey(
        "requests_app.EnterpriseRequest", models.PROTECT, related_name="helpers", verbose_name="诉求"
    )
    representative = models.ForeignKey(Representative, models.PROTECT, related_name="+", verbose_name="代表")
    because = models.CharField("原因", max_length=10, choices=HelpReason.choices)
    note = models.CharField("说明", max_length=100, blank=True)
    since = models.DateField("自")
    until = models.DateField("至", null=True, blank=True)

    objects = HelperQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "协助代表"
        ordering = ["id"]
        constraints = [
            known("because", HelpReason, "helper_because_known"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="helper_span_is_ordered"
            ),
            models.UniqueConstraint(
                fields=["case", "representative"],
                condition=Q(until__isnull=True),
                name="helper_open_once_per_case",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.representative}（协助）"

    def end(self, on: date) -> None:
        self.until = max(on, self.since)
        self.save(update_fields=["until"])
