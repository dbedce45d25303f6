"""What an answer promised by a date; how it went on, and whether it was kept (docs/domain.md § 3)."""

from __future__ import annotations

from typing import Self, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from casework.models.constraints import known, paired

M = TypeVar("M", bound=models.Model)


class ConfirmedBy(models.TextChoices):
    """Who has said that a promise was kept."""

    ENTERPRISE = "enterprise", "企业确认"
    LOOK_BACK = "look_back", "回头看确认"


class PromiseQuerySet(models.QuerySet[M]):
    """Promises by what is still to come of them (docs/domain.md § 3)."""

    def standing(self) -> Self:
        """Still to be kept, or kept and not confirmed yet: the list 承诺事项."""
        return self.filter(confirmed_at__isnull=True, broken_at__isnull=True, ended_at__isnull=True)

    def awaited(self) -> Self:
        """Nobody has recorded yet that it was kept."""
        return self.standing().filter(kept_at__isnull=True)

    def unconfirmed(self) -> Self:
        """Recorded as kept, and nobody has confirmed it yet."""
        return self.standing().filter(kept_at__isnull=False)

    def valid(self) -> Self:
        """All but those that the enterprise did not agree to: only these count in figures."""
        return self.filter(ended_at__isnull=True)


class Promise(models.Model):
    """Kept with evidence; 已办结 is said once it is confirmed. The app adds the subject and the answer."""

    ConfirmedBy = ConfirmedBy

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

    class Meta:
        abstract = True
        ordering = ["due_on", "id"]
        constraints = [
            paired("kept_at", "kept_on", "%(class)s_kept_at_on"),
            paired("broken_at", "broken_on", "%(class)s_broken_at_on"),
            paired("confirmed_at", "confirmed_on", "%(class)s_confirmed_at_on"),
            known("confirmed_by", ConfirmedBy, "%(class)s_confirmed_by_known", blank=True),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by="")
                | (Q(confirmed_at__isnull=False, kept_at__isnull=False) & ~Q(confirmed_by="")),
                name="%(class)s_confirmed_once_kept",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | Q(broken_at__isnull=True), name="%(class)s_not_both"
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
        """As `PromiseQuerySet.awaited`."""
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


class Milestone(models.Model):
    """How a long promise goes on, a line at a time. The app adds the promise."""

    text = models.CharField("进展", max_length=200)
    reached_on = models.DateField("日期")
    recorded_at = models.DateTimeField("登记时间")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人"
    )

    class Meta:
        abstract = True
        ordering = ["reached_on", "id"]

    def __str__(self) -> str:
        return f"{self.reached_on} {self.text}"
