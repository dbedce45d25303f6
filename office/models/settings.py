"""What the office changes without a restart: dated settings, and the days that are not as their weekday says."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q


class SettingQuerySet(models.QuerySet["Setting"]):
    def in_force(self, on: date) -> Self:
        """Every value that had begun by that date, the one that counts first."""
        return self.filter(effective_on__lte=on).order_by("-effective_on", "-pk")


class Setting(models.Model):
    """One value of a declared key from a date on; rows are only ever added (office/options.py: change)."""

    key = models.CharField("设置项", max_length=60)
    value = models.JSONField("值")
    effective_on = models.DateField("生效日期")
    by = models.ForeignKey(
        "office.User", verbose_name="修改人", on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField("修改时间")

    objects = SettingQuerySet.as_manager()

    class Meta:
        verbose_name = "系统设置"
        verbose_name_plural = "系统设置"
        indexes = [models.Index(fields=["key", "effective_on"], name="setting_key_effective")]

    def __str__(self) -> str:
        return f"{self.key}（{self.effective_on} 起）"


class CalendarDayQuerySet(models.QuerySet["CalendarDay"]):
    def in_year(self, year: int) -> Self:
        return self.filter(date__gte=date(year, 1, 1), date__lte=date(year, 12, 31))


class CalendarDay(models.Model):
    """A weekday that is a holiday or a weekend day that is worked; every other day is as its weekday says."""

    class Kind(models.TextChoices):
        HOLIDAY = "holiday", "放假"
        WORKING = "working", "调休上班"

    date = models.DateField("日期", unique=True)
    kind = models.CharField("类型", max_length=10, choices=Kind.choices)
    name = models.CharField("名称", max_length=40)
    provisional = models.BooleanField(
        "暂定", default=False, help_text="国务院办公厅通知发布前，按法定节假日暂定。"
    )
    updated_at = models.DateTimeField("修改时间", auto_now=True)

    objects = CalendarDayQuerySet.as_manager()

    class Meta:
        verbose_name = "节假日与调休"
        verbose_name_plural = "节假日与调休"
        ordering = ["date"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["holiday", "working"]), name="calendarday_kind_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.name}（{self.get_kind_display()}）"
