"""Duty shifts (值班): who sits at a station when, the plans that repeat them, and swaps between representatives.

Written by the verbs of stations/shifts alone. Rules: docs/domain.md § 11.
"""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from groups.models import Representative
from groups.spans import SpanQuerySet, known_values, ordered_span
from stations.models.stations import Station


class ShiftPlanQuerySet(SpanQuerySet["ShiftPlan"]):
    """Plans by the days on which they hold."""


class ShiftPlan(models.Model):
    """A shift that repeats: on a weekday of each week, or of a certain week of the month."""

    WEEKDAYS = tuple(enumerate(["周一", "周二", "周三", "周四", "周五", "周六", "周日"]))
    WEEKS = ((0, "每周"), *((n, f"每月第 {n} 个") for n in range(1, 5)))

    station = models.ForeignKey(
        Station, on_delete=models.PROTECT, related_name="shift_plans", verbose_name="服务站"
    )
    representative = models.ForeignKey(
        Representative, on_delete=models.PROTECT, related_name="shift_plans", verbose_name="代表"
    )
    weekday = models.PositiveSmallIntegerField("星期", choices=WEEKDAYS)
    week_of_month = models.PositiveSmallIntegerField("隔多久", choices=WEEKS, default=0)
    begins = models.TimeField("开始时间")
    ends = models.TimeField("结束时间")
    since = models.DateField("开始日期")
    until = models.DateField("结束日期", null=True, blank=True)

    objects = ShiftPlanQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "值班安排"
        ordering = ["station", "week_of_month", "weekday", "begins", "pk"]
        constraints = [
            ordered_span("shift_plan_span_is_ordered"),
            models.CheckConstraint(condition=Q(weekday__in=[*range(7)]), name="shift_plan_weekday_known"),
            models.CheckConstraint(condition=Q(week_of_month__in=[*range(5)]), name="shift_plan_week_known"),
            models.CheckConstraint(condition=Q(ends__gt=F("begins")), name="shift_plan_ends_after_it_begins"),
            models.UniqueConstraint(
                fields=["station", "representative", "weekday", "week_of_month", "begins"],
                condition=Q(until__isnull=True),
                name="shift_plan_is_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.representative} {self.get_week_of_month_display()}{self.get_weekday_display()}"


class DutyShiftQuerySet(models.QuerySet["DutyShift"]):
    def planned(self) -> Self:
        return self.filter(status=DutyShift.Status.PLANNED)

    def coming(self, at: datetime) -> Self:
        """Planned and not over at the instant `at`, by time."""
        return self.planned().filter(ends_at__gt=at).order_by("begins_at", "pk")

    def shown(self) -> Self:
        return self.select_related("station", "representative")


class DutyShift(models.Model):
    class Status(models.TextChoices):
        PLANNED = "planned", "已排"
        CANCELLED = "cancelled", "已取消"

    station = models.ForeignKey(
        Station, on_delete=models.PROTECT, related_name="shifts", verbose_name="服务站"
    )
    representative = models.ForeignKey(
        Representative, on_delete=models.PROTECT, related_name="shifts", verbose_name="代表"
    )
    plan = models.ForeignKey(
        ShiftPlan, on_delete=models.PROTECT, null=True, blank=True, related_name="shifts", verbose_name="安排"
    )
    shift_on = models.DateField("日期")
    begins_at = models.DateTimeField("开始")
    ends_at = models.DateTimeField("结束")
    status = models.CharField("状态", max_length=10, choices=Status, default=Status.PLANNED)
    reason = models.CharField("原因", max_length=60, blank=True)

    objects = DutyShiftQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "值班"
        ordering = ["begins_at", "pk"]
        constraints = [
            known_values("status", "planned", "cancelled", name="shift_status_known"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("begins_at")), name="shift_ends_after_it_begins"
            ),
            models.UniqueConstraint(
                fields=["plan", "shift_on"],
                condition=Q(plan__isnull=False),
                name="shift_once_per_plan_and_day",
            ),
            models.UniqueConstraint(
                fields=["representative", "begins_at"],
                condition=Q(status="planned"),
                name="shift_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(status="planned", reason="") | (Q(status="cancelled") & ~Q(reason="")),
                name="shift_cancelled_has_reason",
            ),
        ]
        indexes = [models.Index(fields=["station", "shift_on"], name="shift_by_day")]

    def __str__(self) -> str:
        return f"{self.station} {self.representative} {self.shift_on:%Y-%m-%d}"

    @property
    def subject(self) -> str:
        return f"shift:{self.pk}"


class ShiftSwap(models.Model):
    """A representative asks another to sit instead, who agrees, and the station consents."""

    class Status(models.TextChoices):
        ASKED = "asked", "等对方同意"
        AGREED = "agreed", "等服务站同意"
        DONE = "done", "已换"
        DECLINED = "declined", "没有换"

    OPEN = ("asked", "agreed")

    shift = models.ForeignKey(DutyShift, on_delete=models.PROTECT, related_name="swaps", verbose_name="值班")
    asker = models.ForeignKey(
        Representative, on_delete=models.PROTECT, related_name="+", verbose_name="提出的代表"
    )
    successor = models.ForeignKey(
        Representative, on_delete=models.PROTECT, related_name="+", verbose_name="换给谁"
    )
    # What the asker sits in return; none where nothing is given back.
    in_return = models.ForeignKey(
        DutyShift,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="given_in_return",
        verbose_name="换回",
    )
    status = models.CharField("状态", max_length=10, choices=Status, default=Status.ASKED)
    asked_at = models.DateTimeField("提出时间")
    agreed_at = models.DateTimeField("对方同意时间", null=True, blank=True)
    decided_at = models.DateTimeField("办结时间", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="办结人",
    )

    class Meta:
        verbose_name = verbose_name_plural = "换班"
        ordering = ["-asked_at", "-pk"]
        constraints = [
            known_values("status", "asked", "agreed", "done", "declined", name="swap_status_known"),
            models.UniqueConstraint(
                fields=["shift"], condition=Q(status__in=["asked", "agreed"]), name="swap_one_open_per_shift"
            ),
            models.CheckConstraint(condition=~Q(asker=F("successor")), name="swap_is_between_two"),
            models.CheckConstraint(
                condition=~Q(status__in=["agreed", "done"]) | Q(agreed_at__isnull=False),
                name="swap_agreed_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["done", "declined"], decided_at__isnull=False)
                | (Q(status__in=["asked", "agreed"], decided_at__isnull=True)),
                name="swap_decided_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.shift}：{self.asker} → {self.successor}"
