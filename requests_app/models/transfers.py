"""转办: a unit that has signed finds that another should answer; staff hand the case on or say why not."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from groups.models import Department
from requests_app.models.assignments import Assignment
from requests_app.models.clocks import Clock
from requests_app.models.constraints import decided_whole
from requests_app.models.requests import EnterpriseRequest


class TransferQuerySet(models.QuerySet["Transfer"]):
    def undecided(self) -> Self:
        return self.filter(granted__isnull=True, clock__stopped_at__isnull=True)

    def standing(self) -> Self:
        """Undecided or decided: what a reply or the end of the case made needless does not count as asked."""
        return self.filter(Q(granted__isnull=False) | Q(clock__stopped_at__isnull=True))

    def granted(self) -> Self:
        return self.filter(granted=True)


class Transfer(models.Model):
    case = models.ForeignKey(EnterpriseRequest, models.PROTECT, related_name="transfers", verbose_name="诉求")
    assignment = models.ForeignKey(
        Assignment, models.PROTECT, related_name="transfers", verbose_name="原承办"
    )
    clock = models.OneToOneField(Clock, models.PROTECT, related_name="+", verbose_name="审批期限")
    round = models.PositiveSmallIntegerField("轮次", default=1)
    right_department = models.ForeignKey(
        Department, models.PROTECT, related_name="+", verbose_name="建议单位"
    )
    reason = models.TextField("转办理由")
    asked_at = models.DateTimeField("申请时间")
    asked_on = models.DateField("申请日期")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="申请人"
    )
    granted = models.BooleanField("同意", null=True, blank=True)
    to_assignment = models.ForeignKey(
        Assignment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="新承办"
    )
    decision = models.TextField("处理意见", blank=True)
    decided_at = models.DateTimeField("处理时间", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="处理人",
    )

    objects = TransferQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "转办"
        ordering = ["id"]
        constraints = [
            decided_whole("transfer_decided_whole"),
            models.CheckConstraint(
                condition=~Q(granted=True) | Q(to_assignment__isnull=False), name="transfer_granted_has_unit"
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=models.F("asked_by")),
                name="transfer_second_person",
            ),
        ]

    def __str__(self) -> str:
        return f"申请转 {self.right_department}"

    @property
    def outcome_label(self) -> str:
        if self.granted is not None:
            return "同意转办" if self.granted else "不同意转办"
        return "待处理" if self.clock.is_running else "未处理，单位已回复或不再承办"
