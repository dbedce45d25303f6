"""Receptions (接待活动): the plan that repeats, the day itself, who sits, and the slots that can be booked.

Written by the verbs of stations/receptions alone. Rules: docs/domain.md § 11.
"""

from __future__ import annotations

from datetime import datetime, time
from typing import Self, cast

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from groups.models import Representative
from groups.spans import SpanQuerySet, known_values, ordered_span
from office.models import StoredFile
from stations.models.stations import Station
from stations.models.tokens import new_token


class ReceptionKind(models.TextChoices):
    VOTERS = "voters", "选民接待"
    ENTERPRISES = "enterprises", "企业专场"
    JOINT = "joint", "联合接待"


class ReceptionStatus(models.TextChoices):
    PLANNED = "planned", "已排"
    ANNOUNCED = "announced", "已公告"
    HELD = "held", "已举行"
    CANCELLED = "cancelled", "已取消"
    MOVED = "moved", "已改期"


SLOT_TOO_LONG = "接待时间不够一个时段，请改短时段或延后结束。"
# Not over yet, on the day that it stands for.
COMING = (ReceptionStatus.PLANNED, ReceptionStatus.ANNOUNCED)


class ReceptionPlanQuerySet(SpanQuerySet["ReceptionPlan"]):
    """Plans by the days on which they hold."""


class ReceptionPlan(models.Model):
    """A reception that repeats: on a weekday of each week, or of certain weeks of the month."""

    class OnHoliday(models.TextChoices):
        NEXT = "next", "顺延到下一个工作日"
        PREVIOUS = "previous", "提前到上一个工作日"
        DROP = "drop", "不举行"

    station = models.ForeignKey(
        Station, on_delete=models.PROTECT, related_name="reception_plans", verbose_name="服务站"
    )
    kind = models.CharField("类型", max_length=12, choices=ReceptionKind, default=ReceptionKind.VOTERS)
    topic = models.CharField("主题", max_length=40, blank=True)
    # Monday 0, as Python counts.
    weekday = models.PositiveSmallIntegerField(
        "星期", choices=list(enumerate(["周一", "周二", "周三", "周四", "周五", "周六", "周日"]))
    )
    # 0: every week.
    week_of_month = models.PositiveSmallIntegerField(
        "每月第几个", choices=[(0, "每周"), *((n, f"第 {n} 个") for n in range(1, 5))], default=1
    )
    begins = models.TimeField("开始时间")
    ends = models.TimeField("结束时间")
    slot_minutes = models.PositiveSmallIntegerField("每个时段", default=20, help_text="分钟。")
    seats = models.PositiveSmallIntegerField("每个时段接待", default=1, help_text="批次。")
    place = models.CharField("地点", max_length=80)
    on_holiday = models.CharField("遇节假日", max_length=8, choices=OnHoliday, default=OnHoliday.NEXT)
    representatives = models.ManyToManyField(
        Representative, related_name="reception_plans", verbose_name="接待代表"
    )
    since = models.DateField("开始日期")
    until = models.DateField("结束日期", null=True, blank=True, help_text="当天起不再排。")

    objects = ReceptionPlanQuerySet.as_manager()

    class Meta:
        verbose_name = "接待安排"
        verbose_name_plural = "接待安排"
        ordering = ["station", "week_of_month", "weekday", "begins"]
        constraints = [
            known_values("kind", *ReceptionKind.values, name="reception_plan_kind_known"),
            known_values("on_holiday", "next", "previous", "drop", name="reception_plan_holiday_known"),
            ordered_span("reception_plan_span_is_ordered"),
            models.CheckConstraint(condition=Q(weekday__in=[*range(7)]), name="reception_plan_weekday_known"),
            models.CheckConstraint(
                condition=Q(week_of_month__in=[*range(5)]), name="reception_plan_week_known"
            ),
            models.CheckConstraint(
                condition=Q(ends__gt=F("begins")),
                name="reception_plan_ends_after_it_begins",
                violation_error_message="结束时间须晚于开始时间。",
            ),
            models.CheckConstraint(
                condition=Q(slot_minutes__gte=5, slot_minutes__lte=240, seats__gte=1, seats__lte=20),
                name="reception_plan_slots_are_sane",
                violation_error_message="每个时段 5 至 240 分钟，接待 1 至 20 批。",
            ),
        ]

    def clean(self) -> None:
        """A slot must fit into the hours: a plan that no day can be made of is refused when it is typed."""
        # What could not be read in the form is None here, whatever the column says.
        begins, ends = cast("time | None", self.begins), cast("time | None", self.ends)
        if begins is None or ends is None or cast("int | None", self.slot_minutes) is None:
            return
        minutes = (ends.hour - begins.hour) * 60 + ends.minute - begins.minute
        if 0 < minutes < self.slot_minutes:
            raise ValidationError({"slot_minutes": SLOT_TOO_LONG})

    def __str__(self) -> str:
        week = self.get_week_of_month_display()
        often = week if self.week_of_month == 0 else f"每月{week}"
        return f"{self.station} {often} {self.get_weekday_display()} {self.begins:%H:%M}"


