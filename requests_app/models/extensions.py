"""延期: a unit asks for a later date, staff decide; the enterprise's one date moves with it and by nothing else."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from requests_app.models.assignments import Assignment
from requests_app.models.clocks import Clock
from requests_app.models.constraints import decided_whole
from requests_app.models.requests import EnterpriseRequest


class ExtensionQuerySet(models.QuerySet["Extension"]):
    def undecided(self) -> Self:
        """Asked, and still for staff to decide: a reply or the end of the case takes the question away."""
        return self.filter(granted__isnull=True, clock__stopped_at__isnull=True)

    def granted(self) -> Self:
        return self.filter(granted=True)


class Extension(models.Model):
    case = models.ForeignKey(
        EnterpriseRequest, models.PROTECT, related_name="extensions", verbose_name="诉求"
    )
    assignment = models.ForeignKey(
        Assignment, models.PROTECT, related_name="extensions", verbose_name="申请单位"
    )
    clock = models.OneToOneField(Clock, models.PROTECT, related_name="+", verbose_name="审批期限")
    round = models.PositiveSmallIntegerField("轮次", default=1)
    reason = models.TextField("延期理由")
    asked_until = models.DateField("申请延到")
    asked_at = models.DateTimeField("申请时间")
    asked_on = models.DateField("申请日期")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="申请人"
    )
    granted = models.BooleanField("准予", null=True, blank=True)
    until_on = models.DateField("准予延到", null=True, blank=True)
    days = models.PositiveSmallIntegerField("延长工作日", default=0)
    told_on = models.DateField("企业答复期限改为", null=True, blank=True)
    decision = models.TextField("审批意见", blank=True)
    decided_at = models.DateTimeField("审批时间", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="审批人",
    )

    objects = ExtensionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "延期"
        ordering = ["id"]
        constraints = [
            decided_whole("extension_decided_whole"),
            models.CheckConstraint(
                condition=~Q(granted=True) | Q(until_on__isnull=False, days__gt=0),
                name="extension_granted_has_date",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=models.F("asked_by")),
                name="extension_second_person",
            ),
        ]

    def __str__(self) -> str:
        return f"申请延到 {self.asked_until}"

    @property
    def outcome_label(self) -> str:
        """准予, 不予, 待审批, or what became of it when nobody had to decide any more."""
        if self.granted is not None:
            return "准予延期" if self.granted else "不予延期"
        return "待审批" if self.clock.is_running else "未审批，单位已回复或不再承办"
