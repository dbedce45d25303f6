"""What the enterprise is asked once more after the end: kept? for good? (docs/domain.md § 3)."""

from __future__ import annotations

from typing import Self

from django.db import models

from casework.models.constraints import known, paired
from requests_app.models.requests import EnterpriseRequest


class QuestionKind(models.TextChoices):
    KEPT = "kept", "承诺兑现了吗"
    LASTING = "lasting", "问题彻底解决了吗"


class LaterQuestionQuerySet(models.QuerySet["LaterQuestion"]):
    def unanswered(self) -> Self:
        return self.filter(answered_at__isnull=True)


class LaterQuestion(models.Model):
    """Asked once per round and kind, by a link of its own; silence stays silence."""

    Kind = QuestionKind

    case = models.ForeignKey(
        EnterpriseRequest, models.PROTECT, related_name="later_questions", verbose_name="诉求"
    )
    round = models.PositiveSmallIntegerField("轮次")
    kind = models.CharField("问题", max_length=8, choices=QuestionKind.choices)
    asked_at = models.DateTimeField("提问时间")
    asked_on = models.DateField("提问日期")
    holds = models.BooleanField("回答", null=True, blank=True)
    said = models.TextField("企业说明", blank=True)
    answered_at = models.DateTimeField("回答时间", null=True, blank=True)
    answered_on = models.DateField("回答日期", null=True, blank=True)

    objects = LaterQuestionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "结案后的提问"
        ordering = ["id"]
        constraints = [
            known("kind", QuestionKind, "later_question_kind_known"),
            paired("answered_at", "answered_on", "later_question_answered_at_on"),
            paired("answered_at", "holds", "later_question_answered_when_told"),
            models.UniqueConstraint(fields=["case", "round", "kind"], name="later_question_once"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