class ReceptionQuerySet(models.QuerySet["Reception"]):
    def coming(self, at: datetime) -> Self:
        """Planned or announced, and not over at the instant `at`."""
        return self.filter(status__in=COMING, ends_at__gt=at)

    def public(self, at: datetime) -> Self:
        """What visitors may find: announced, not over, at a station that is open on that day."""
        rows = self.filter(status=ReceptionStatus.ANNOUNCED, ends_at__gt=at)
        closed = Q(station__closed_on__isnull=False) & Q(station__closed_on__lte=F("held_on"))
        return rows.exclude(closed)

    def by_time(self) -> Self:
        return self.order_by("begins_at", "pk")


class Reception(models.Model):
    token = models.CharField("公开标识", max_length=32, unique=True, default=new_token, editable=False)
    station = models.ForeignKey(
        Station, on_delete=models.PROTECT, related_name="receptions", verbose_name="服务站"
    )
    plan = models.ForeignKey(
        ReceptionPlan,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="receptions",
        verbose_name="接待安排",
    )
    # The day that the plan asks for; the reception itself may be on another one.
    planned_for = models.DateField("原定日期")
    kind = models.CharField("类型", max_length=12, choices=ReceptionKind)
    topic = models.CharField("主题", max_length=40, blank=True)
    place = models.CharField("地点", max_length=80)
    held_on = models.DateField("日期")
    begins_at = models.DateTimeField("开始")
    ends_at = models.DateTimeField("结束")
    status = models.CharField("状态", max_length=10, choices=ReceptionStatus, default=ReceptionStatus.PLANNED)
    # 临时接待: announced later than the setting asks, so nobody can book it.
    walk_ins_only = models.BooleanField("只接待临时来访", default=False)
    reason = models.CharField("改期或取消原因", max_length=100, blank=True)
    moved_to = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="moved_from",
        verbose_name="改期到",
    )
    announced_at = models.DateTimeField("公告时间", null=True, blank=True)
    closed_at = models.DateTimeField("登记册关闭时间", null=True, blank=True)

    objects = ReceptionQuerySet.as_manager()

    class Meta:
        verbose_name = "接待活动"
        verbose_name_plural = "接待活动"
        ordering = ["-begins_at"]
        constraints = [
            known_values("kind", *ReceptionKind.values, name="reception_kind_known"),
            known_values("status", *ReceptionStatus.values, name="reception_status_known"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("begins_at")), name="reception_ends_after_it_begins"
            ),
            models.UniqueConstraint(
                fields=["plan", "planned_for"],
                condition=Q(plan__isnull=False) & ~Q(status="moved"),
                name="reception_once_per_plan_and_day",
            ),
            models.CheckConstraint(
                condition=Q(status="moved", moved_to__isnull=False)
                | (~Q(status="moved") & Q(moved_to__isnull=True)),
                name="reception_moved_has_its_new_day",
            ),
            models.CheckConstraint(
                condition=Q(status="held", closed_at__isnull=False)
                | (~Q(status="held") & Q(closed_at__isnull=True)),
                name="reception_held_when_closed",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["announced", "held"]) | Q(announced_at__isnull=False),
                name="reception_announced_has_its_time",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["cancelled", "moved"]) | ~Q(reason=""),
                name="reception_cancelled_or_moved_has_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["held_on", "station"], name="reception_by_day"),
            models.Index(fields=["status", "ends_at"], name="reception_coming"),
        ]

    def __str__(self) -> str:
        return f"{self.station} {self.held_on:%Y-%m-%d}"

    @property
    def subject(self) -> str:
        return f"reception:{self.pk}"


class ReceptionState(models.Model):
    """Each status of a reception with its day: what figures of a past month are counted from."""

    reception = models.ForeignKey(Reception, on_delete=models.PROTECT, related_name="states")
    status = models.CharField("状态", max_length=10, choices=ReceptionStatus)
    on = models.DateField("日期")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "接待活动状态"
        ordering = ["reception", "at", "pk"]
        constraints = [known_values("status", *ReceptionStatus.values, name="reception_state_known")]

    def __str__(self) -> str:
        return f"{self.reception_id} {self.on} {self.get_status_display()}"


class ReceptionSheet(models.Model):
    """A page of the signed register, photographed or scanned, of a reception that was held."""

    reception = models.ForeignKey(Reception, on_delete=models.PROTECT, related_name="sheets")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+", verbose_name="签字页")
    added_at = models.DateTimeField("上传时间")
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="上传人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "接待登记册签字页"
        ordering = ["reception", "pk"]
        constraints = [models.UniqueConstraint(fields=["file"], name="reception_sheet_file_once")]

    def __str__(self) -> str:
        return f"{self.reception_id} {self.file}"
