"""Talk around a case: contact, questions to the enterprise, proposals (拟办意见), urging."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from casework.models import letters
from casework.models.constraints import known
from groups.models import Department, Representative
from requests_app.models.assignments import Assignment, ResultClass


class ContactHow(models.TextChoices):
    TELEPHONE = "telephone", "电话"
    VISIT = "visit", "上门走访"
    STATION = "station", "在站面谈"
    WECHAT = "wechat", "微信"
    OTHER = "other", "其他"


class Contact(models.Model):
    """The representative's response to the enterprise, or a try that did not reach anybody (联系不上)."""

    case = models.ForeignKey(
        "requests_app.EnterpriseRequest", models.PROTECT, related_name="contacts", verbose_name="诉求"
    )
    representative = models.ForeignKey(
        Representative, models.PROTECT, null=True, blank=True, related_name="contacts", verbose_name="代表"
    )
    how = models.CharField("方式", max_length=10, choices=ContactHow.choices)
    reached = models.BooleanField("已联系上", default=True)
    said = models.TextField("沟通内容", blank=True)
    contacted_at = models.DateTimeField("联系时间")
    contacted_on = models.DateField("计入日期", help_text="联系当天；晚于次个工作日录入的，为录入当天。")
    entered_at = models.DateTimeField("补录时间", null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="记录人")
    on_behalf = models.BooleanField("代为联系", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "联系记录"
        ordering = ["id"]
        constraints = [
            known("how", ContactHow, "contact_how_known"),
            models.CheckConstraint(
                condition=Q(entered_at__isnull=True) | Q(entered_at__gt=F("contacted_at")),
                name="contact_entered_after_it",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contacted_on} {self.get_how_display()}"


class Question(models.Model):
    """A question to the enterprise; while it stands the clocks stand still."""

    case = models.ForeignKey(
        "requests_app.EnterpriseRequest", models.PROTECT, related_name="questions", verbose_name="诉求"
    )
    assignment = models.ForeignKey(
        Assignment, models.PROTECT, null=True, blank=True, related_name="questions", verbose_name="提问单位"
    )
    text = models.TextField("需要补充什么")
    asked_at = models.DateTimeField("提问时间")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="提问人"
    )
    answer = models.TextField("补充内容", blank=True)
    answered_at = models.DateTimeField("补充时间", null=True, blank=True)
    lapsed_at = models.DateTimeField("停时用完", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "补充要求"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(answered_at__isnull=True, lapsed_at__isnull=True),
                name="question_one_open",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:30]


class ProposalKind(models.TextChoices):
    ASSIGNMENT = "assignment", "建议交办"
    SPOT_ANSWER = "spot_answer", "建议当场解答"
    DECLINE = "decline", "建议不予受理"
    REFER = "refer", "建议转送"


TO_DISPOSE = (ProposalKind.DECLINE, ProposalKind.REFER)


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def to_dispose(self) -> Self:
        """建议不予受理 and 建议转送."""
        return self.filter(kind__in=TO_DISPOSE)

    def undecided(self) -> Self:
        """Nothing has been decided since: the case was not accepted, handed over, answered or disposed of."""
        since = F("proposed_at")
        not_accepted = Q(case__accepted_at=None) | Q(case__accepted_at__lte=since)
        handed_over = Q(case__assignments__assigned_at__gte=since)
        answered = Q(case__answers__answered_at__gte=since)
        return self.undisposed().filter(not_accepted).exclude(handed_over).exclude(answered)

    def undisposed(self) -> Self:
        """Made since the case was last declined, terminated or referred: a decision uses up what was proposed."""
        return self.exclude(case__disposals__decided_at__gte=F("proposed_at"))


class Proposal(models.Model):
    """拟办意见: what a representative or liaison thinks should be done; it decides nothing by itself."""

    case = models.ForeignKey(
        "requests_app.EnterpriseRequest", models.PROTECT, related_name="proposals", verbose_name="诉求"
    )
    kind = models.CharField("种类", max_length=12, choices=ProposalKind.choices)
    lead = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="拟主办单位"
    )
    co: models.ManyToManyField[Department, models.Model] = models.ManyToManyField(
        Department, blank=True, related_name="+", verbose_name="拟会办单位"
    )
    text = models.TextField("理由或拟答复")
    result_class = models.CharField("结果类别", max_length=1, choices=ResultClass.choices, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="提出人")
    proposed_at = models.DateTimeField("提出时间")

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "拟办意见"
        ordering = ["id"]
        constraints = [
            known("kind", ProposalKind, "proposal_kind_known"),
            known("result_class", ResultClass, "proposal_class_known", blank=True),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class Urging(letters.Urging):
    """催办: counted, numbered where the office sends it, once in three days where the enterprise does."""

    case = models.ForeignKey(
        "requests_app.EnterpriseRequest", models.PROTECT, related_name="urgings", verbose_name="诉求"
    )

    class Meta(letters.Urging.Meta):
        verbose_name = verbose_name_plural = "催办"

    def __str__(self) -> str:
        return f"{self.urged_on} 催办"
