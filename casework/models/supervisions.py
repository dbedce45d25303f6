"""重点督办: the approver puts a subject under watch, with a reason and until when, and lets it go."""

from __future__ import annotations

from datetime import date
from typing import Self, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from casework.models.constraints import paired

M = TypeVar("M", bound=models.Model)


class SupervisionQuerySet(models.QuerySet[M]):
    """Orders of 重点督办 by whether they hold."""

    def unreleased(self) -> Self:
        """Not released, whether or not their day is past."""
        return self.filter(released_at__isnull=True)

    def in_force(self, on: date) -> Self:
        """Neither released nor past its day: what lists mark and the board shows."""
        return self.unreleased().filter(until_on__gte=on)


class Supervision(models.Model):
    """The app adds the subject, of which one supervision at most is unreleased."""

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

    class Meta:
        abstract = True
        ordering = ["id"]
        constraints = [
            paired("released_at", "released_on", "%(class)s_released_at_on"),
            paired("released_at", "released_by", "%(class)s_released_at_by"),
            models.CheckConstraint(condition=Q(until_on__gte=F("ordered_on")), name="%(class)s_forward"),
        ]

    def __str__(self) -> str:
        return f"督办至 {self.until_on}"

    def has_expired(self, on: date) -> bool:
        """Past its day on the local date, and not released."""
        return self.released_at is None and self.until_on < on
