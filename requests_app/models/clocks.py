"""The clocks of a request, and the days that a question took out of their count."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from casework.models import clocks
from casework.models.clocks import ClockQuerySet, StopReason
from casework.models.constraints import known
from requests_app.models.assignments import Assignment
from requests_app.models.contacts import Question


class ClockKind(models.TextChoices):
    ACCEPT = "accept", "受理"
    CONTACT = "contact", "联系企业"
    ASSIGN = "assign", "交办"
    SIGN = "sign", "签收"
    OPINION = "opinion", "会办意见"
    REPLY = "reply", "单位回复"
    CHECK = "check", "核对"
    ANSWER = "answer", "答复企业"
    REASSIGN = "reassign", "重新交办"
    VERDICT = "verdict", "企业评价"
    SETTLE = "settle", "不满意后处理"
    PROMISE = "promise", "兑现承诺"
    APPEAL = "appeal", "申诉处理"
    RELAY = "relay", "转办签收"
    EXTENSION = "extension", "延期审批"
    TRANSFER = "transfer", "转办审批"
    CONSULT = "consult", "组织会诊"
    MINUTES = "minutes", "会诊纪要"
    CLASS = "class", "类别认定"
    SUPERVISE = "supervise", "重点督办"
    LOOK_BACK = "look_back", "回头看"
    CALL_BACK = "call_back", "撤回回访"
    FOLLOW = "follow", "确认合并答复"
    RELEASE = "release", "放行转办摘要"
    WITHDRAWAL = "withdrawal", "撤回生效"
    REVIEW = "review", "条件复查"


class Clock(clocks.Clock):
    Kind = ClockKind

    case = models.ForeignKey(
        "requests_app.EnterpriseRequest", models.PROTECT, related_name="clocks", verbose_name="诉求"
    )
    assignment = models.ForeignKey(
        Assignment, models.PROTECT, null=True, blank=True, related_name="clocks", verbose_name="承办"
    )
    kind = models.CharField("种类", max_length=10, choices=ClockKind.choices)

    objects = ClockQuerySet["Clock"].as_manager()

    class Meta(clocks.Clock.Meta):
        verbose_name = verbose_name_plural = "期限"
        constraints = [
            *clocks.Clock.Meta.constraints,
            known("kind", ClockKind, "clock_kind_known"),
            models.UniqueConstraint(
                fields=["case", "kind"],
                condition=Q(stopped_at__isnull=True, assignment__isnull=True),
                name="clock_one_running_of_case",
            ),
            models.UniqueConstraint(
                fields=["assignment", "kind"],
                condition=Q(stopped_at__isnull=True, assignment__isnull=False),
                name="clock_one_running_of_unit",
            ),
        ]
        indexes = [
            models.Index(
                # `stopped_at` for SQLite, which else reads the rows for it.
                fields=["due_on", "kind", "case", "paused_on", "stopped_at"],
                condition=Q(stopped_at__isnull=True),
                name="clock_running_due",
            ),
            # With what a month's figures are counted by (evaluation/figures).
            models.Index(
                fields=[
                    "kind",
                    "first_due_on",
                    "round",
                    "stop_reason",
                    "stopped_on",
                    "due_on",
                    "case",
                    "assignment",
                ],
                name="clock_kind_first_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.due_on}"

    @property
    def topic(self) -> str:
        """What its reminders' keys begin with; they are retracted together when it stops."""
        return f"case:{self.case_id}:{self.kind}:{self.pk}"


class Pause(clocks.Pause):
    case = models.ForeignKey(
        "requests_app.EnterpriseRequest", models.PROTECT, related_name="pauses", verbose_name="诉求"
    )
    question = models.OneToOneField(Question, models.PROTECT, related_name="pause", verbose_name="补充要求")

    class Meta(clocks.Pause.Meta):
        verbose_name = verbose_name_plural = "停时"
        constraints = [
            *clocks.Pause.Meta.constraints,
            models.UniqueConstraint(
                fields=["case"], condition=Q(until_on__isnull=True), name="pause_one_open"
            ),
        ]


__all__ = ["Clock", "ClockKind", "ClockQuerySet", "Pause", "StopReason"]
