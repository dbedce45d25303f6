"""Promises of an answer, letters, urging, 重点督办 and what is typed and not sent."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from casework.models import drafts, letters, promises, supervisions
from casework.models.promises import PromiseQuerySet
from casework.models.supervisions import SupervisionQuerySet
from suggestions.models.assignments import SuggestionAssignment, SuggestionReply
from suggestions.models.suggestions import Suggestion


class SuggestionPromise(promises.Promise):
    suggestion = models.ForeignKey(Suggestion, models.PROTECT, related_name="promises", verbose_name="建议")
    reply = models.OneToOneField(SuggestionReply, models.PROTECT, related_name="promise", verbose_name="答复")

    objects = PromiseQuerySet["SuggestionPromise"].as_manager()

    class Meta(promises.Promise.Meta):
        verbose_name = verbose_name_plural = "建议承诺"

    @property
    def is_evidence_public(self) -> bool:
        """How it was kept stood there when a second person made text and answer public."""
        published_at = self.suggestion.published_at
        return published_at is not None and self.kept_at is not None and self.kept_at <= published_at


class SuggestionLetter(letters.Letter):
    suggestion = models.ForeignKey(Suggestion, models.PROTECT, related_name="letters", verbose_name="建议")
    assignment = models.ForeignKey(
        SuggestionAssignment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="letters",
        verbose_name="承办",
    )

    class Meta(letters.Letter.Meta):
        verbose_name = verbose_name_plural = "建议函件"

    @property
    def number(self) -> str:
        """建议交办〔2026〕12号: a series of its own beside that of requests."""
        return f"建议{super().number}"


class SuggestionUrging(letters.Urging):
    suggestion = models.ForeignKey(Suggestion, models.PROTECT, related_name="urgings", verbose_name="建议")
    assignment = models.ForeignKey(
        SuggestionAssignment, models.PROTECT, related_name="urgings", verbose_name="承办"
    )

    class Meta(letters.Urging.Meta):
        verbose_name = verbose_name_plural = "建议催办"

    def __str__(self) -> str:
        return f"{self.urged_on} 催办"


class SuggestionSupervision(supervisions.Supervision):
    """重点督办, chosen by the 主任会议 and led by a named leader."""

    suggestion = models.ForeignKey(
        Suggestion, models.PROTECT, related_name="supervisions", verbose_name="建议"
    )
    held_on = models.DateField("主任会议日期")
    minute_number = models.CharField("纪要文号", max_length=60)
    leader = models.CharField("督办领导", max_length=40)

    objects = SupervisionQuerySet["SuggestionSupervision"].as_manager()

    class Meta(supervisions.Supervision.Meta):
        verbose_name = verbose_name_plural = "建议重点督办"
        constraints = [
            *supervisions.Supervision.Meta.constraints,
            models.UniqueConstraint(
                fields=["suggestion"],
                condition=Q(released_at__isnull=True),
                name="suggestionsupervision_one_unreleased",
            ),
        ]


class SuggestionStepDraft(drafts.StepDraft):
    suggestion = models.ForeignKey(Suggestion, models.CASCADE, related_name="+", verbose_name="建议")

    class Meta(drafts.StepDraft.Meta):
        verbose_name = verbose_name_plural = "未提交的内容"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "suggestion", "step"], name="suggestionstepdraft_once_per_step"
            )
        ]
