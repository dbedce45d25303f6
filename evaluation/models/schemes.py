"""履职评价办法: one row per version of the rules of the score, by the first year that it judges."""

from __future__ import annotations

from decimal import Decimal
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from casework.models.constraints import known, paired
from evaluation.scores import RULES_2026, Rules
from office.signatures import signed_by


class SchemeStatus(models.TextChoices):
    DRAFT = "draft", "起草中"
    SUBMITTED = "submitted", "待审签"
    # The value is that of earlier releases, whose schemes were in force until they were used.
    APPROVED = "used", "已审签"
    ENDED = "ended", "已停用"


class SchemeQuerySet(models.QuerySet["Scheme"]):
    def of_year(self, year: int) -> Self:
        """At most one row: the latest that is approved and had begun by that year."""
        begun = self.filter(first_year__lte=year, status=SchemeStatus.APPROVED)
        return begun.order_by("-first_year")[:1]


def _points(label: str, default: Decimal) -> models.DecimalField[Decimal, Decimal]:
    return _number(label, default, Decimal(0), Decimal(100))


def _share(
    label: str, default: Decimal, low: str = "0", high: str = "1"
) -> models.DecimalField[Decimal, Decimal]:
    return _number(label, default, Decimal(low), Decimal(high))


def _number(
    label: str, default: Decimal, low: Decimal, high: Decimal
) -> models.DecimalField[Decimal, Decimal]:
    return models.DecimalField(
        label,
        max_digits=6,
        decimal_places=3,
        default=default,
        validators=[MinValueValidator(low), MaxValueValidator(high)],
    )


