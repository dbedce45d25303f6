"""审议议题: what the committee will deliberate, and the groups that are asked for their opinion (docs/domain.md § 12)."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from casework.models.constraints import paired
from groups.models import ProfessionalGroup
from stations.models.tokens import new_token


class AgendaItemQuerySet(models.QuerySet["AgendaItem"]):
    def current(self) -> Self:
        """Not dropped from the agenda."""
        return self.filter(dropped_at__isnull=True)

    def coming(self, on: date) -> Self:
        """On the agenda of a meeting that is not over on the local date `on`."""
        return self.current().filter(held_on__gte=on)

    def by_date(self) -> Self:
        return self.order_by("-held_on", "-pk")


class AgendaItem(models.Model):
    """Opinions are due on `due_on`, counted in working days before the meeting when it was entered."""

    token = models.CharField("标识", max_length=32, unique=True, default=new_token, editable=False)
    meeting = models.CharField("会议", max_length=60)
    title = models.CharField("议题", max_length=60)
    held_on = models.DateField("会议日期")
    due_on = models.DateField("意见提交期限")
    note = models.CharField("请重点研究", max_length=300, blank=True)
    created_at = models.DateTimeField("登记时间")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人"
    )
    dropped_at = models.DateTimeField("取消时间", null=True, blank=True)
    dropped_on = models.DateField("取消日期", null=True, blank=True)
    dropped_because = models.CharField("取消原因", max_length=200, blank=True)

    objects = AgendaItemQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "审议议题"
        ordering = ["-id"]
        constraints = [
            paired("dropped_at", "dropped_on", "agenda_item_dropped_at_on"),
            models.CheckConstraint(condition=Q(due_on__lt=F("held_on")), name="agenda_item_due_before_it"),
        ]

    def __str__(self) -> str:
        return f"{self.meeting}：{self.title}"

    @property
    def subject(self) -> str:
        """Key of its chain of events, which its opinions share."""
        return f"agendaitem:{self.pk}"


class AskedGroup(models.Model):
    """A professional group that is asked for its opinion on the item."""

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="asked", verbose_name="议题")
    group = models.ForeignKey(ProfessionalGroup, models.PROTECT, related_name="+", verbose_name="小组")

    class Meta:
        verbose_name = verbose_name_plural = "征求意见的小组"
        ordering = ["group__order"]
        constraints = [models.UniqueConstraint(fields=["item", "group"], name="asked_group_once")]

    def __str__(self) -> str:
        return str(self.group)
