"""重点督办: the approver puts a case under watch, with a reason and until when, and lets it go."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from requests_app.models.constraints import paired
from requests_app.models.requests import EnterpriseRequest


class SupervisionQuerySet(models.QuerySet["Supervision"]):
    def unreleased(self) -> Self:
        return self.filter(released_at__isnull=True)

    def in_force(self, on: date) -> Self:
        """Neither released nor past its day: what lists mark and the board shows."""
        return self.unreleased().filter(until_on__gte=on)


class Supervision(models.Model):
    case = models.ForeignKey(
        EnterpriseRequest, models.PROTECT, related_name="supervisions", verbose_name="诉求"
    )
    reason = models.CharField("督办理由", max_length=200)
    until_on = models.DateField("督办至")
    ordered_at = models.DateTimeField("督办时间")
    ordered_on = models.DateField("督办日期")
    ordered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="督办人"
    )
    released_at = models.DateTimeField("解除时间", null=True, blank=True)
    released_on = models.DateField("解除日期", null=True, blank=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="解除人",
    )
    release_reason = models.CharField("解除理由", max_length=200, blank=True)

    objects = SupervisionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "重点督办"
        ordering = ["id"]
        constraints = [
            paired("released_at", "released_on", "supervision_released_at_on"),
            paired("released_at", "released_by", "supervision_released_at_by"),
            models.CheckConstraint(
                condition=Q(until_on__gte=models.F("ordered_on")), name="supervision_forward"
            ),
            models.UniqueConstraint(
                fields=["case"], condition=Q(released_at__isnull=True), name="supervision_one_unreleased"
            ),
        ]
        indexes = [
            models.Index(
                fields=["until_on", "case"],
                condition=Q(released_at__isnull=True),
                name="supervision_until",
            )
        ]

    def __str__(self) -> str:
        return f"督办至 {self.until_on}"

    def has_expired(self, on: date) -> bool:
        return self.released_at is None and self.until_on < on
