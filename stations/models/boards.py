"""What a station's lobby screen turns through: its scenes in their order, and notices between dates."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from office.signatures import signed_by
from stations.models.stations import Station

SECONDS_AT_LEAST, SECONDS_AT_MOST = 5, 120


class BoardScene(models.Model):
    """One scene as its station shows it. Which keys there are, portal/board_scenes/registry.py says."""

    station = models.ForeignKey(
        Station, on_delete=models.PROTECT, related_name="board_scenes", verbose_name="服务站"
    )
    key = models.CharField("画面", max_length=20)
    order = models.PositiveSmallIntegerField("顺序")
    seconds = models.PositiveSmallIntegerField("每页停留（秒）")
    is_shown = models.BooleanField("显示", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "大屏画面"
        ordering = ["station", "order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["station", "key"], name="board_scene_once_per_station"),
            models.CheckConstraint(
                condition=Q(seconds__gte=SECONDS_AT_LEAST, seconds__lte=SECONDS_AT_MOST),
                name="board_scene_pace_is_sane",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.station} {self.key}"


class BoardNoticeQuerySet(models.QuerySet["BoardNotice"]):
    def shown(self, on: date) -> Self:
        """Approved, begun and not over on the local date `on`; the last day is shown."""
        return self.filter(
            approved_at__isnull=False, ended_at__isnull=True, since__lte=on, last_on__gte=on
        ).order_by("since", "pk")

    def current(self, on: date) -> Self:
        """Not over on `on`, approved or not: what the desk works on."""
        return self.filter(ended_at__isnull=True, last_on__gte=on).order_by("since", "pk")


class BoardNotice(models.Model):
    """A few words for the lobby, by one person, shown once another has approved them."""

    station = models.ForeignKey(
        Station, on_delete=models.PROTECT, related_name="board_notices", verbose_name="服务站"
    )
    text = models.CharField("通知内容", max_length=80)
    since = models.DateField("开始日期")
    last_on = models.DateField("最后一天")
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="撰写人"
    )
    written_at = models.DateTimeField("撰写时间")
    approved_by = signed_by("审签人")
    approved_at = models.DateTimeField("审签时间", null=True, blank=True)
    ended_at = models.DateTimeField("撤下时间", null=True, blank=True)

    objects = BoardNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "大屏通知"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True, approved_at__isnull=True)
                | (Q(approved_by__isnull=False, approved_at__isnull=False) & ~Q(approved_by=F("written_by"))),
                name="board_notice_second_person",
            ),
            models.CheckConstraint(
                condition=Q(last_on__gte=F("since")), name="board_notice_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return self.text
