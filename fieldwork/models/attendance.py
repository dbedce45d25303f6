"""Who was there: scans of the rotating code, and attendances, which count once a second source has confirmed them."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from fieldwork.models.activities import Activity, ActivityStatus
from groups.models import Representative
from groups.spans import known_values


class ScanOutcome(models.TextChoices):
    GOOD = "good", "签到成功"
    EXPIRED = "expired", "过期"
    REPLAYED = "replayed", "重放"
    UNINVITED = "uninvited", "未邀请"
    OUTSIDE = "outside", "时间外"


class CheckIn(models.Model):
    """One scan, good or not; failed ones stay. `device` tells devices apart, not people."""

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="check_ins")
    representative = models.ForeignKey(Representative, models.PROTECT, related_name="+", verbose_name="代表")
    nonce = models.CharField("提交标识", max_length=32)
    outcome = models.CharField("结果", max_length=10, choices=ScanOutcome)
    device = models.CharField("设备", max_length=64, blank=True)
    # 同一设备: somebody else has signed in on it already.
    same_device = models.BooleanField("同一设备", default=False)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "扫码签到"
        ordering = ["activity", "at", "pk"]
        constraints = [
            known_values("outcome", *ScanOutcome.values, name="check_in_outcome_known"),
            models.UniqueConstraint(
                fields=["activity", "nonce"], condition=Q(outcome="good"), name="check_in_nonce_once"
            ),
            models.UniqueConstraint(
                fields=["activity", "representative"],
                condition=Q(outcome="good"),
                name="check_in_representative_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.representative} {self.get_outcome_display()}"


class ParticipationQuerySet(models.QuerySet["Participation"]):
    def counted(self, as_of: date) -> Self:
        """What counts for a person on that day: confirmed by a second source, and the activity reported (§ 12)."""
        return self.filter(
            denied_on__isnull=True,
            confirmed_on__lte=as_of,
            activity__status=ActivityStatus.REPORTED,
            activity__reported_on__lte=as_of,
        )

    def claimed(self) -> Self:
        """Said to have been there, and not denied."""
        return self.filter(denied_on__isnull=True)

    def unconfirmed(self) -> Self:
        return self.filter(denied_on__isnull=True, confirmed_on__isnull=True)


class Participation(models.Model):
    """Somebody was there, as one source says; a second one confirms or denies it."""

    class Source(models.TextChoices):
        CODE = "code", "扫码签到"
        SHEET = "sheet", "签到表"
        OWN = "own", "本人补登"

    class As(models.TextChoices):
        HOST = "host", "主办人"
        OFFICER = "officer", "小组负责人"
        OTHER_LIAISON = "other_liaison", "其他小组联络员"
        UNIT = "unit", "到场单位"
        OFFICE = "office", "代表工作机构"

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="participations")
    representative = models.ForeignKey(
        Representative, models.PROTECT, related_name="participations", verbose_name="代表"
    )
    source = models.CharField("依据", max_length=8, choices=Source)
    claimed_at = models.DateTimeField("登记时间")
    # None: the person signed in by the private link.
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="登记人",
    )
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    confirmed_on = models.DateField("确认日期", null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="确认人",
    )
    confirmed_as = models.CharField("确认方", max_length=14, choices=As, blank=True)
    denied_on = models.DateField("否认日期", null=True, blank=True)
    denied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="否认人",
    )

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "活动出席"
        ordering = ["activity", "pk"]
        constraints = [
            known_values("source", "code", "sheet", "own", name="participation_source_known"),
            known_values(
                "confirmed_as",
                "",
                "host",
                "officer",
                "other_liaison",
                "unit",
                "office",
                name="participation_confirmed_as_known",
            ),
            models.UniqueConstraint(fields=["activity", "representative"], name="participation_once"),
            models.CheckConstraint(
                condition=Q(
                    confirmed_at__isnull=False,
                    confirmed_on__isnull=False,
                    confirmed_by__isnull=False,
                    confirmed_as__in=["host", "officer", "other_liaison", "unit", "office"],
                )
                | Q(
                    confirmed_at__isnull=True,
                    confirmed_on__isnull=True,
                    confirmed_by__isnull=True,
                    confirmed_as="",
                ),
                name="participation_confirmed_whole",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("claimed_by")),
                name="participation_second_source",
            ),
            models.CheckConstraint(
                condition=Q(denied_on__isnull=True, denied_by__isnull=True)
                | Q(denied_on__isnull=False, denied_by__isnull=False, confirmed_on__isnull=True),
                name="participation_denied_whole",
            ),
        ]

    def __str__(self) -> str:
        return str(self.representative)
