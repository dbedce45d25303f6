"""承诺事项: what a B answer promised by a date; how it went on, and whether it was kept (docs/domain.md § 3)."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from requests_app.models.answers import Answer
from requests_app.models.constraints import known, paired
from requests_app.models.requests import EnterpriseRequest


class ConfirmedBy(models.TextChoices):
    ENTERPRISE = "enterprise", "企业确认"
    LOOK_BACK = "look_back", "回头看确认"


class PromiseQuerySet(models.QuerySet["Promise"]):
    def standing(self) -> Self:
        """Still to be kept, or kept and not confirmed yet: the list 承诺事项."""
        return self.filter(confirmed_at__isnull=True, broken_at__isnull=True, ended_at__isnull=True)

    def awaited(self) -> Self:
        """Nobody has recorded yet that it was kept."""
        return self.standing().filter(kept_at__isnull=True)

    def unconfirmed(self) -> Self:
        return self.standing().filter(kept_at__isnull=False)

    def valid(self) -> Self:
        """All but those that the enterprise did not agree to: only these count in figures."""
        return self.filter(ended_at__isnull=True)


class Promise(models.Model):
    """Kept with evidence; 已办结 is said once the enterprise or a look-back has confirmed it."""

    ConfirmedBy = ConfirmedBy

    case = models.ForeignKey(EnterpriseRequest, models.PROTECT, related_name="promises", verbose_name="诉求")
    answer = models.OneToOneField(Answer, models.PROTECT, related_name="promise", verbose_name="答复")
    text = models.CharField("承诺内容", max_length=200)
    due_on = models.DateField("承诺日期")
    kept_at = models.DateTimeField("兑现时间", null=True, blank=True)
    kept_on = models.DateField("兑现日期", null=True, blank=True)
    evidence = models.TextField("兑现情况", blank=True)
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    confirmed_on = models.DateField("确认日期", null=True, blank=True)
    confirmed_by = models.CharField("怎样确认", max_length=10, choices=ConfirmedBy.choices, blank=True)
    broken_at = models.DateTimeField("未兑现时间", null=True, blank=True)
    broken_on = models.DateField("未兑现日期", null=True, blank=True)
    ended_at = models.DateTimeField("不再有效", null=True, blank=True)

    objects = PromiseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "承诺事项"
        ordering = ["due_on", "id"]
        constraints = [
            paired("kept_at", "kept_on", "promise_kept_at_on"),
            paired("broken_at", "broken_on", "promise_broken_at_on"),
            paired("confirmed_at", "confirmed_on", "promise_confirmed_at_on"),
            known("confirmed_by", ConfirmedBy, "promise_confirmed_by_known", blank=True),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by="")
                | (Q(confirmed_at__isnull=False, kept_at__isnull=False) & ~Q(confirmed_by="")),
                name="promise_confirmed_once_kept",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | Q(broken_at__isnull=True), name="promise_not_both"
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_on"],
                condition=Q(kept_at__isnull=True, broken_at__isnull=True),
                name="promise_open_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.due_on} 前：{self.text}"

    @property
    def is_standing(self) -> bool:
        """As `PromiseQuerySet.standing`."""
        return self.confirmed_at is None and self.broken_at is None and self.ended_at is None

    @property
    def is_awaited(self) -> bool:
        return self.is_standing and self.kept_at is None

    @property
    def state_label(self) -> str:
        """One word for lists and pages; the date beside it says the rest."""
        if self.ended_at is not None:
            return "已失效"
        if self.broken_at is not None:
            return "未兑现"
        if self.confirmed_at is not None:
            return "已兑现"
        return "已兑现，待确认" if self.kept_at is not None else "未到期"


class PromiseMilestone(models.Model):
    """How a long promise goes on, a line at a time; the enterprise reads it on the progress page."""

    promise = models.ForeignKey(Promise, models.PROTECT, related_name="milestones", verbose_name="承诺事项")
    text = models.CharField("进展", max_length=200)
    reached_on = models.DateField("日期")
    recorded_at = models.DateTimeField("登记时间")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "承诺进展"
        ordering = ["reached_on", "id"]

    def __str__(self) -> str:
        return f"{self.reached_on} {self.text}"
