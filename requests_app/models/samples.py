"""The monthly sample of spam and repeats, which one person alone may decline (docs/domain.md § 2, § 10.5)."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from casework.models.constraints import known, paired
from requests_app.models.disposals import Disposal


class SampleOutcome(models.TextChoices):
    RIGHT = "right", "不予受理正确"
    WRONG = "wrong", "应当受理"


class ExclusionSample(models.Model):
    """One draw of a month: who reads seed and list can draw it again."""

    from_on = models.DateField("月份", unique=True, help_text="当月第一天。")
    seed = models.CharField("随机种子", max_length=64)
    population = models.PositiveIntegerField("当月件数")
    drawn_at = models.DateTimeField("抽取时间")

    class Meta:
        verbose_name = verbose_name_plural = "不予受理抽查"
        ordering = ["-from_on"]
        constraints = [
            models.CheckConstraint(condition=~Q(seed=""), name="exclusionsample_has_seed"),
        ]

    def __str__(self) -> str:
        return f"{self.from_on:%Y年%-m月}抽查"

    @property
    def subject(self) -> str:
        return f"sample:{self.pk}"


class ExclusionCheckQuerySet(models.QuerySet["ExclusionCheck"]):
    def waiting(self) -> Self:
        """Unchecked, and still declined: what an appeal has brought back needs no check any more."""
        return self.filter(outcome="", disposal__case__status="declined").exclude(
            disposal__appeal_upheld=True
        )


class ExclusionCheck(models.Model):
    Outcome = SampleOutcome

    sample = models.ForeignKey(ExclusionSample, models.PROTECT, related_name="checks", verbose_name="抽查")
    disposal = models.OneToOneField(
        Disposal, models.PROTECT, related_name="sample_check", verbose_name="不予受理"
    )
    outcome = models.CharField("结论", max_length=5, choices=SampleOutcome.choices, blank=True)
    remark = models.TextField("说明", blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="抽查人",
    )
    checked_at = models.DateTimeField("抽查时间", null=True, blank=True)

    objects = ExclusionCheckQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "抽查件"
        ordering = ["id"]
        constraints = [
            known("outcome", SampleOutcome, "exclusioncheck_outcome_known", blank=True),
            paired("checked_by", "checked_at", "exclusioncheck_checked_by_at"),
            models.CheckConstraint(
                condition=Q(outcome="", checked_at__isnull=True)
                | (~Q(outcome="") & Q(checked_at__isnull=False)),
                name="exclusioncheck_outcome_when_checked",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.disposal} {self.get_outcome_display() or '待抽查'}"
