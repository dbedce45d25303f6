"""履职公示: one row per station, month and edition; frozen when published (docs/domain.md § 6)."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q

from casework.models.constraints import known, paired
from evaluation.periods import Month
from groups.models import Representative
from office.signatures import signed_by
from stations.models import Station


class DisclosureStatus(models.TextChoices):
    SHOWN = "shown", "待代表核对"
    SUBMITTED = "submitted", "待审签"
    PUBLISHED = "published", "已公示"
    SUPERSEDED = "superseded", "已更正"


class DisclosureQuerySet(models.QuerySet["Disclosure"]):
    def published(self) -> Self:
        return self.filter(status=DisclosureStatus.PUBLISHED)

    def of(self, month: Month) -> Self:
        return self.filter(year=month.year, month=month.month)

    def latest_first(self) -> Self:
        return self.order_by("-year", "-month", "-edition")


class Disclosure(models.Model):
    """`figures` is what was counted, by the code that counts everything; numbers in it are never edited."""

    Status = DisclosureStatus

    station = models.ForeignKey(Station, models.PROTECT, related_name="disclosures", verbose_name="服务站")
    year = models.PositiveSmallIntegerField("年")
    month = models.PositiveSmallIntegerField("月")
    edition = models.PositiveSmallIntegerField("版次", default=1)
    status = models.CharField(
        "状态", max_length=10, choices=DisclosureStatus.choices, default=DisclosureStatus.SHOWN
    )
    figures = models.JSONField("数据")
    note = models.CharField("更正说明", max_length=200, blank=True)
    drafted_at = models.DateTimeField("生成时间")
    drafted_by = signed_by("生成人")
    objections_until = models.DateField("核对截止")
    submitted_at = models.DateTimeField("送审时间", null=True, blank=True)
    submitted_by = signed_by("送审人")
    published_at = models.DateTimeField("公示时间", null=True, blank=True)
    approved_by = signed_by("审签人")

    objects = DisclosureQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "履职公示"
        ordering = ["-year", "-month", "-edition"]
        constraints = [
            known("status", DisclosureStatus, "disclosure_status_known"),
            models.CheckConstraint(condition=Q(month__gte=1, month__lte=12), name="disclosure_month_known"),
            models.UniqueConstraint(
                fields=["station", "year", "month", "edition"], name="disclosure_edition_once"
            ),
            models.UniqueConstraint(
                fields=["station", "year", "month"],
                condition=Q(status="published"),
                name="disclosure_one_published",
            ),
            paired("submitted_at", "submitted_by", "disclosure_submitted_at_by"),
            paired("published_at", "approved_by", "disclosure_published_at_by"),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("submitted_by")),
                name="disclosure_second_person",
            ),
            models.CheckConstraint(
                condition=Q(status__in=("published", "superseded"), published_at__isnull=False)
                | Q(status__in=("shown", "submitted"), published_at__isnull=True),
                name="disclosure_published_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.station} {self.period.label}履职公示"

    @property
    def period(self) -> Month:
        return Month(self.year, self.month)

    @property
    def subject(self) -> str:
        return f"disclosure:{self.pk}"


class Objection(models.Model):
    """A representative's objection to the own line, answered in writing before approval."""

    disclosure = models.ForeignKey(
        Disclosure, models.PROTECT, related_name="objections", verbose_name="履职公示"
    )
    representative = models.ForeignKey(Representative, models.PROTECT, related_name="+", verbose_name="代表")
    text = models.TextField("异议")
    raised_at = models.DateTimeField("提出时间")
    answer = models.TextField("答复", blank=True)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    answered_by = signed_by("答复人")

    class Meta:
        verbose_name = verbose_name_plural = "公示异议"
        ordering = ["id"]
        constraints = [
            paired("answered_at", "answered_by", "objection_answered_at_by"),
            models.UniqueConstraint(
                fields=["disclosure", "representative"],
                condition=Q(answered_at__isnull=True),
                name="objection_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.representative} 的异议"
