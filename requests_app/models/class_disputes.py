"""结果类别异议: the representative holds another class right than the lead gave; staff settle it with the unit."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from casework.models.constraints import known, paired
from requests_app.models.assignments import Reply, ResultClass
from requests_app.models.clocks import Clock


class ClassDisputeQuerySet(models.QuerySet["ClassDispute"]):
    def undecided(self) -> Self:
        return self.filter(decided_at__isnull=True, clock__stopped_at__isnull=True)


class ClassDispute(models.Model):
    """The unit's text and its class stay whole in `Reply`; the class that counts stands here."""

    reply = models.OneToOneField(Reply, models.PROTECT, related_name="dispute", verbose_name="单位回复")
    clock = models.OneToOneField(Clock, models.PROTECT, related_name="+", verbose_name="认定期限")
    held_class = models.CharField("代表认为", max_length=1, choices=ResultClass.choices)
    reason = models.TextField("异议理由")
    raised_at = models.DateTimeField("提出时间")
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="提出人"
    )
    decided_class = models.CharField("认定类别", max_length=1, choices=ResultClass.choices, blank=True)
    decision = models.TextField("认定理由", blank=True)
    promise_on = models.DateField("承诺完成日期", null=True, blank=True)
    promise_text = models.CharField("承诺内容", max_length=200, blank=True)
    basis = models.CharField("依据", max_length=200, blank=True)
    decided_at = models.DateTimeField("认定时间", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="认定人",
    )

    objects = ClassDisputeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "结果类别异议"
        ordering = ["id"]
        constraints = [
            known("held_class", ResultClass, "class_dispute_held_known"),
            known("decided_class", ResultClass, "class_dispute_decided_known", blank=True),
            paired("decided_at", "decided_by", "class_dispute_decided_at_by"),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decided_class="")
                | (Q(decided_at__isnull=False) & ~Q(decided_class="")),
                name="class_dispute_decided_whole",
            ),
            models.CheckConstraint(
                condition=~Q(decided_class="B") | Q(promise_on__isnull=False),
                name="class_dispute_b_has_date",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=models.F("raised_by")),
                name="class_dispute_second_person",
            ),
        ]

    def __str__(self) -> str:
        return f"认为应为 {self.held_class} 类"
