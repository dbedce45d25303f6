"""What a suggestion grew from, and what was told to those who asked."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from casework.models.constraints import paired
from requests_app.models import EnterpriseRequest
from suggestions.models.suggestions import Suggestion


class Source(models.Model):
    """A request that a suggestion grew from; nothing of its text is taken over."""

    suggestion = models.ForeignKey(Suggestion, models.PROTECT, related_name="sources", verbose_name="建议")
    case = models.ForeignKey(EnterpriseRequest, models.PROTECT, related_name="+", verbose_name="诉求")
    linked_at = models.DateTimeField("关联时间")
    linked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="关联人"
    )
    # By 转为代表建议: it waits for the author's consent.
    proposed = models.BooleanField("待代表同意", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "来源诉求"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["suggestion", "case"], name="source_once"),
        ]

    def __str__(self) -> str:
        return self.case.ledger_number


class ReportBack(models.Model):
    """回告: the author's one tap by which every request hears of one answer; `told` are the requests it went to."""

    suggestion = models.ForeignKey(Suggestion, models.PROTECT, related_name="reports", verbose_name="建议")
    round = models.PositiveSmallIntegerField("轮次")
    kept = models.BooleanField("兑现后", default=False)
    text = models.CharField("附言", max_length=200, blank=True)
    told = models.PositiveSmallIntegerField("告知件数")
    told_at = models.DateTimeField("回告时间")
    told_on = models.DateField("回告日期")
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="回告人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "回告"
        ordering = ["id"]
        constraints = [
            paired("told_at", "told_on", "reportback_told_at_on"),
            models.CheckConstraint(condition=Q(told__gte=1), name="reportback_told_somebody"),
            models.UniqueConstraint(fields=["suggestion", "round", "kept"], name="reportback_once"),
        ]

    def __str__(self) -> str:
        return f"{self.told_on} 回告 {self.told} 件"
