"""Stations (代表服务站) and their clerks."""

import re
from datetime import date

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from groups.spans import SpanQuerySet, known_values, ordered_span
from office.models import User
from office.roles import Role, has_role


class StationQuerySet(models.QuerySet["Station"]):
    def open(self, on: date) -> "StationQuerySet":
        """Stations that receive visitors on that date."""
        return self.filter(opened_on__lte=on).filter(Q(closed_on__isnull=True) | Q(closed_on__gt=on))

    def visible_to(self, user: User | AnonymousUser, on: date) -> "StationQuerySet":
        """At the desk: all of them to the working body, to a clerk the own ones."""
        if has_role(user, Role.STAFF, Role.APPROVER):
            return self
        if user.is_anonymous or not has_role(user, Role.CLERK):
            return self.none()
        return self.filter(pk__in=StationClerk.objects.in_force(on).filter(user=user).values("station"))


class Station(models.Model):
    class Kind(models.TextChoices):
        PROFESSIONAL = "professional", "专业服务站"
        LIAISON = "liaison", "代表联络站"
        HOME = "home", "代表之家"

    class Theme(models.TextChoices):
        LIGHT = "light", "浅色"
        DARK = "dark", "深色"

    code = models.SlugField(
        "代码", max_length=20, unique=True, help_text="用于公开网址，只用小写字母和数字，启用后不要改动。"
    )
    name = models.CharField("名称", max_length=60, unique=True)
    kind = models.CharField("类型", max_length=12, choices=Kind, default=Kind.PROFESSIONAL)
    address = models.CharField("地址", max_length=120, blank=True)
    hours = models.CharField("开放时间", max_length=120, blank=True, help_text="例如：工作日 8:30–17:30")
    phone = models.CharField("电话", max_length=40, blank=True)
    is_default = models.BooleanField(
        "默认站", default=False, help_text="不从二维码进入、也定不了站的诉求归默认站。"
    )
    opened_on = models.DateField("启用日期")
    closed_on = models.DateField("停用日期", null=True, blank=True)
    board_theme = models.CharField("大屏配色", max_length=8, choices=Theme, default=Theme.LIGHT)
    shows_overdue = models.BooleanField("大屏显示超期单位", default=False)
    shows_supervision = models.BooleanField("大屏显示重点督办", default=False)

    objects = StationQuerySet.as_manager()

    class Meta:
        verbose_name = "代表服务站"
        verbose_name_plural = "代表服务站"
        ordering = ["-is_default", "code"]
        constraints = [
            known_values("kind", "professional", "liaison", "home", name="station_kind_is_known"),
            known_values("board_theme", "light", "dark", name="station_board_theme_is_known"),
            models.CheckConstraint(
                condition=Q(code=Lower("code")) & ~Q(code=""),
                name="station_code_is_lower_case",
                violation_error_message="代码只能用小写字母和数字。",
            ),
            models.UniqueConstraint(
                fields=["is_default"],
                condition=Q(is_default=True),
                name="station_default_is_one",
                violation_error_message="已有默认站，请先取消原来的。",
            ),
            models.CheckConstraint(
                condition=Q(is_default=False) | Q(closed_on__isnull=True),
                name="station_default_is_open",
                violation_error_message="默认站不能停用，请先另设默认站。",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=models.F("opened_on")),
                name="station_closes_after_it_opens",
                violation_error_message="停用日期不能早于启用日期。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def hour_lines(self) -> list[str]:
        """The hours by their parts, so that a narrow column never breaks within one."""
        return [part.strip() for part in re.split("[，；]", self.hours) if part.strip()]

    def is_open(self, on: date) -> bool:
        return self.opened_on <= on and (self.closed_on is None or on < self.closed_on)


class StationClerkQuerySet(SpanQuerySet["StationClerk"]):
    """Spans of service at a counter."""


class StationClerk(models.Model):
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="station_clerkships",
        verbose_name="人员",
    )
    station = models.ForeignKey(
        Station, on_delete=models.PROTECT, related_name="clerks", verbose_name="服务站"
    )
    since = models.DateField("开始日期")
    until = models.DateField("结束日期", null=True, blank=True, help_text="当天起不再担任。")

    objects = StationClerkQuerySet.as_manager()

    class Meta:
        verbose_name = "站务人员"
        verbose_name_plural = "站务人员"
        ordering = ["station", "since"]
        constraints = [
            ordered_span("station_clerk_span_is_ordered"),
            models.UniqueConstraint(
                fields=["user", "station"],
                condition=Q(until__isnull=True),
                name="station_clerk_is_open_once",
                violation_error_message="该人员已在本站任职。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.station}"
