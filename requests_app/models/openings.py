"""Who opened a case at a desk: kept as long as the logs, and decides nothing."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class CaseOpeningQuerySet(models.QuerySet["CaseOpening"]):
    def since(self, at: datetime) -> Self:
        """Those that last opened the case at that instant or later, the latest first."""
        return self.filter(last_at__gte=at).order_by("-last_at", "-pk")


class CaseOpening(models.Model):
    """One person on one local day, from the first time to the last."""

    case = models.ForeignKey(
        "requests_app.EnterpriseRequest", models.CASCADE, related_name="openings", verbose_name="诉求"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="打开的人"
    )
    on = models.DateField("日期")
    role = models.CharField("身份", max_length=100, help_text="当天最后一次打开时对这件诉求的身份。")
    is_audit = models.BooleanField("审计", default=False)
    first_at = models.DateTimeField("第一次打开")
    last_at = models.DateTimeField("最后一次打开", db_index=True)

    objects = CaseOpeningQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "打开记录"
        ordering = ["-last_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "user", "on"], name="case_opening_once_a_day"),
            models.CheckConstraint(condition=Q(last_at__gte=F("first_at")), name="case_opening_is_ordered"),
        ]

    def __str__(self) -> str:
        return f"{self.case}：{self.user}，{self.on}"
