"""Marks of suggestions by people who see neither each other nor what came of them (docs/domain.md § 7)."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from casework.models.constraints import paired
from office.signatures import signed_by

CRITERIA = ("depth", "clearness", "feasibility", "wording")
MOST = 5


class AssessorQuerySet(models.QuerySet["Assessor"]):
    def of_year(self, year: int) -> Self:
        return self.filter(year=year)

    def approved(self) -> Self:
        return self.filter(approved_at__isnull=False)


class Assessor(models.Model):
    """评审人 of a year: listed by staff, approved by another person."""

    year = models.PositiveSmallIntegerField("年度")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="assessorships", verbose_name="评审人"
    )
    listed_at = models.DateTimeField("列入时间")
    listed_by = signed_by("列入人")
    approved_at = models.DateTimeField("批准时间", null=True, blank=True)
    approved_by = signed_by("批准人")

    objects = AssessorQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "评审人"
        ordering = ["-year", "user"]
        constraints = [
            models.UniqueConstraint(fields=["year", "user"], name="assessor_once_a_year"),
            paired("approved_at", "approved_by", "assessor_approved_at_by"),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True)
                | (~Q(approved_by=F("listed_by")) & ~Q(approved_by=F("user"))),
                name="assessor_second_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.user}"


def _criterion(label: str) -> models.PositiveSmallIntegerField[int | None, int | None]:
    return models.PositiveSmallIntegerField(label, null=True, blank=True)


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def given(self) -> Self:
        return self.filter(given_at__isnull=False)

    def waiting(self) -> Self:
        return self.filter(given_at__isnull=True, withdrawn_at__isnull=True)

    def counting(self) -> Self:
        return self.filter(withdrawn_at__isnull=True)


class Assessment(models.Model):
    """One assessor's marks of one suggestion (`suggestion` is its record, `suggestion:12`); `place` 3 is the third."""

    year = models.PositiveSmallIntegerField("年度")
    suggestion = models.CharField("代表建议", max_length=40)
    title = models.CharField("标题", max_length=100)
    place = models.PositiveSmallIntegerField("第几位")
    assessor = models.ForeignKey(Assessor, models.PROTECT, related_name="assessments", verbose_name="评审人")
    drawn_at = models.DateTimeField("抽取时间")
    depth = _criterion("调研深入")
    clearness = _criterion("问题明确")
    feasibility = _criterion("措施可行")
    wording = _criterion("文字规范")
    given_at = models.DateTimeField("评分时间", null=True, blank=True)
    # 回避: found after the draw, by the assessor or by staff.
    withdrawn_at = models.DateTimeField("回避时间", null=True, blank=True)
    withdrawn_reason = models.CharField("回避原因", max_length=100, blank=True)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "建议评审"
        ordering = ["suggestion", "place", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(place__gte=1, place__lte=3), name="assessment_place_known"),
            models.UniqueConstraint(
                fields=["suggestion", "place"],
                condition=Q(withdrawn_at__isnull=True),
                name="assessment_one_in_each_place",
            ),
            models.UniqueConstraint(fields=["suggestion", "assessor"], name="assessment_once_by_each"),
            models.CheckConstraint(
                condition=Q(given_at__isnull=True, **{f"{name}__isnull": True for name in CRITERIA})
                | Q(
                    given_at__isnull=False,
                    **{f"{name}__gte": 0 for name in CRITERIA},
                    **{f"{name}__lte": MOST for name in CRITERIA},
                ),
                name="assessment_given_whole",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_reason="")
                | (Q(withdrawn_at__isnull=False, given_at__isnull=True) & ~Q(withdrawn_reason="")),
                name="assessment_withdrawn_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.place}"

    @property
    def subject(self) -> str:
        return f"assessment:{self.pk}"

    @property
    def marks(self) -> int | None:
        """The sum of the four criteria, 0 to 20."""
        given = [getattr(self, name) for name in CRITERIA]
        return None if None in given else sum(given)