class Scheme(models.Model):
    """Edited until it is sent up, in force once another person has approved it, frozen then (evaluation/triggers.py).

    The scheme that comes with the product, and those of earlier releases, have no approver.
    """

    Status = SchemeStatus

    first_year = models.PositiveSmallIntegerField("从哪一年起")
    name = models.CharField("名称", max_length=60)
    document = models.CharField("依据文件", max_length=120, blank=True)
    status = models.CharField(
        "状态", max_length=10, choices=SchemeStatus, default=SchemeStatus.DRAFT, editable=False
    )
    submitted_at = models.DateTimeField("送审时间", null=True, blank=True, editable=False)
    submitted_by = signed_by("送审人")
    approved_at = models.DateTimeField("审签时间", null=True, blank=True, editable=False)
    approved_by = signed_by("审签人")
    attendance_points = _points("出席满分", RULES_2026.attendance_points)
    attendance_prior = _share("出席推定值", RULES_2026.attendance_prior, "0.5", "0.8")
    duties_points = _points("履职任务满分", RULES_2026.duties_points)
    duties_prior = _share("没有任务时按", RULES_2026.duties_prior, "0.5", "0.8")
    extras_points = _points("超出任务最多", RULES_2026.extras_points)
    quality_points = _points("建议质量满分", RULES_2026.quality_points)
    best_share = _share("最好一件占", RULES_2026.rank_shares[0])
    second_share = _share("第二件占", RULES_2026.rank_shares[1])
    third_share = _share("第三件占", RULES_2026.rank_shares[2])
    co_signer_share = _share("附议按", RULES_2026.co_signer_share)
    co_signed_at_most = models.PositiveSmallIntegerField(
        "附议最多计几件", default=RULES_2026.co_signed_at_most
    )
    outcome_share = _share("办理结果占", RULES_2026.outcome_share)
    response_points = _points("响应满分", RULES_2026.response_points)
    pressing_points = _points("核对、催办、转告满分", RULES_2026.pressing_points)
    meeting_points = _points("走访与会诊满分", RULES_2026.meeting_points)
    conduct_prior_posted = _share("进站代表推定值", RULES_2026.conduct_prior, "0.4", "0.7")
    conduct_prior_others = _share("其他代表推定值", RULES_2026.conduct_prior, "0.4", "0.7")
    result_points = _points("办理成效满分", RULES_2026.result_points)
    result_floor = _share("未退回的成效底分", RULES_2026.result_floor)
    credits_to_half = _number("减半所需成效", RULES_2026.credits_to_half, Decimal("0.5"), Decimal(50))
    simple_weight = _share("简单件权重", RULES_2026.difficulty_weights["simple"], "1", "3")
    ordinary_weight = _share("一般件权重", RULES_2026.difficulty_weights["ordinary"], "1", "3")
    hard_weight = _share("复杂件权重", RULES_2026.difficulty_weights["hard"], "1", "3")

    objects = SchemeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "履职评价办法"
        ordering = ["-first_year"]
        constraints = [
            known("status", SchemeStatus, "scheme_status_known"),
            models.UniqueConstraint(
                fields=["first_year"],
                condition=~Q(status="ended"),
                name="scheme_one_of_a_year",
                violation_error_message="这一年已经有一份办法。",
            ),
            paired("submitted_at", "submitted_by", "scheme_submitted_at_by"),
            paired("approved_at", "approved_by", "scheme_approved_at_by"),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("submitted_by")),
                name="scheme_second_person",
            ),
            models.CheckConstraint(
                condition=~Q(status="submitted") | Q(submitted_at__isnull=False),
                name="scheme_submitted_when",
            ),
            models.CheckConstraint(
                condition=Q(
                    attendance_points=Decimal(100)
                    - F("duties_points")
                    - F("extras_points")
                    - F("quality_points")
                    - F("response_points")
                    - F("pressing_points")
                    - F("meeting_points")
                    - F("result_points")
                ),
                name="scheme_gives_a_hundred",
                violation_error_message="各项满分合计应为 100。",
            ),
            models.CheckConstraint(
                condition=Q(best_share=Decimal(1) - F("second_share") - F("third_share"))
                & Q(best_share__gte=F("second_share"), second_share__gte=F("third_share")),
                name="scheme_ranks_make_one",
                violation_error_message="三件建议所占应从大到小，合计为 1。",
            ),
            models.CheckConstraint(
                condition=Q(
                    simple_weight__gte=1,
                    ordinary_weight__gte=F("simple_weight"),
                    hard_weight__gte=F("ordinary_weight"),
                    hard_weight__lte=3,
                ),
                name="scheme_harder_weighs_more",
                violation_error_message="权重在 1 到 3 之间，越难的越大。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def subject(self) -> str:
        return f"scheme:{self.pk}"

    def rules(self, *, is_posted: bool) -> Rules:
        """Plain values for the score of a posted representative, or of another one."""
        return Rules(
            attendance_points=self.attendance_points,
            attendance_prior=self.attendance_prior,
            duties_points=self.duties_points,
            duties_prior=self.duties_prior,
            extras_points=self.extras_points,
            quality_points=self.quality_points,
            rank_shares=(self.best_share, self.second_share, self.third_share),
            co_signer_share=self.co_signer_share,
            co_signed_at_most=self.co_signed_at_most,
            outcome_share=self.outcome_share,
            response_points=self.response_points,
            pressing_points=self.pressing_points,
            meeting_points=self.meeting_points,
            conduct_prior=self.conduct_prior_posted if is_posted else self.conduct_prior_others,
            result_points=self.result_points,
            result_floor=self.result_floor,
            credits_to_half=self.credits_to_half,
            difficulty_weights={
                "simple": self.simple_weight,
                "ordinary": self.ordinary_weight,
                "hard": self.hard_weight,
            },
        )

    def values(self) -> dict[str, str]:
        """Every number of the rules by its column, as text: what a trial was made with."""
        return {
            field.name: str(getattr(self, field.name))
            for field in self._meta.local_concrete_fields
            if isinstance(field, models.DecimalField) or field.name == "co_signed_at_most"
        }


class SchemeTrial(models.Model):
    """试算: a past year by the numbers of a scheme that is not in force, beside those of the scheme of that year.

    `values` are those numbers, `rows` everybody's totals and ranks before and after; a trial is never computed anew.
    """

    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="trials", verbose_name="履职评价办法")
    year = models.PositiveSmallIntegerField("试算年度")
    compared = models.ForeignKey(Scheme, models.PROTECT, related_name="+", verbose_name="对照的办法")
    until = models.DateField("算到哪一天以前")
    values = models.JSONField("参数")
    rows = models.JSONField("结果")
    tried_at = models.DateTimeField("试算时间")
    tried_by = signed_by("试算人")

    class Meta:
        verbose_name = verbose_name_plural = "办法试算"
        ordering = ["-tried_at", "-id"]

    def __str__(self) -> str:
        return f"{self.scheme} {self.year} 年试算"
