"""履职评价 of one representative's year: editions, lines of points, objections (docs/domain.md § 7)."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q

from casework.models.constraints import another_person, known, paired
from evaluation.models.said_by import SaidBy, known_by, signed_sheet
from evaluation.models.schemes import Scheme
from evaluation.scores import Part
from groups.models import ProfessionalGroup, Representative
from office.signatures import signed_by


class EvaluationStatus(models.TextChoices):
    COMPUTED = "computed", "已计算"
    SHOWN = "shown", "代表核对中"
    FROZEN = "frozen", "已审签"
    SUPERSEDED = "superseded", "已更正"


OUT = (EvaluationStatus.FROZEN, EvaluationStatus.SUPERSEDED)
PARTS = [(part.value, part.label) for part in Part]


class EvaluationQuerySet(models.QuerySet["Evaluation"]):
    def of_year(self, year: int) -> Self:
        return self.filter(year=year)

    def current(self) -> Self:
        """The edition that stands, or that is being prepared; no superseded one."""
        return self.exclude(status=EvaluationStatus.SUPERSEDED)

    def frozen(self) -> Self:
        return self.filter(status=EvaluationStatus.FROZEN)

    def ranked(self) -> Self:
        return self.order_by("-total", "representative__sort_key", "representative__certificate_number")


class Evaluation(models.Model):
    """`inputs` is the year that was scored, `digest` the hash of its lines; both are frozen with the edition.

    An upheld objection or a correction makes the next edition; a row is never computed anew.
    """

    Status = EvaluationStatus

    representative = models.ForeignKey(
        Representative, models.PROTECT, related_name="evaluations", verbose_name="代表"
    )
    year = models.PositiveSmallIntegerField("年度")
    edition = models.PositiveSmallIntegerField("版次", default=1)
    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="evaluations", verbose_name="评价办法")
    group = models.ForeignKey(
        ProfessionalGroup, models.PROTECT, related_name="evaluations", verbose_name="专业小组"
    )
    is_posted = models.BooleanField("进站代表")
    months = models.PositiveSmallIntegerField("任职月数")
    as_of = models.DateField("算到")
    status = models.CharField(
        "状态", max_length=10, choices=EvaluationStatus, default=EvaluationStatus.COMPUTED
    )
    inputs = models.JSONField("依据")
    total = models.DecimalField("总分", max_digits=6, decimal_places=2)
    digest = models.CharField("校验值", max_length=64)
    note = models.CharField("更正说明", max_length=200, blank=True)
    computed_at = models.DateTimeField("计算时间")
    shown_at = models.DateTimeField("展示时间", null=True, blank=True)
    shown_by = signed_by("展示人")
    objections_until = models.DateField("核对截止", null=True, blank=True)
    approved_at = models.DateTimeField("审签时间", null=True, blank=True)
    approved_by = signed_by("审签人")

    objects = EvaluationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "履职评价"
        ordering = ["-year", "representative", "-edition"]
        constraints = [
            known("status", EvaluationStatus, "evaluation_status_known"),
            models.UniqueConstraint(
                fields=["representative", "year", "edition"], name="evaluation_edition_once"
            ),
            models.UniqueConstraint(
                fields=["representative", "year"],
                condition=Q(status="frozen"),
                name="evaluation_one_frozen",
            ),
            models.UniqueConstraint(
                fields=["representative", "year"],
                condition=Q(status__in=("computed", "shown")),
                name="evaluation_one_open",
            ),
            models.CheckConstraint(
                condition=Q(total__gte=0, total__lte=100), name="evaluation_within_a_hundred"
            ),
            models.CheckConstraint(
                condition=Q(months__gte=1, months__lte=12), name="evaluation_months_known"
            ),
            paired("shown_at", "shown_by", "evaluation_shown_at_by"),
            models.CheckConstraint(
                condition=Q(shown_at__isnull=True) | Q(objections_until__isnull=False),
                name="evaluation_shown_has_its_days",
            ),
            paired("approved_at", "approved_by", "evaluation_approved_at_by"),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("shown_by")),
                name="evaluation_second_person",
            ),
            models.CheckConstraint(
                condition=Q(status="computed", shown_at__isnull=True, approved_at__isnull=True)
                | Q(status="shown", shown_at__isnull=False, approved_at__isnull=True)
                | Q(status="frozen", shown_at__isnull=False, approved_at__isnull=False)
                | Q(status="superseded", shown_at__isnull=False),
                name="evaluation_status_has_its_times",
            ),
        ]
        indexes = [models.Index(fields=["year", "group", "status"], name="evaluation_of_group")]

    def __str__(self) -> str:
        return f"{self.representative} {self.year} 年履职评价"

    @property
    def subject(self) -> str:
        return f"evaluation:{self.pk}"


class ScoreLine(models.Model):
    """One line of points, as it was computed; `records` pairs each record with 若无此条 ("-1.25")."""

    evaluation = models.ForeignKey(Evaluation, models.PROTECT, related_name="lines", verbose_name="履职评价")
    position = models.PositiveSmallIntegerField("顺序")
    part = models.CharField("部分", max_length=10, choices=PARTS)
    key = models.CharField("项", max_length=20)
    label = models.CharField("项目", max_length=40)
    at_most = models.DecimalField("满分", max_digits=6, decimal_places=2)
    points = models.DecimalField("得分", max_digits=6, decimal_places=2)
    formula = models.CharField("怎样算的", max_length=300)
    inputs = models.JSONField("数字")
    records = models.JSONField("依据")

    class Meta:
        verbose_name = verbose_name_plural = "得分项"
        ordering = ["evaluation", "position"]
        constraints = [
            models.CheckConstraint(
                condition=Q(part__in=[value for value, _ in PARTS]), name="score_line_part_known"
            ),
            models.UniqueConstraint(fields=["evaluation", "key"], name="score_line_once"),
            models.CheckConstraint(
                condition=Q(points__gte=0, points__lte=F("at_most")), name="score_line_within_its_most"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.points}"


class ScoreObjectionQuerySet(models.QuerySet["ScoreObjection"]):
    def open(self) -> Self:
        return self.filter(answered_at__isnull=True)


class ScoreObjection(models.Model):
    """An objection to one line, answered in writing before the approval."""

    evaluation = models.ForeignKey(
        Evaluation, models.PROTECT, related_name="objections", verbose_name="履职评价"
    )
    line_key = models.CharField("项", max_length=20)
    line_label = models.CharField("项目", max_length=40)
    text = models.TextField("异议", max_length=500)
    way = models.CharField("方式", max_length=8, choices=SaidBy, default=SaidBy.ACCOUNT)
    sheet = signed_sheet()
    raised_at = models.DateTimeField("提出时间")
    raised_by = signed_by("提出人")
    answer_due_on = models.DateField("答复期限")
    answer = models.TextField("答复", max_length=500, blank=True)
    upheld = models.BooleanField("成立", null=True, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    answered_by = signed_by("答复人")
    total_before = models.DecimalField("答复前总分", max_digits=6, decimal_places=2, null=True, blank=True)
    total_after = models.DecimalField("答复后总分", max_digits=6, decimal_places=2, null=True, blank=True)

    objects = ScoreObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "评价异议"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["evaluation", "line_key"],
                condition=Q(answered_at__isnull=True),
                name="score_objection_one_open",
            ),
            paired("answered_at", "answered_by", "score_objection_answered_at_by"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, upheld__isnull=True, answer="")
                | (Q(answered_at__isnull=False, upheld__isnull=False) & ~Q(answer="")),
                name="score_objection_answered_whole",
            ),
            paired("total_before", "total_after", "score_objection_difference_whole"),
            another_person("answered_by", "raised_by", "score_objection_other_answers"),
            known("way", SaidBy, "score_objection_way_known"),
            known_by("raised_by", "score_objection_account_is_named"),
        ]

    def __str__(self) -> str:
        return f"{self.line_label}：{self.text[:20]}"
