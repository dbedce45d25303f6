"""有没有人劝您改评价: asked in every link and call, answered to the auditor alone (docs/domain.md § 3)."""

from __future__ import annotations

from django.db import models

from casework.models.constraints import known, paired
from groups.models import Department
from office.crypto import EncryptedTextField
from requests_app.models.requests import EnterpriseRequest


class AskedBy(models.TextChoices):
    LINK = "link", "链接"
    TELEPHONE = "telephone", "电话"


class PressureAnswer(models.Model):
    """What one requester said in one link or call; `department` led the case then."""

    AskedBy = AskedBy

    case = models.ForeignKey(
        EnterpriseRequest, models.PROTECT, related_name="pressure_answers", verbose_name="诉求"
    )
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="主办单位"
    )
    round = models.PositiveSmallIntegerField("轮次")
    asked_by = models.CharField("怎样问的", max_length=10, choices=AskedBy.choices)
    pressed = models.BooleanField("有人劝改评价")
    said = EncryptedTextField("说明", blank=True)
    answered_at = models.DateTimeField("回答时间")
    answered_on = models.DateField("回答日期")

    class Meta:
        verbose_name = verbose_name_plural = "劝改评价的回答"
        ordering = ["-id"]
        constraints = [
            known("asked_by", AskedBy, "pressure_answer_asked_by_known"),
            paired("answered_at", "answered_on", "pressure_answer_at_on"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.answered_on}"
