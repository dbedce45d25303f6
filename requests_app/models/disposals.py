"""不予受理 and 转送: why, where to go, who proposed and who decided, and the appeal."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from casework.models.constraints import known, paired
from requests_app.models.grades import Grade
from requests_app.models.requests import EnterpriseRequest


class DisposalKind(models.TextChoices):
    DECLINE = "decline", "不予受理"
    TERMINATE = "terminate", "终止办理"
    REFER = "refer", "转送"


class DisposalReason(models.TextChoices):
    PRIVATE = "private", "民事纠纷"
    LITIGATION = "litigation", "涉法涉诉"
    REPORT = "report", "检举控告"
    OUTSIDE = "outside", "不在服务站受理范围"
    UNCLEAR = "unclear", "诉求不清且无法联系"
    THANKS = "thanks", "感谢、咨询，无需办理"
    SPAM = "spam", "广告或测试信息"
    DUPLICATE = "duplicate", "重复提交"
    OTHER = "other", "其他"


WITHOUT_SECOND_PERSON = (DisposalReason.SPAM, DisposalReason.DUPLICATE)


class DisposalQuerySet(models.QuerySet["Disposal"]):
    def exclusions(self) -> Self:
        """Those that leave the rates: two people took part, or spam and repeats (docs/domain.md § 2)."""
        two = Q(proposed_by__isnull=False) & ~Q(proposed_by=models.F("decided_by"))
        return self.filter(two | Q(reason__in=WITHOUT_SECOND_PERSON))


class Disposal(models.Model):
    Kind = DisposalKind
    Reason = DisposalReason

    case = models.ForeignKey(EnterpriseRequest, models.PROTECT, related_name="disposals", verbose_name="诉求")
    kind = models.CharField("种类", max_length=10, choices=DisposalKind.choices)
    reason = models.CharField("原因", max_length=12, choices=DisposalReason.choices)
    explanation = models.TextField("说明")
    guidance = models.TextField("去处指引", blank=True)
    referred_to = models.CharField("转送单位", max_length=60, blank=True)
    reference_number = models.CharField("转送文号", max_length=60, blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="提出人",
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="决定人"
    )
    decided_at = models.DateTimeField("决定时间")
    decided_on = models.DateField("决定日期")
    status_before = models.CharField("之前状态", max_length=10)
    appeal = models.TextField("申诉理由", blank=True)
    appealed_at = models.DateTimeField("申诉时间", null=True, blank=True)
    appealed_on = models.DateField("申诉日期", null=True, blank=True)
    appeal_grade = models.CharField("申诉人凭证来源", max_length=8, choices=Grade.choices, blank=True)
    appeal_upheld = models.BooleanField("申诉成立", null=True, blank=True)
    appeal_reason = models.TextField("申诉处理理由", blank=True)
    appeal_decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="申诉处理人",
    )
    appeal_decided_at = models.DateTimeField("申诉处理时间", null=True, blank=True)

    objects = DisposalQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "不予受理和转送"
        ordering = ["id"]
        constraints = [
            known("kind", DisposalKind, "disposal_kind_known"),
            known("reason", DisposalReason, "disposal_reason_known"),
            paired("appealed_at", "appealed_on", "disposal_appealed_at_on"),
            models.CheckConstraint(
                condition=Q(appealed_at__isnull=True, appeal_grade="")
                | Q(appealed_at__isnull=False, appeal_grade__in=Grade.values),
                name="disposal_appeal_has_its_grade",
            ),
            paired("appeal_decided_at", "appeal_decided_by", "disposal_appeal_decided_at_by"),
            models.CheckConstraint(
                condition=Q(appeal_decided_by__isnull=True) | ~Q(appeal_decided_by=models.F("decided_by")),
                name="disposal_appeal_other_decider",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.get_reason_display()}"

    @property
    def barred_from_appeal(self) -> frozenset[int | None]:
        """Accounts that may not decide an appeal against it: whoever decided it and whoever proposed it."""
        return frozenset({self.decided_by_id, self.proposed_by_id})

    @property
    def is_exclusion(self) -> bool:
        """Leaves the rates only when two people took part, or for spam and repeats (docs/domain.md § 2)."""
        return self.proposed_by_id not in (None, self.decided_by_id) or self.reason in WITHOUT_SECOND_PERSON
