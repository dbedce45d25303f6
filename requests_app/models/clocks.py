"""Clocks as rows: which date runs for whom. Rows say what is due; the queue only carries."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from requests_app.models.assignments import Assignment
from requests_app.models.constraints import known, paired
from requests_app.models.contacts import Question
from requests_app.models.requests import EnterpriseRequest


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


class StopReason(models.TextChoices):
    DONE = "done", "已完成"
    ATTEMPTED = "attempted", "多次联系未果"
    VOID = "void", "不再需要"
    LAPSED = "lapsed", "到期未办"


class ClockQuerySet(models.QuerySet["Clock"]):
    def running(self) -> Self:
        return self.filter(stopped_at__isnull=True)

    def ticking(self) -> Self:
        """Running and not paused: only these remind and escalate."""
        return self.running().filter(paused_on__isnull=True)

    def overdue(self, on: date) -> Self:
        return self.ticking().filter(due_on__lt=on)


class Clock(models.Model):
    Kind = ClockKind

    case = models.ForeignKey(EnterpriseRequest, models.PROTECT, related_name="clocks", verbose_name="诉求")
    assignment = models.ForeignKey(
        Assignment, models.PROTECT, null=True, blank=True, related_name="clocks", verbose_name="承办"
    )
    kind = models.CharField("种类", max_length=10, choices=ClockKind.choices)
    round = models.PositiveSmallIntegerField("轮次", default=1)
    started_at = models.DateTimeField("起算时间")
    start_on = models.DateField("起算日")
    days = models.PositiveSmallIntegerField("工作日", null=True, blank=True)
    # Working days that extensions added; the original date and figures stay with `days`.
    extra_days = models.PositiveSmallIntegerField("延长", default=0)
    first_due_on = models.DateField("原期限")
    due_on = models.DateField("期限")
    due_at = models.DateTimeField("期限时刻")
    paused_on = models.DateField("暂停自", null=True, blank=True)
    stopped_at = models.DateTimeField("停止时间", null=True, blank=True)
    stopped_on = models.DateField("停止日期", null=True, blank=True)
    stop_reason = models.CharField("停止原因", max_length=10, choices=StopReason.choices, blank=True)

    objects = ClockQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "期限"
        ordering = ["due_on", "id"]
        constraints = [
            known("kind", ClockKind, "clock_kind_known"),
            known("stop_reason", StopReason, "clock_stop_reason_known", blank=True),
            paired("stopped_at", "stopped_on", "clock_stopped_at_on"),
            models.CheckConstraint(
                condition=Q(stopped_at__isnull=True, stop_reason="")
                | (Q(stopped_at__isnull=False) & ~Q(stop_reason="")),
                name="clock_stopped_with_reason",
            ),
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
            models.CheckConstraint(
                condition=Q(due_on__gte=models.F("first_due_on")), name="clock_only_later"
            ),
            models.CheckConstraint(
                condition=Q(extra_days=0) | Q(extra_days__lte=models.F("days")), name="clock_at_most_doubled"
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

    @property
    def total_days(self) -> int:
        """Working days from the start to the date, extensions included; 0 for a date that was named, not counted."""
        return (self.days or 0) + self.extra_days

    @property
    def is_running(self) -> bool:
        return self.stopped_at is None

    def is_overdue(self, on: date) -> bool:
        return self.is_running and self.paused_on is None and self.due_on < on

    @property
    def was_met(self) -> bool:
        """Done at or before the original date: the figure that counts (docs/domain.md § 3)."""
        return (
            self.stop_reason == StopReason.DONE
            and self.stopped_on is not None
            and (self.stopped_on <= self.first_due_on)
        )


class Pause(models.Model):
    """Local dates that a question to the enterprise took out of the count: after `from_on` up to `until_on`."""

    case = models.ForeignKey(EnterpriseRequest, models.PROTECT, related_name="pauses", verbose_name="诉求")
    question = models.OneToOneField(Question, models.PROTECT, related_name="pause", verbose_name="补充要求")
    from_on = models.DateField("自（当日仍计）")
    until_on = models.DateField("至（当日不计）", null=True, blank=True)
    allowance = models.PositiveSmallIntegerField("最多停几个工作日")

    class Meta:
        verbose_name = verbose_name_plural = "停时"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=models.F("from_on")),
                name="pause_forward",
            ),
            models.UniqueConstraint(
                fields=["case"], condition=Q(until_on__isnull=True), name="pause_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_on} 起停时"
