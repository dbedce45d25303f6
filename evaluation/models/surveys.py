"""年度问卷: five questions a year to enterprises and units, by link, once (docs/domain.md § 8).

An answer names nobody, and nothing leads from it to the invitation: of that only the day is kept.
"""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q

from casework.models.constraints import known, paired
from groups.models import Department
from office.signatures import signed_by
from stations.models import Enterprise


class Asked(models.TextChoices):
    ENTERPRISE = "enterprise", "企业"
    UNIT = "unit", "承办单位"


class Level(models.IntegerChoices):
    SATISFIED = 1, "满意"
    MOSTLY = 2, "基本满意"
    DISSATISFIED = 3, "不满意"
    UNKNOWN = 4, "不了解"


class SurveyQuerySet(models.QuerySet["Survey"]):
    def sending(self, on: object) -> Self:
        """Approved, and not over on the local date."""
        return self.filter(approved_at__isnull=False, closes_on__gte=on)


class Survey(models.Model):
    """Sent once another person than who prepared it has approved it; open until `closes_on`."""

    year = models.PositiveSmallIntegerField("年度", unique=True)
    closes_on = models.DateField("截止日期")
    prepared_at = models.DateTimeField("拟定时间")
    prepared_by = signed_by("拟定人")
    approved_at = models.DateTimeField("审签时间", null=True, blank=True)
    approved_by = signed_by("审签人")

    objects = SurveyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "年度问卷"
        ordering = ["-year"]
        constraints = [
            paired("approved_at", "approved_by", "survey_approved_at_by"),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("prepared_by")),
                name="survey_second_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} 年度问卷"

    @property
    def subject(self) -> str:
        return f"survey:{self.pk}"


class SurveyInvitation(models.Model):
    """One enterprise or unit, once; of its link only a keyed hash."""

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="invitations", verbose_name="问卷")
    asked = models.CharField("对象", max_length=10, choices=Asked)
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="企业"
    )
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="单位"
    )
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    sent_on = models.DateField("发送日期")
    answered_on = models.DateField("答复日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "问卷邀请"
        ordering = ["survey", "id"]
        constraints = [
            known("asked", Asked, "survey_asked_known"),
            models.CheckConstraint(
                condition=Q(asked="enterprise", enterprise__isnull=False, department__isnull=True)
                | Q(asked="unit", enterprise__isnull=True, department__isnull=False),
                name="survey_asks_one",
            ),
            models.UniqueConstraint(fields=["survey", "enterprise"], name="survey_enterprise_once"),
            models.UniqueConstraint(fields=["survey", "department"], name="survey_unit_once"),
        ]

    def __str__(self) -> str:
        return f"{self.survey} {self.enterprise or self.department}"


def _answer(place: int) -> models.PositiveSmallIntegerField[int, int]:
    return models.PositiveSmallIntegerField(f"第 {place} 题", choices=Level)


class SurveyAnswer(models.Model):
    survey = models.ForeignKey(Survey, models.PROTECT, related_name="answers", verbose_name="问卷")
    asked = models.CharField("对象", max_length=10, choices=Asked)
    first = _answer(1)
    second = _answer(2)
    third = _answer(3)
    fourth = _answer(4)
    fifth = _answer(5)

    class Meta:
        verbose_name = verbose_name_plural = "问卷答案"
        ordering = ["survey", "asked", "id"]
        constraints = [
            known("asked", Asked, "survey_answer_asked_known"),
            models.CheckConstraint(
                condition=Q(
                    first__in=Level.values,
                    second__in=Level.values,
                    third__in=Level.values,
                    fourth__in=Level.values,
                    fifth__in=Level.values,
                ),
                name="survey_answer_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.survey} {self.get_asked_display()}"
