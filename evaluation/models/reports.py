"""Reports (月报, 季报, 半年报, 年报) of a station, a professional group or the whole committee (docs/domain.md § 8)."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from casework.models.constraints import known, paired
from groups.models import ProfessionalGroup
from office.months import Period
from office.signatures import signed_by
from stations.models import Station


class ReportStatus(models.TextChoices):
    DRAFT = "draft", "待填写"
    SUBMITTED = "submitted", "待审签"
    PUBLISHED = "published", "已印发"
    SUPERSEDED = "superseded", "已更正"


class ReportScope(models.TextChoices):
    STATION = "station", "服务站"
    GROUP = "group", "专业小组"
    COMMITTEE = "committee", "机关"


class SectionKind(models.TextChoices):
    WORK = "work", "主要工作"
    PROBLEMS = "problems", "存在的问题"
    NEXT = "next", "下步打算"


SPANS = {1: "月报", 3: "季报", 6: "半年报", 12: "年报"}
OUT = (ReportStatus.PUBLISHED, ReportStatus.SUPERSEDED)


def _of_one_owner(name: str) -> models.CheckConstraint:
    """A station's names its station, a group's its group, the committee's neither."""
    return models.CheckConstraint(
        condition=Q(scope="station", station__isnull=False, group__isnull=True)
        | Q(scope="group", station__isnull=True, group__isnull=False)
        | Q(scope="committee", station__isnull=True, group__isnull=True),
        name=name,
    )


class ReportQuerySet(models.QuerySet["Report"]):
    def out(self) -> Self:
        """Those that were sent to their readers, replaced ones too."""
        return self.filter(status__in=OUT)

    def latest_first(self) -> Self:
        return self.order_by("-year", "-month", "months", "scope", "owner", "-edition")


class Report(models.Model):
    """`figures` is what was counted when it was drafted; its numbers are never edited, its sections are.

    `owner` is "station:gyllzx", "group:finance" or "committee": with the period it names what all editions share.
    """

    Status = ReportStatus
    Scope = ReportScope

    scope = models.CharField("范围", max_length=10, choices=ReportScope)
    owner = models.CharField("对象", max_length=40)
    # As it was called then.
    name = models.CharField("对象名称", max_length=80)
    station = models.ForeignKey(
        Station, models.PROTECT, null=True, blank=True, related_name="reports", verbose_name="服务站"
    )
    group = models.ForeignKey(
        ProfessionalGroup,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reports",
        verbose_name="专业小组",
    )
    year = models.PositiveSmallIntegerField("年")
    month = models.PositiveSmallIntegerField("起始月")
    months = models.PositiveSmallIntegerField("种类", choices=list(SPANS.items()))
    edition = models.PositiveSmallIntegerField("版次", default=1)
    status = models.CharField("状态", max_length=10, choices=ReportStatus, default=ReportStatus.DRAFT)
    figures = models.JSONField("数据")
    note = models.CharField("更正说明", max_length=200, blank=True)
    remark = models.CharField("退回原因", max_length=200, blank=True)
    drafted_at = models.DateTimeField("生成时间")
    submitted_at = models.DateTimeField("送审时间", null=True, blank=True)
    submitted_by = signed_by("送审人")
    published_at = models.DateTimeField("印发时间", null=True, blank=True)
    approved_by = signed_by("审签人")

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "工作报告"
        ordering = ["-year", "-month", "months", "owner", "-edition"]
        constraints = [
            known("scope", ReportScope, "report_scope_known"),
            known("status", ReportStatus, "report_status_known"),
            _of_one_owner("report_of_one_owner"),
            models.CheckConstraint(condition=Q(months__in=list(SPANS)), name="report_months_known"),
            models.CheckConstraint(condition=Q(month__gte=1, month__lte=12), name="report_month_known"),
            models.UniqueConstraint(
                fields=["owner", "year", "month", "months", "edition"], name="report_edition_once"
            ),
            models.UniqueConstraint(
                fields=["owner", "year", "month", "months"],
                condition=Q(status="published"),
                name="report_one_published",
            ),
            models.UniqueConstraint(
                fields=["owner", "year", "month", "months"],
                condition=Q(status__in=("draft", "submitted")),
                name="report_one_open",
            ),
            paired("submitted_at", "submitted_by", "report_submitted_at_by"),
            paired("published_at", "approved_by", "report_published_at_by"),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("submitted_by")),
                name="report_second_person",
            ),
            models.CheckConstraint(
                condition=Q(status__in=OUT, published_at__isnull=False)
                | (~Q(status__in=OUT) & Q(published_at__isnull=True)),
                name="report_published_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}{self.period.label}{self.kind_label}"

    @property
    def kind_label(self) -> str:
        return SPANS[self.months]

    @property
    def period(self) -> Period:
        return Period(self.year, self.month, self.months)

    @property
    def subject(self) -> str:
        return f"report:{self.pk}"


class ReportSection(models.Model):
    """Words of one section, written by a person: the numbers beside them are the report's."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="sections", verbose_name="工作报告")
    kind = models.CharField("部分", max_length=10, choices=SectionKind)
    text = models.TextField("内容", max_length=3000, blank=True)
    written_at = models.DateTimeField("填写时间", null=True, blank=True)
    written_by = signed_by("填写人")

    class Meta:
        verbose_name = verbose_name_plural = "工作报告的文字"
        ordering = ["report", "id"]
        constraints = [
            known("kind", SectionKind, "report_section_kind_known"),
            models.UniqueConstraint(fields=["report", "kind"], name="report_section_once"),
            paired("written_at", "written_by", "report_section_written_at_by"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class ReportComment(models.Model):
    """What somebody says to a draft; the office takes it up or says why not."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="comments", verbose_name="工作报告")
    text = models.TextField("意见", max_length=500)
    written_at = models.DateTimeField("提出时间")
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="提出人"
    )
    answer = models.CharField("处理", max_length=200, blank=True)
    answered_at = models.DateTimeField("处理时间", null=True, blank=True)
    answered_by = signed_by("处理人")

    class Meta:
        verbose_name = verbose_name_plural = "工作报告的意见"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="report_comment_says_something"),
            paired("answered_at", "answered_by", "report_comment_answered_at_by"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answer="")
                | (Q(answered_at__isnull=False) & ~Q(answer="")),
                name="report_comment_answered_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:20]


class ReportReading(models.Model):
    """已阅: a reader's word that the report was read, once."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="readings", verbose_name="工作报告")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="阅读人"
    )
    read_at = models.DateTimeField("已阅时间")

    class Meta:
        verbose_name = verbose_name_plural = "工作报告已阅"
        ordering = ["report", "read_at", "id"]
        constraints = [models.UniqueConstraint(fields=["report", "user"], name="report_reading_once")]

    def __str__(self) -> str:
        return f"{self.user} 已阅"


class ReportReader(models.Model):
    """Somebody who gets the reports of an owner beside those who get them by their post."""

    owner = models.CharField("对象", max_length=40)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="read_reports", verbose_name="收件人"
    )
    since = models.DateField("开始日期")
    until = models.DateField("结束日期", null=True, blank=True, help_text="当天起不再发送。")

    class Meta:
        verbose_name = verbose_name_plural = "工作报告收件人"
        ordering = ["owner", "since", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "user"], condition=Q(until__isnull=True), name="report_reader_once"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="report_reader_span_is_ordered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.owner} {self.user}"
