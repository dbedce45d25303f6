"""The clocks of a suggestion: working days, or calendar months that end on a working day."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from casework.models import clocks
from casework.models.clocks import ClockQuerySet
from casework.models.constraints import known
from suggestions.models.assignments import SuggestionAssignment
from suggestions.models.suggestions import Suggestion


class ClockKind(models.TextChoices):
    EXAMINE = "examine", "审查"
    ASSIGN = "assign", "交办"
    RELAY = "relay", "转办"
    SIGN = "sign", "签收或退回"
    CO_OPINION = "co_opinion", "会办意见"
    ANSWER = "answer", "答复"
    CHECK_CLASS = "check_class", "核对类别"
    OPINION = "opinion", "代表意见"
    AGAIN = "again", "重新办理"
    DIRECTORS = "directors", "主任会议"
    EXTENSION = "extension", "延期审批"
    PROMISE = "promise", "兑现承诺"
    REPORT = "report", "重点督办报告"
    TAKEOVER = "takeover", "接手草稿"
    MINUTES = "minutes", "会诊纪要"


class SuggestionClock(clocks.Clock):
    """`months` where it was counted in calendar months; then `days` are the working days that this came to."""

    Kind = ClockKind

    suggestion = models.ForeignKey(Suggestion, models.PROTECT, related_name="clocks", verbose_name="建议")
    assignment = models.ForeignKey(
        SuggestionAssignment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="clocks",
        verbose_name="承办",
    )
    kind = models.CharField("种类", max_length=12, choices=ClockKind.choices)
    months = models.PositiveSmallIntegerField("日历月", null=True, blank=True)

    objects = ClockQuerySet["SuggestionClock"].as_manager()

    class Meta(clocks.Clock.Meta):
        verbose_name = verbose_name_plural = "建议期限"
        constraints = [
            *clocks.Clock.Meta.constraints,
            known("kind", ClockKind, "suggestionclock_kind_known"),
            models.UniqueConstraint(
                fields=["suggestion", "kind"],
                condition=Q(stopped_at__isnull=True, assignment__isnull=True),
                name="suggestionclock_one_running",
            ),
            models.UniqueConstraint(
                fields=["assignment", "kind"],
                condition=Q(stopped_at__isnull=True, assignment__isnull=False),
                name="suggestionclock_one_running_of_unit",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_on", "kind", "suggestion"],
                condition=Q(stopped_at__isnull=True),
                name="suggestionclock_running_due",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.due_on}"

    @property
    def topic(self) -> str:
        """What its reminders' keys begin with; they are retracted together when it stops."""
        return f"suggestion:{self.suggestion_id}:{self.kind}:{self.pk}"
