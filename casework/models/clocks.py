"""Clocks as rows: which date runs for whom. Rows say what is due; the queue only carries."""

from __future__ import annotations

from datetime import date
from typing import Self, TypeVar

from django.db import models
from django.db.models import F, Q

from casework.models.constraints import known, paired

M = TypeVar("M", bound=models.Model)


class StopReason(models.TextChoices):
    """Why a clock ended: figures leave out what is void (docs/domain.md § 3)."""

    DONE = "done", "已完成"
    ATTEMPTED = "attempted", "多次联系未果"
    VOID = "void", "不再需要"
    LAPSED = "lapsed", "到期未办"


class ClockQuerySet(models.QuerySet[M]):
    """Clocks by whether they run."""

    def running(self) -> Self:
        """Not stopped; a paused one runs too."""
        return self.filter(stopped_at__isnull=True)

    def ticking(self) -> Self:
        """Running and not paused: only these remind and escalate."""
        return self.running().filter(paused_on__isnull=True)

    def overdue(self, on: date) -> Self:
        """Ticking and due before the local date."""
        return self.ticking().filter(due_on__lt=on)


class Clock(models.Model):
    """A date that runs for somebody. The app adds the subject, the assignment and `kind`, and their constraints.

    `start_on`, `first_due_on`, `due_on`, `paused_on`, `stopped_on` are local dates, `days` and `extra_days` working
    days; `days` is None for a date that was named, not counted.
    """

    round = models.PositiveSmallIntegerField("轮次", default=1)
    started_at = models.DateTimeField("起算时间")
    start_on = models.DateField("起算日")
    days = models.PositiveSmallIntegerField("工作日", null=True, blank=True)
    # Working days that extensions added; the original date and figures stay with `days`.
    extra_days = models.PositiveSmallIntegerField("延长", default=0)
    first_due_on = models.DateField("原期限")
    due_on = models.DateField("期限")
    due_at = models.DateTimeField("期限时刻")
    paused_on = models.DateField("暂停自", null=True, blank=True)
    stopped_at = models.DateTimeField("停止时间", null=True, blank=True)
    stopped_on = models.DateField("停止日期", null=True, blank=True)
    stop_reason = models.CharField("停止原因", max_length=10, choices=StopReason.choices, blank=True)

    class Meta:
        abstract = True
        ordering = ["due_on", "id"]
        constraints = [
            known("stop_reason", StopReason, "%(class)s_stop_reason_known", blank=True),
            paired("stopped_at", "stopped_on", "%(class)s_stopped_at_on"),
            models.CheckConstraint(
                condition=Q(stopped_at__isnull=True, stop_reason="")
                | (Q(stopped_at__isnull=False) & ~Q(stop_reason="")),
                name="%(class)s_stopped_with_reason",
            ),
            models.CheckConstraint(condition=Q(due_on__gte=F("first_due_on")), name="%(class)s_only_later"),
            models.CheckConstraint(
                condition=Q(extra_days=0) | Q(extra_days__lte=F("days")), name="%(class)s_at_most_doubled"
            ),
        ]

    @property
    def total_days(self) -> int:
        """Working days from the start to the date, extensions included; 0 for a date that was named, not counted."""
        return (self.days or 0) + self.extra_days

    @property
    def is_running(self) -> bool:
        """Not stopped; a paused one runs too."""
        return self.stopped_at is None

    def is_overdue(self, on: date) -> bool:
        """Ticking and due before the local date."""
        return self.is_running and self.paused_on is None and self.due_on < on


class Pause(models.Model):
    """Local dates that a question to the enterprise took out of the count: after `from_on` up to `until_on`.

    The app adds the subject and the question, and that one pause of a subject is open at most.
    """

    from_on = models.DateField("自（当日仍计）")
    until_on = models.DateField("至（当日不计）", null=True, blank=True)
    allowance = models.PositiveSmallIntegerField("最多停几个工作日")

    class Meta:
        abstract = True
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")), name="%(class)s_forward"
            )
        ]

    def __str__(self) -> str:
        return f"{self.from_on} 起停时"
