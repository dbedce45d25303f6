"""企业诉求办理进度表: one row per professional group, month and edition; frozen lines (docs/domain.md § 5)."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from casework.models.constraints import known, paired
from groups.models import Department, ProfessionalGroup, ProfessionalMembership
from office.months import Month
from office.signatures import signed_by
from requests_app.models.complaints import Complaint
from requests_app.models.requests import EnterpriseRequest
from stations.scopes import Scopes

LONGEST_SENTENCE = 100
NOT_READ = ("contact", "phone", "phone_index", "email", "text", "text_original")
EDITIONS = "一二三四五六七八九十"


class TableStatus(models.TextChoices):
    DRAFT = "draft", "待填写进展"
    SUBMITTED = "submitted", "待审签"
    PUBLISHED = "published", "已通报"
    SUPERSEDED = "superseded", "已更正"


# In the place of a sentence about a complaint whose requester stays unnamed (docs/domain.md § 1).
CONFIDENTIAL = "反映单位自身问题，进展不在表中写明"


class RowKind(models.TextChoices):
    """What the sums above the table count a row under."""

    SETTLED = "settled", "已办结"
    PROMISED = "promised", "承诺事项"
    ENDED = "ended", "其他结案"
    ANSWERED = "answered", "已答复"
    ASKED = "asked", "待补充"
    GOING = "going", "办理中"


OUT_STATES = (TableStatus.PUBLISHED, TableStatus.SUPERSEDED)


class ProgressTableQuerySet(models.QuerySet["ProgressTable"]):
    def of(self, month: Month) -> Self:
        return self.filter(year=month.year, month=month.month)

    def published(self) -> Self:
        return self.filter(status=TableStatus.PUBLISHED)

    def latest_first(self) -> Self:
        return self.order_by("-year", "-month", "group__order", "-edition")

    def visible_to(self, scopes: Scopes) -> Self:
        """Office and auditor all; liaisons the own group's; units and members what was sent round to them."""
        if scopes.sees_all:
            return self
        seen = Q(pk__in=())
        for scope in scopes.all:
            out = Q(status__in=OUT_STATES)
            if scope.groups:
                seen |= Q(group_id__in=scope.groups)
            if scope.departments:
                named = ProgressTable.units.through.objects.filter(department_id__in=scope.departments)
                seen |= out & Q(pk__in=named.values("progresstable_id"))
            if scope.representatives:
                members = ProfessionalMembership.objects.filter(
                    representative_id__in=scope.representatives, until__isnull=True
                )
                seen |= out & Q(group_id__in=members.values("group_id"))
        return self.filter(seen)


