"""What one person asks for and another decides: a later date, another unit."""

from __future__ import annotations

from typing import Self, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from casework.models.constraints import decided_whole

M = TypeVar("M", bound=models.Model)


class DecisionQuerySet(models.QuerySet[M]):
    """Rows with `granted` and the `clock` of their decision."""

    def undecided(self) -> Self:
        """Asked, and still to be decided: a reply or the end of the subject takes the question away."""
        return self.filter(granted__isnull=True, clock__stopped_at__isnull=True)

    def granted(self) -> Self:
        """Decided with a yes."""
        return self.filter(granted=True)


class Decision(models.Model):
    """Asked by one account, decided by another, whole or not at all. The app adds subject, assignment and clock."""

    round = models.PositiveSmallIntegerField("轮次", default=1)
    reason = models.TextField("理由")
    asked_at = models.DateTimeField("申请时间")
    asked_on = models.DateField("申请日期")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="申请人"
    )
    granted = models.BooleanField("同意", null=True, blank=True)
    decision = models.TextField("处理意见", blank=True)
    decided_at = models.DateTimeField("处理时间", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="处理人",
    )

    class Meta:
        abstract = True
        ordering = ["id"]
        constraints = [
            decided_whole("%(class)s_decided_whole"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
                name="%(class)s_second_person",
            ),
        ]
