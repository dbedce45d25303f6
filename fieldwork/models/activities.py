"""Activities (代表活动): the day itself, the groups that hold it, and each status with its date.

Written by the steps of fieldwork/activities alone. Rules: docs/domain.md § 12.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from fieldwork.models.activity_kinds import ActivityKind, CountyAction
from fieldwork.models.plans import PlanItem
from groups.models import OfOneGroup, one_group
from groups.spans import known_values
from stations.models.tokens import new_token

# Before the beginning a representative may sign in, note and photograph already.
DOORS_OPEN = timedelta(minutes=30)
FROM_DOORS_OPEN = f"活动开始前 {DOORS_OPEN // timedelta(minutes=1)} 分钟起"


class ActivityStatus(models.TextChoices):
    PLANNED = "planned", "待确定"
    CONFIRMED = "confirmed", "已确定"
    HELD = "held", "已举行"
    REPORTED = "reported", "已报告"
    CANCELLED = "cancelled", "已取消"


class ActivityQuerySet(models.QuerySet["Activity"]):
    def during(self, first: date, after: date) -> Self:
        """Held from `first` on, before `after`."""
        return self.filter(held_on__gte=first, held_on__lt=after)

    def standing(self) -> Self:
        """Not cancelled."""
        return self.exclude(status=ActivityStatus.CANCELLED)

    def told(self) -> Self:
        """What others than its hosts may know of: confirmed at some time."""
        return self.filter(confirmed_at__isnull=False)

    def by_time(self) -> Self:
        return self.order_by("held_on", "begins_at", "pk")


class Activity(models.Model):
    token = models.CharField("公开标识", max_length=32, unique=True, default=new_token, editable=False)
    # Of the printed code: /a/<code>/.
    code = models.CharField("二维码代码", max_length=12, unique=True)
    year = models.PositiveSmallIntegerField("年度")
    serial = models.PositiveIntegerField("年度序号")
    kind = models.CharField("类型", max_length=12, choices=ActivityKind)
    action = models.CharField("七大行动", max_length=12, choices=CountyAction, blank=True)
    title = models.CharField("名称", max_length=80)
    theme = models.CharField("主题", max_length=80, blank=True)
    held_on = models.DateField("日期")
    # Of an activity that was taken over from words alone nobody knows the hours.
    begins_at = models.DateTimeField("开始", null=True, blank=True)
    ends_at = models.DateTimeField("结束", null=True, blank=True)
    place = models.CharField("地点", max_length=80, blank=True)
    seats = models.PositiveSmallIntegerField("名额", null=True, blank=True, help_text="不限可不填。")
    led_by = models.CharField("带队", max_length=60, blank=True)
    programme = models.TextField("日程", max_length=1000, blank=True)
    status = models.CharField("状态", max_length=10, choices=ActivityStatus, default=ActivityStatus.PLANNED)
    reason = models.CharField("变更或取消原因", max_length=200, blank=True)
    done = models.TextField("活动情况", max_length=2000, blank=True)
    report = models.TextField("活动报告", max_length=8000, blank=True)
    report_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="报告撰写人"
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="提出人"
    )
    proposed_at = models.DateTimeField("提出时间")
    confirmed_at = models.DateTimeField("确定时间", null=True, blank=True)
    held_at = models.DateTimeField("登记举行时间", null=True, blank=True)
    reported_on = models.DateField("报告日期", null=True, blank=True)
    # Taken over from words in which an earlier release kept it.
    is_imported = models.BooleanField("由文字转入", default=False)
    plan_item = models.ForeignKey(
        PlanItem,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="activities",
        verbose_name="年度计划事项",
    )
    external_id = models.CharField(
        "外部系统编号", max_length=80, unique=True, null=True, blank=True, default=None
    )

    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = "代表活动"
        verbose_name_plural = "代表活动"
        ordering = ["-held_on", "-pk"]
        constraints = [
            known_values("kind", *ActivityKind.values, name="activity_kind_known"),
            known_values("action", "", *CountyAction.values, name="activity_action_known"),
            known_values("status", *ActivityStatus.values, name="activity_status_known"),
            models.UniqueConstraint(fields=["year", "serial"], name="activity_number_once"),
            models.CheckConstraint(
                condition=Q(is_imported=True) | Q(begins_at__isnull=False, ends_at__isnull=False),
                name="activity_has_its_hours",
            ),
            models.CheckConstraint(
                condition=Q(begins_at__isnull=True) | Q(ends_at__gt=F("begins_at")),
                name="activity_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=~Q(status="confirmed") | Q(confirmed_at__isnull=False),
                name="activity_confirmed_has_its_time",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["held", "reported"]) | Q(held_at__isnull=False),
                name="activity_held_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(status="reported", reported_on__isnull=False)
                | (~Q(status="reported") & Q(reported_on__isnull=True)),
                name="activity_reported_has_its_day",
            ),
            models.CheckConstraint(
                condition=~Q(status="cancelled") | ~Q(reason=""), name="activity_cancelled_has_reason"
            ),
            models.CheckConstraint(
                condition=Q(external_id__isnull=True) | ~Q(external_id=""),
                name="activity_external_id_is_not_empty",
            ),
        ]
        indexes = [
            models.Index(fields=["held_on", "status"], name="activity_by_day"),
            models.Index(fields=["status", "ends_at"], name="activity_coming"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def subject(self) -> str:
        return f"activity:{self.pk}"

    @property
    def number(self) -> str:
        """2026-H017"""
        return f"{self.year}-H{self.serial:03}"

    def is_open(self, at: datetime) -> bool:
        """Whether representatives may sign in: from half an hour before the beginning to the end."""
        return (
            self.begins_at is not None
            and self.ends_at is not None
            and self.begins_at - DOORS_OPEN <= at <= self.ends_at
        )

    def has_begun(self, at: datetime) -> bool:
        return self.begins_at is None or at >= self.begins_at


class ActivityState(models.Model):
    """Each status of an activity with its day: what figures of a past month are counted from."""

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="states")
    status = models.CharField("状态", max_length=10, choices=ActivityStatus)
    on = models.DateField("日期")

    class Meta:
        verbose_name = verbose_name_plural = "代表活动状态"
        ordering = ["activity", "pk"]
        constraints = [known_values("status", *ActivityStatus.values, name="activity_state_known")]

    def __str__(self) -> str:
        return f"{self.activity_id} {self.on} {self.get_status_display()}"


class ActivityGroup(OfOneGroup):
    """A group that holds the activity: professional or regional, several together; the host organises."""

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="groups")
    is_host = models.BooleanField("主办", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "活动小组"
        ordering = ["activity", "-is_host", "pk"]
        constraints = [
            one_group("activity_group_of_one_group"),
            models.UniqueConstraint(
                fields=["activity", "professional_group"],
                condition=Q(professional_group__isnull=False),
                name="activity_professional_group_once",
            ),
            models.UniqueConstraint(
                fields=["activity", "regional_group"],
                condition=Q(regional_group__isnull=False),
                name="activity_regional_group_once",
            ),
            models.UniqueConstraint(
                fields=["activity"], condition=Q(is_host=True), name="activity_has_one_host"
            ),
        ]

    def __str__(self) -> str:
        return str(self.group)

    @property
    def full_name(self) -> str:
        """财政经济专业代表小组"""
        return self.professional_group.full_name if self.professional_group else str(self.group)
