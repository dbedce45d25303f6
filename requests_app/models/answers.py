"""What the enterprise was told, and what it judged."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from casework.models.constraints import known
from requests_app.models.assignments import Reply, ResultClass
from requests_app.models.requests import EnterpriseRequest
from requests_app.models.verdict_keys import VerdictKey


class Satisfaction(models.TextChoices):
    SATISFIED = "satisfied", "满意"
    MOSTLY = "mostly", "基本满意"
    DISSATISFIED = "dissatisfied", "不满意"


class VerdictBy(models.TextChoices):
    OWN = "own", "本人评价"
    DESK = "desk", "柜台登记号码"
    TELEPHONE = "telephone", "电话回访"
    IN_PERSON = "in_person", "当面评价"


QUESTIONS = {
    ResultClass.A: "问题解决了吗",
    ResultClass.B: "对这个安排和时间认可吗",
    ResultClass.C: "原因说清楚了吗",
    ResultClass.D: "原因说清楚了吗",
}


class Answer(models.Model):
    """转达: the wording sent to the enterprise; the unit's text stays whole in `reply`."""

    case = models.ForeignKey(EnterpriseRequest, models.PROTECT, related_name="answers", verbose_name="诉求")
    round = models.PositiveSmallIntegerField("轮次")
    reply = models.ForeignKey(Reply, models.PROTECT, null=True, blank=True, verbose_name="单位回复")
    text = models.TextField("答复内容")
    result_class = models.CharField("结果类别", max_length=1, choices=ResultClass.choices)
    on_the_spot = models.BooleanField("当场解答", default=False)
    answered_at = models.DateTimeField("答复时间")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="答复人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "答复"
        ordering = ["id"]
        constraints = [
            known("result_class", ResultClass, "answer_class_known"),
            models.UniqueConstraint(fields=["case", "round"], name="answer_once_per_round"),
        ]

    def __str__(self) -> str:
        return f"{self.case.ledger_number} 第{self.round}轮答复"

    @property
    def question(self) -> str:
        """The one question of the verdict that fits the class (docs/domain.md § 3)."""
        return QUESTIONS[ResultClass(self.result_class)]


class Verdict(models.Model):
    """One judgement per answer; a better one replaces it (own, then desk, then telephone; docs/domain.md § 2)."""

    case = models.ForeignKey(EnterpriseRequest, models.PROTECT, related_name="verdicts", verbose_name="诉求")
    answer = models.ForeignKey(Answer, models.PROTECT, related_name="verdicts", verbose_name="答复")
    round = models.PositiveSmallIntegerField("轮次")
    satisfaction = models.CharField("评价", max_length=12, choices=Satisfaction.choices)
    agreed = models.BooleanField("是否认可")
    reason = models.TextField("原因", blank=True)
    given_by = models.CharField("评价方式", max_length=10, choices=VerdictBy.choices)
    given_at = models.DateTimeField("评价时间")
    given_on = models.DateField("评价日期")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="记录人",
    )
    key = models.ForeignKey(
        VerdictKey, models.PROTECT, null=True, blank=True, related_name="verdicts", verbose_name="评价链接"
    )
    called = models.CharField("受访人", max_length=40, blank=True)
    overridden_at = models.DateTimeField("被本人评价取代", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "企业评价"
        ordering = ["id"]
        constraints = [
            known("satisfaction", Satisfaction, "verdict_satisfaction_known"),
            known("given_by", VerdictBy, "verdict_given_by_known"),
            models.UniqueConstraint(
                fields=["answer"], condition=Q(overridden_at__isnull=True), name="verdict_one_stands"
            ),
            models.CheckConstraint(
                condition=Q(given_by__in=("own", "desk"), recorded_by__isnull=True)
                | Q(given_by__in=("telephone", "in_person"), recorded_by__isnull=False, key__isnull=True),
                name="verdict_recorder_when_by_call",
            ),
        ]
        indexes = [
            # With what 满意率 is counted by (evaluation/figures).
            models.Index(
                fields=["given_on", "overridden_at", "case", "satisfaction", "given_by"],
                name="verdict_given_on",
            ),
        ]

    def __str__(self) -> str:
        return self.get_satisfaction_display()

    @property
    def is_refusal(self) -> bool:
        """不满意 or a no: the case is not settled."""
        return self.satisfaction == Satisfaction.DISSATISFIED or not self.agreed
