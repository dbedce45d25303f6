"""转办: a unit that has signed finds that another should answer; staff hand the case on or say why not."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from casework.models.decisions import Decision, DecisionQuerySet
from groups.models import Department
from requests_app.models.assignments import Assignment
from requests_app.models.clocks import Clock
from requests_app.models.requests import EnterpriseRequest


class TransferQuerySet(DecisionQuerySet["Transfer"]):
    def standing(self) -> Self:
        """Undecided or decided: what a reply or the end of the case made needless does not count as asked."""
        return self.filter(Q(granted__isnull=False) | Q(clock__stopped_at__isnull=True))


class Transfer(Decision):
    case = models.ForeignKey(EnterpriseRequest, models.PROTECT, related_name="transfers", verbose_name="诉求")
    assignment = models.ForeignKey(
        Assignment, models.PROTECT, related_name="transfers", verbose_name="原承办"
    )
    clock = models.OneToOneField(Clock, models.PROTECT, related_name="+", verbose_name="审批期限")
    right_department = models.ForeignKey(
        Department, models.PROTECT, related_name="+", verbose_name="建议单位"
    )
    to_assignment = models.ForeignKey(
        Assignment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="新承办"
    )

    objects = TransferQuerySet.as_manager()

    class Meta(Decision.Meta):
        verbose_name = verbose_name_plural = "转办"
        constraints = [
            *Decision.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(granted=True) | Q(to_assignment__isnull=False), name="transfer_granted_has_unit"
            ),
        ]

    def __str__(self) -> str:
        return f"申请转 {self.right_department}"

    @property
    def outcome_label(self) -> str:
        if self.granted is not None:
            return "同意转办" if self.granted else "不同意转办"
        return "待处理" if self.clock.is_running else "未处理，单位已回复或不再承办"
