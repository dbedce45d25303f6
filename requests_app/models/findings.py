"""What representatives found on an activity: whose it is, by when, with what outcome, or settled on the spot."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from fieldwork.models import Activity
from groups.models import Department
from requests_app.models.requests import EnterpriseRequest


class Finding(models.Model):
    """What was agreed on the spot; the case beside it goes its way like any other."""

    case = models.OneToOneField(
        EnterpriseRequest, models.PROTECT, related_name="finding", verbose_name="诉求"
    )
    occasion = models.ForeignKey(Activity, models.PROTECT, related_name="findings", verbose_name="代表活动")
    # The activity's name as it was when this was entered.
    activity = models.CharField("活动名称", max_length=80)
    present = models.CharField("在场人员", max_length=200)
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="责任单位"
    )
    agreed_on = models.DateField("商定完成日期", null=True, blank=True)
    settled = models.BooleanField("当场解决", default=False)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="记录人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "活动发现问题"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(settled=True) | Q(department__isnull=False, agreed_on__isnull=False),
                name="finding_open_has_unit_and_date",
            )
        ]

    def __str__(self) -> str:
        return self.activity
