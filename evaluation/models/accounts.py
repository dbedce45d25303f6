"""述职和选民测评: what a representative told the voters, and what they said of it; beside the score, never in it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from casework.models.constraints import paired
from groups.models import Representative
from office.signatures import signed_by

LEVELS = ("满意", "基本满意", "不满意", "不了解")
QUESTIONS = ("联系选民和企业", "参加会议和活动", "提出建议的质量", "帮助解决问题", "廉洁自律、接受监督")


class Account(models.Model):
    """Of a year once. `counts` has for each question the sheets by level; it counts once another has checked it."""

    representative = models.ForeignKey(
        Representative, models.PROTECT, related_name="accounts", verbose_name="代表"
    )
    year = models.PositiveSmallIntegerField("年度")
    held_on = models.DateField("述职日期")
    place = models.CharField("地点", max_length=80)
    text = models.TextField("述职内容", max_length=3000, blank=True)
    handed_out = models.PositiveSmallIntegerField("发出测评表")
    returned = models.PositiveSmallIntegerField("收回测评表")
    counts = models.JSONField("测评结果")
    entered_at = models.DateTimeField("登记时间")
    entered_by = signed_by("登记人")
    checked_at = models.DateTimeField("核对时间", null=True, blank=True)
    checked_by = signed_by("核对人")

    class Meta:
        verbose_name = verbose_name_plural = "述职和选民测评"
        ordering = ["-year", "representative"]
        constraints = [
            models.UniqueConstraint(fields=["representative", "year"], name="account_once_a_year"),
            models.CheckConstraint(
                condition=Q(returned__lte=F("handed_out")), name="account_no_more_than_handed_out"
            ),
            paired("checked_at", "checked_by", "account_checked_at_by"),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True) | ~Q(checked_by=F("entered_by")),
                name="account_second_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.representative} {self.year} 年述职"

    @property
    def subject(self) -> str:
        return f"account:{self.pk}"
