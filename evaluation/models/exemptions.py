"""免除履职任务: asked by one person, agreed to by another, before the period is over."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from casework.models.constraints import known, paired
from groups.models import Representative
from groups.spans import ordered_span
from groups.year_records import DutyKind
from office.signatures import signed_by


class ExemptionReason(models.TextChoices):
    SICK = "sick", "病假"
    MATERNITY = "maternity", "产假"
    AWAY = "away", "外派"
    OTHER = "other", "其他"


class ExemptionQuerySet(models.QuerySet["Exemption"]):
    def granted(self) -> Self:
        return self.filter(granted=True)

    def waiting(self) -> Self:
        return self.filter(granted__isnull=True)

    def touching(self, since: date, until: date) -> Self:
        """Some day of theirs is in [since, until)."""
        return self.filter(since__lt=until, until__gt=since)


class Exemption(models.Model):
    """`since` ≤ day < `until`. Without a kind it is of every duty."""

    Reason = ExemptionReason

    representative = models.ForeignKey(
        Representative, models.PROTECT, related_name="exemptions", verbose_name="代表"
    )
    kind = models.CharField("履职任务", max_length=12, choices=DutyKind, blank=True)
    since = models.DateField("开始日期")
    until = models.DateField("结束日期", help_text="当天起不再免除。")
    reason = models.CharField("原因", max_length=10, choices=ExemptionReason)
    note = models.CharField("说明", max_length=200, blank=True)
    asked_at = models.DateTimeField("提出时间")
    asked_by = signed_by("提出人")
    granted = models.BooleanField("同意", null=True, blank=True)
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)
    decided_by = signed_by("决定人")

    objects = ExemptionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "免除履职任务"
        ordering = ["-since", "id"]
        constraints = [
            known("reason", ExemptionReason, "exemption_reason_known"),
            known("kind", DutyKind, "exemption_kind_known", blank=True),
            ordered_span("exemption_span_is_ordered"),
            models.CheckConstraint(condition=Q(asked_by__isnull=False), name="exemption_has_who_asked"),
            models.CheckConstraint(
                condition=~Q(reason="other") | ~Q(note=""), name="exemption_other_is_explained"
            ),
            models.CheckConstraint(
                condition=Q(granted__isnull=True) | Q(decided_at__isnull=False),
                name="exemption_decided_when",
            ),
            paired("decided_at", "decided_by", "exemption_decided_at_by"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
                name="exemption_second_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.representative} {self.since} 起免除{self.get_kind_display() or '全部任务'}"

    @property
    def subject(self) -> str:
        return f"exemption:{self.pk}"
