"""专业履职之星: one per group and quarter, with a reason that may be public (docs/domain.md § 7)."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from casework.models.constraints import known, paired
from groups.models import ProfessionalGroup, Representative
from office.signatures import signed_by
from office.templatetags.wording import short_day


class StarStatus(models.TextChoices):
    PROPOSED = "proposed", "已推荐"
    CONSENTED = "consented", "本人同意"
    DECLINED = "declined", "本人不同意"
    PUBLISHED = "published", "展示中"
    ENDED = "ended", "展示结束"
    REVOKED = "revoked", "已撤销"


# One of these at most for a group and quarter.
LIVING = (StarStatus.PROPOSED, StarStatus.CONSENTED, StarStatus.PUBLISHED, StarStatus.ENDED)


class StarQuerySet(models.QuerySet["Star"]):
    def shown(self, on: date) -> Self:
        """Published, its days not over, its person in office on that date."""
        people = Representative.objects.in_office(on)
        return self.filter(status=StarStatus.PUBLISHED, shown_until__gt=on, representative__in=people)


class Star(models.Model):
    Status = StarStatus

    representative = models.ForeignKey(
        Representative, models.PROTECT, related_name="stars", verbose_name="代表"
    )
    group = models.ForeignKey(
        ProfessionalGroup, models.PROTECT, related_name="stars", verbose_name="专业小组"
    )
    year = models.PositiveSmallIntegerField("年")
    quarter = models.PositiveSmallIntegerField("季度")
    reason = models.CharField("事迹（公开）", max_length=200)
    status = models.CharField("状态", max_length=10, choices=StarStatus, default=StarStatus.PROPOSED)
    proposed_at = models.DateTimeField("推荐时间")
    proposed_by = signed_by("推荐人")
    answered_at = models.DateTimeField("本人答复时间", null=True, blank=True)
    published_at = models.DateTimeField("展示时间", null=True, blank=True)
    approved_by = signed_by("审签人")
    shown_until = models.DateField("展示到", null=True, blank=True, help_text="当天起不再展示。")
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    revoked_by = signed_by("撤销人")
    revoked_reason = models.CharField("撤销原因", max_length=200, blank=True)

    objects = StarQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "专业履职之星"
        ordering = ["-year", "-quarter", "group"]
        constraints = [
            known("status", StarStatus, "star_status_known"),
            models.CheckConstraint(condition=Q(quarter__gte=1, quarter__lte=4), name="star_quarter_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="star_has_reason"),
            models.UniqueConstraint(
                fields=["group", "year", "quarter"],
                condition=Q(status__in=LIVING),
                name="star_one_of_a_quarter",
            ),
            models.CheckConstraint(
                condition=Q(status="proposed", answered_at__isnull=True)
                | Q(status="revoked")
                | (~Q(status__in=("proposed", "revoked")) & Q(answered_at__isnull=False)),
                name="star_answered_when",
            ),
            paired("published_at", "approved_by", "star_published_at_by"),
            paired("published_at", "shown_until", "star_published_until"),
            models.CheckConstraint(
                condition=~Q(status__in=("published", "ended")) | Q(published_at__isnull=False),
                name="star_published_when",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("proposed_by")),
                name="star_second_person",
            ),
            models.CheckConstraint(
                condition=(Q(status="revoked", revoked_by__isnull=False) & ~Q(revoked_reason=""))
                | (~Q(status="revoked") & Q(revoked_by__isnull=True, revoked_reason="")),
                name="star_revoked_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(status__in=("ended", "revoked"), ended_at__isnull=False)
                | (~Q(status__in=("ended", "revoked")) & Q(ended_at__isnull=True)),
                name="star_ended_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.representative} {self.year} 年第 {self.quarter} 季度"

    @property
    def subject(self) -> str:
        return f"star:{self.pk}"

    def is_over(self, on: date) -> bool:
        """Nothing of it is shown or waits for anybody on that local date."""
        if self.status == StarStatus.PUBLISHED:
            return self.shown_until is not None and self.shown_until <= on
        return self.status in (StarStatus.DECLINED, StarStatus.ENDED, StarStatus.REVOKED)

    @property
    def end_in_words(self) -> str:
        """How one that is over ended."""
        if self.status == StarStatus.PUBLISHED and self.shown_until is not None:
            return f"展示到 {short_day(self.shown_until)}"
        return self.get_status_display()
