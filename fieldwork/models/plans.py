"""The plan of a group for a year (年度计划) and its items; written by the verbs of fieldwork/plans alone."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q

from casework.models.constraints import known, paired
from fieldwork.models.activities import ActivityKind, CountyAction
from groups.models import Group, OfOneGroup, of_group, one_group
from office.signatures import signed_by


class GroupPlanQuerySet(models.QuerySet["GroupPlan"]):
    def of(self, group: Group, year: int) -> Self:
        return self.filter(of_group(group), year=year)


class GroupPlan(OfOneGroup):
    year = models.PositiveSmallIntegerField("年度")
    proposed_at = models.DateTimeField("提出时间")
    proposed_on = models.DateField("提出日期")
    proposed_by = signed_by("提出人")

    objects = GroupPlanQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "小组年度计划"
        ordering = ["-year", "pk"]
        constraints = [
            one_group("group_plan_of_one_group"),
            models.UniqueConstraint(
                fields=["professional_group", "year"], name="group_plan_of_professional_group_once_a_year"
            ),
            models.UniqueConstraint(
                fields=["regional_group", "year"], name="group_plan_of_regional_group_once_a_year"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group} {self.year} 年计划"

    @property
    def subject(self) -> str:
        return f"groupplan:{self.pk}"


class PlanItemQuerySet(models.QuerySet["PlanItem"]):
    def standing(self) -> Self:
        """Not dropped."""
        return self.filter(dropped_at__isnull=True)

    def confirmed(self) -> Self:
        return self.standing().filter(confirmed_at__isnull=False)

    def waiting(self) -> Self:
        """For the staff's confirmation."""
        return self.standing().filter(confirmed_at__isnull=True)

    def by_month(self) -> Self:
        return self.order_by("month", "pk")


class PlanItem(models.Model):
    """One activity that the group means to hold. Changed words are confirmed anew."""

    plan = models.ForeignKey(GroupPlan, models.PROTECT, related_name="items", verbose_name="年度计划")
    month = models.PositiveSmallIntegerField(
        "月份", choices=[(month, f"{month}月") for month in range(1, 13)]
    )
    kind = models.CharField("类型", max_length=12, choices=ActivityKind)
    theme = models.CharField("主题", max_length=80)
    action = models.CharField("七大行动", max_length=12, choices=CountyAction, blank=True)
    written_at = models.DateTimeField("写入时间")
    written_by = signed_by("写入人")
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    confirmed_by = signed_by("确认人")
    dropped_at = models.DateTimeField("取消时间", null=True, blank=True)
    dropped_by = signed_by("取消人")
    reason = models.CharField("取消原因", max_length=100, blank=True)

    objects = PlanItemQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "年度计划事项"
        ordering = ["plan", "month", "pk"]
        constraints = [
            known("kind", ActivityKind, "plan_item_kind_known"),
            known("action", CountyAction, "plan_item_action_known", blank=True),
            models.CheckConstraint(condition=Q(month__gte=1, month__lte=12), name="plan_item_month_known"),
            paired("confirmed_at", "confirmed_by", "plan_item_confirmed_whole"),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("written_by")),
                name="plan_item_second_person",
            ),
            models.CheckConstraint(
                condition=Q(dropped_at__isnull=True) | ~Q(reason=""), name="plan_item_dropped_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month}月 {self.theme}"
