"""专业意见: what a professional group thinks of an item of the agenda, its authors and what it rests on."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from casework.models.constraints import known, paired
from groups.models import Representative
from office.signatures import signed_by
from requests_app.models import Category
from suggestions.models.agenda import AskedGroup


class OpinionStatus(models.TextChoices):
    DRAFTING = "drafting", "起草中"
    SUBMITTED = "submitted", "已提交"
    ADOPTED = "adopted", "采纳"
    PARTLY = "partly", "部分采纳"
    REFERENCE = "reference", "供参考"


# What the committee decided about it.
DECIDED = (OpinionStatus.ADOPTED, OpinionStatus.PARTLY, OpinionStatus.REFERENCE)
PUBLIC = (OpinionStatus.ADOPTED, OpinionStatus.PARTLY)


class ExpertOpinionQuerySet(models.QuerySet["ExpertOpinion"]):
    def public(self) -> Self:
        """Adopted in whole or in part, the latest decision first."""
        return self.filter(status__in=PUBLIC).order_by("-decision_on", "-pk")

    def with_item(self) -> Self:
        return self.select_related("asked__item", "asked__group")


class ExpertOpinion(models.Model):
    """One of each asked group. The text may change while it is drafted; each change asks its authors anew."""

    asked = models.OneToOneField(
        AskedGroup, models.PROTECT, related_name="opinion", verbose_name="征求意见的小组"
    )
    status = models.CharField(
        "状态", max_length=10, choices=OpinionStatus.choices, default=OpinionStatus.DRAFTING
    )
    text = models.TextField("意见")
    drafted_at = models.DateTimeField("起草时间")
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="录入人"
    )
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True)
    submitted_on = models.DateField("提交日期", null=True, blank=True)
    submitted_by = signed_by("提交人")
    decided_at = models.DateTimeField("认定时间", null=True, blank=True)
    decided_by = signed_by("认定人")
    reason = models.CharField("采纳情况", max_length=500, blank=True)
    decision_title = models.CharField("决议或审议意见", max_length=100, blank=True)
    decision_number = models.CharField("文号", max_length=40, blank=True)
    decision_on = models.DateField("文件日期", null=True, blank=True)

    objects = ExpertOpinionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "专业意见"
        ordering = ["-id"]
        constraints = [
            known("status", OpinionStatus, "expert_opinion_status_known"),
            paired("submitted_at", "submitted_on", "expert_opinion_submitted_at_on"),
            paired("submitted_at", "submitted_by", "expert_opinion_submitted_at_by"),
            paired("decided_at", "decided_by", "expert_opinion_decided_at_by"),
            models.CheckConstraint(
                condition=Q(status="drafting", submitted_at__isnull=True)
                | (~Q(status="drafting") & Q(submitted_at__isnull=False)),
                name="expert_opinion_submitted_once_it_left",
            ),
            models.CheckConstraint(
                condition=Q(status__in=("drafting", "submitted"), decided_at__isnull=True)
                | (Q(status__in=DECIDED, decided_at__isnull=False) & ~Q(reason="")),
                name="expert_opinion_decided_whole",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=PUBLIC)
                | (Q(decision_on__isnull=False) & ~Q(decision_title="") & ~Q(decision_number="")),
                name="expert_opinion_adopted_names_the_decision",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("submitted_by")),
                name="expert_opinion_other_decider",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asked}：{self.asked.item.title}"

    @property
    def is_draft(self) -> bool:
        return self.status == OpinionStatus.DRAFTING


class Confirmation(models.TextChoices):
    ACCOUNT = "account", "本人账号确认"
    SHEET = "sheet", "签字表确认"


class OpinionAuthor(models.Model):
    """A named author, who knows the text and means it, or has taken the name away."""

    opinion = models.ForeignKey(
        ExpertOpinion, models.PROTECT, related_name="authors", verbose_name="专业意见"
    )
    representative = models.ForeignKey(Representative, models.PROTECT, related_name="+", verbose_name="代表")
    order = models.PositiveSmallIntegerField("次序")
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    confirmed_by = signed_by("确认登记人")
    confirmed_how = models.CharField("确认方式", max_length=8, choices=Confirmation.choices, blank=True)
    sheet_number = models.CharField("签字表编号", max_length=30, blank=True)
    declined_at = models.DateTimeField("不署名", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "意见作者"
        ordering = ["order", "id"]
        constraints = [
            known("confirmed_how", Confirmation, "opinion_author_how_known", blank=True),
            models.UniqueConstraint(fields=["opinion", "representative"], name="opinion_author_once"),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True, confirmed_how="", sheet_number="")
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False, confirmed_how="account", sheet_number="")
                | (Q(confirmed_at__isnull=False, confirmed_by__isnull=False, confirmed_how="sheet") & ~Q(sheet_number="")),
                name="opinion_author_confirmed_whole",
            ),
            models.CheckConstraint(
                condition=Q(declined_at__isnull=True) | Q(confirmed_at__isnull=True),
                name="opinion_author_not_both",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.representative.name

    @property
    def state_label(self) -> str:
        if self.declined_at is not None:
            return "不署名"
        return "已确认" if self.confirmed_at is not None else "待本人确认"


class OpinionBasis(models.Model):
    """What an opinion rests on: a document in words, or a count of the requests of a category in a span of days."""

    opinion = models.ForeignKey(ExpertOpinion, models.PROTECT, related_name="bases", verbose_name="专业意见")
    document = models.CharField("文件或资料", max_length=200, blank=True)
    category = models.ForeignKey(
        Category, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="诉求类别"
    )
    since = models.DateField("开始日期", null=True, blank=True)
    until = models.DateField("结束日期", null=True, blank=True)
    received = models.PositiveIntegerField("收到件数", null=True, blank=True)
    settled = models.PositiveIntegerField("办结件数", null=True, blank=True)
    counted_at = models.DateTimeField("统计时间", null=True, blank=True)
    dropped_at = models.DateTimeField("去掉时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "意见依据"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(category__isnull=True, since__isnull=True, until__isnull=True, received__isnull=True,
                             settled__isnull=True, counted_at__isnull=True) & ~Q(document=""))
                | Q(document="", category__isnull=False, since__isnull=False, until__gt=F("since"),
                    received__gte=F("settled"), counted_at__isnull=False),
                name="opinion_basis_is_document_or_count",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.document or f"{self.category} {self.received} 件"
