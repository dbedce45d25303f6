"""Papers of a group (资料): handed out, and asked for by its representatives. Rules: docs/domain.md § 12."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from casework.models.constraints import paired
from groups.models import Group, OfOneGroup, Representative, of_group, one_group
from office.signatures import signed_by


class MaterialQuerySet(models.QuerySet["Material"]):
    def of(self, group: Group) -> Self:
        return self.filter(of_group(group))


class Material(OfOneGroup):
    """What was handed out to whom, once."""

    title = models.CharField("资料", max_length=80)
    copies = models.PositiveIntegerField("份数")
    handed_on = models.DateField("发放日期")
    to_whom = models.CharField("发给谁", max_length=80)
    activity = models.CharField("用于哪项活动", max_length=80, blank=True)
    at = models.DateTimeField("登记时间")
    by = signed_by("登记人")

    objects = MaterialQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "发放的资料"
        ordering = ["-handed_on", "-pk"]
        constraints = [
            one_group("material_of_one_group"),
            models.CheckConstraint(condition=Q(copies__gt=0), name="material_has_copies"),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.copies} 份"


class PaperRequestQuerySet(models.QuerySet["PaperRequest"]):
    def of(self, group: Group) -> Self:
        return self.filter(of_group(group))

    def waiting(self) -> Self:
        return self.filter(answered_at__isnull=True)

    def due(self, until: date) -> Self:
        return self.waiting().filter(due_on__lte=until)


class PaperRequest(OfOneGroup):
    """A representative asks the group's liaison for papers, who answers by `due_on`."""

    representative = models.ForeignKey(
        Representative, models.PROTECT, related_name="paper_requests", verbose_name="代表"
    )
    what = models.CharField("要什么资料", max_length=200)
    asked_at = models.DateTimeField("提出时间")
    due_on = models.DateField("答复期限")
    answer = models.CharField("答复", max_length=300, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    answered_by = signed_by("答复人")

    objects = PaperRequestQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "索要资料"
        ordering = ["due_on", "pk"]
        constraints = [
            one_group("paper_request_of_one_group"),
            paired("answered_at", "answered_by", "paper_request_answered_whole"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answer="")
                | (Q(answered_at__isnull=False) & ~Q(answer="")),
                name="paper_request_answered_has_words",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | Q(answered_at__gte=F("asked_at")),
                name="paper_request_answered_after_it_was_asked",
            ),
        ]

    def __str__(self) -> str:
        return self.what