class ProgressTable(models.Model):
    """`issue` is the 期: the number of the group's months so far. `units` are those named in its rows."""

    Status = TableStatus

    group = models.ForeignKey(
        ProfessionalGroup, models.PROTECT, related_name="progress_tables", verbose_name="专业小组"
    )
    year = models.PositiveSmallIntegerField("年")
    month = models.PositiveSmallIntegerField("月")
    edition = models.PositiveSmallIntegerField("版次", default=1)
    issue = models.PositiveSmallIntegerField("期号")
    status = models.CharField("状态", max_length=10, choices=TableStatus.choices, default=TableStatus.DRAFT)
    units = models.ManyToManyField(Department, blank=True, related_name="+", verbose_name="责任单位")
    note = models.CharField("更正原因", max_length=200, blank=True)
    remark = models.CharField("退回原因", max_length=200, blank=True)
    frozen_at = models.DateTimeField("冻结时间")
    submitted_at = models.DateTimeField("送审时间", null=True, blank=True)
    submitted_by = signed_by("送审人")
    published_at = models.DateTimeField("通报时间", null=True, blank=True)
    approved_by = signed_by("审签人")

    objects = ProgressTableQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "办理进度表"
        ordering = ["-year", "-month", "-edition"]
        constraints = [
            # Named to stand before the others: PostgreSQL tells of the first by name.
            known("status", TableStatus, "progress_table_known_status"),
            models.CheckConstraint(
                condition=Q(month__gte=1, month__lte=12), name="progress_table_month_known"
            ),
            models.UniqueConstraint(
                fields=["group", "year", "month", "edition"], name="progress_table_edition_once"
            ),
            models.UniqueConstraint(
                fields=["group", "year", "month"],
                condition=Q(status="published"),
                name="progress_table_one_published",
            ),
            paired("submitted_at", "submitted_by", "progress_table_submitted_at_by"),
            paired("published_at", "approved_by", "progress_table_published_at_by"),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("submitted_by")),
                name="progress_table_second_person",
            ),
            models.CheckConstraint(
                condition=Q(status__in=("published", "superseded"), published_at__isnull=False)
                | Q(status__in=("draft", "submitted"), published_at__isnull=True),
                name="progress_table_published_when",
            ),
            models.CheckConstraint(
                condition=Q(status="draft", submitted_at__isnull=True)
                | Q(~Q(status="draft"), submitted_at__isnull=False),
                name="progress_table_submitted_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period.label}{self.group.name}小组办理进度表"

    @property
    def period(self) -> Month:
        return Month(self.year, self.month)

    @property
    def subject(self) -> str:
        return f"progress:{self.pk}"

    def lines(self) -> models.QuerySet[ProgressRow]:
        """Its rows with their cases' numbers; nothing encrypted and no long text is read.

        A case that was sealed since is in no edition any more.
        """
        return (
            self.rows.filter(case__sealed=False)
            .annotate(of_confidential=Exists(Complaint.objects.confidential().filter(case=OuterRef("case"))))
            .select_related("case")
            .defer(*(f"case__{name}" for name in NOT_READ))
        )

    @property
    def edition_label(self) -> str:
        """第二版"""
        number = EDITIONS[self.edition - 1] if self.edition <= len(EDITIONS) else f" {self.edition} "
        return f"第{number}版"


class ProgressRow(models.Model):
    """A case as it stood at the end of the month. Names of units are those of that day.

    `days` are working days: left to the date, or by which the answer came before it; below nothing where over.
    """

    table = models.ForeignKey(ProgressTable, models.PROTECT, related_name="rows", verbose_name="办理进度表")
    case = models.ForeignKey(EnterpriseRequest, models.PROTECT, related_name="+", verbose_name="诉求")
    order = models.PositiveSmallIntegerField("序号")
    category = models.CharField("类别", max_length=80)
    lead = models.CharField("主办单位", max_length=60, blank=True)
    co = models.CharField("会办单位", max_length=200, blank=True)
    received_on = models.DateField("收到日期")
    due_on = models.DateField("期限")
    carried = models.BooleanField("上月结转", default=False)
    state = models.CharField("状态", max_length=20)
    kind = models.CharField("归类", max_length=10, choices=RowKind.choices)
    days = models.SmallIntegerField("剩余工作日", null=True, blank=True)
    progress = models.CharField("办理进展", max_length=LONGEST_SENTENCE, blank=True)
    written_at = models.DateTimeField("填写时间", null=True, blank=True)
    written_by = signed_by("填写人")

    class Meta:
        verbose_name = verbose_name_plural = "办理进度"
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["table", "case"], name="progress_row_case_once"),
            models.UniqueConstraint(fields=["table", "order"], name="progress_row_order_once"),
            paired("written_at", "written_by", "progress_row_written_at_by"),
            known("kind", RowKind, "progress_row_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.order} {self.state}"

    @property
    def shown_progress(self) -> str:
        """The sentence; of a confidential complaint nobody's words go round. Rows come from `ProgressTable.lines`."""
        return CONFIDENTIAL if getattr(self, "of_confidential", True) else self.progress

    @property
    def units_label(self) -> str:
        return f"{self.lead}，会办 {self.co}" if self.co else self.lead

    @property
    def is_answered(self) -> bool:
        return self.kind not in (RowKind.ASKED, RowKind.GOING)

    @property
    def left(self) -> str:
        """5, 超期 5, 提前 4, 按期, or nothing."""
        if self.days is None:
            return "—"
        if self.days < 0:
            return f"超期 {-self.days}"
        if self.is_answered:
            return f"提前 {self.days}" if self.days else "按期"
        return str(self.days)

    @property
    def is_over(self) -> bool:
        return self.days is not None and self.days < 0
