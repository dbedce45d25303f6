"""延期: a unit asks for a later date, staff decide; the enterprise's one date moves with it and by nothing else."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from casework.models.decisions import Decision, DecisionQuerySet
from requests_app.models.assignments import Assignment
from requests_app.models.clocks import Clock
from requests_app.models.requests import EnterpriseRequest


class Extension(Decision):
    case = models.ForeignKey(
        EnterpriseRequest, models.PROTECT, related_name="extensions", verbose_name="诉求"
    )
    assignment = models.ForeignKey(
        Assignment, models.PROTECT, related_name="extensions", verbose_name="申请单位"
    )
    clock = models.OneToOneField(Clock, models.PROTECT, related_name="+", verbose_name="审批期限")
    asked_until = models.DateField("申请延到")
    until_on = models.DateField("准予延到", null=True, blank=True)
    days = models.PositiveSmallIntegerField("延长工作日", default=0)
    told_on = models.DateField("企业答复期限改为", null=True, blank=True)

    objects = DecisionQuerySet["Extension"].as_manager()

    class Meta(Decision.Meta):
        verbose_name = verbose_name_plural = "延期"
        constraints = [
            *Decision.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(granted=True) | Q(until_on__isnull=False, days__gt=0),
                name="extension_granted_has_date",
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
