"""Norms of conduct (履职规范) by editions with days in force, and who has read which (已阅).

Editions are written and published by fieldwork/norms/editing.py alone. Rules: docs/domain.md § 12.
"""

from __future__ import annotations

from datetime import date
from typing import Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from groups.models import ProfessionalGroup, Representative
from groups.spans import known_values
from office.signatures import signed_by


class NormQuerySet(models.QuerySet["Norm"]):
    def public(self) -> Self:
        """Published at some time: in force, to come, or replaced."""
        return self.filter(published_at__isnull=False)

    def begun(self, on: date) -> Self:
        return self.public().filter(effective_on__lte=on)

    def open(self) -> Self:
        return self.filter(state__in=["draft", "submitted"])

    def in_force(self, on: date) -> list[Norm]:
        """Of each norm the edition that holds on that date, by code."""
        rows = self.begun(on).select_related("group").order_by("code", "effective_on", "edition")
        return list({row.code: row for row in rows}.values())

    def latest_first(self) -> Self:
        return self.order_by("code", "-edition")


class Norm(models.Model):
    """One row an edition. `group` is whose members it binds; every representative in office without one."""

    class State(models.TextChoices):
        DRAFT = "draft", "起草中"
        SUBMITTED = "submitted", "待审签"
        PUBLISHED = "published", "已公布"
        REPLACED = "replaced", "已有新版"

    code = models.CharField(
        "代码",
        max_length=40,
        validators=[RegexValidator(r"^[a-z0-9]+(-[a-z0-9]+)*$", "只能用小写字母、数字和中间的连字符。")],
    )
    edition = models.PositiveSmallIntegerField("版次")
    state = models.CharField("状态", max_length=10, choices=State, default=State.DRAFT)
    title = models.CharField("名称", max_length=60)
    body = models.TextField("正文")
    group = models.ForeignKey(
        ProfessionalGroup,
        models.PROTECT,
        related_name="norms",
        verbose_name="适用小组",
        null=True,
        blank=True,
    )
    effective_on = models.DateField("施行日期")
    # A change of words alone is not read anew.
    is_substantial = models.BooleanField("实质修改", default=True)
    note = models.CharField("修改说明", max_length=200, blank=True)
    written_at = models.DateTimeField("起草时间")
    written_by = signed_by("起草人")
    returned_reason = models.CharField("退回原因", max_length=300, blank=True)
    published_at = models.DateTimeField("公布时间", null=True, blank=True)
    approved_by = signed_by("审签人")

    objects = NormQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "履职规范"
        ordering = ["code", "-edition"]
        constraints = [
            known_values("state", *["draft", "submitted", "published", "replaced"], name="norm_state_known"),
            models.UniqueConstraint(fields=["code", "edition"], name="norm_edition_once"),
            models.UniqueConstraint(
                fields=["code"], condition=Q(state="published"), name="norm_one_published"
            ),
            models.UniqueConstraint(
                fields=["code"], condition=Q(state__in=["draft", "submitted"]), name="norm_one_open"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["published", "replaced"], published_at__isnull=False)
                | Q(state__in=["draft", "submitted"], published_at__isnull=True),
                name="norm_published_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("written_by")),
                name="norm_second_person",
            ),
            models.CheckConstraint(
                condition=Q(edition__gt=1) | Q(is_substantial=True), name="norm_first_edition_is_substantial"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}（第 {self.edition} 版）"

    @property
    def subject(self) -> str:
        return f"norm:{self.code}"


class Acknowledgement(models.Model):
    """已阅: one person has read one edition."""

    class How(models.TextChoices):
        ACCOUNT = "account", "本人登录"
        LINK = "link", "本人链接"
        SHEET = "sheet", "签名单"

    norm = models.ForeignKey(Norm, models.PROTECT, related_name="acknowledgements", verbose_name="履职规范")
    representative = models.ForeignKey(
        Representative, models.PROTECT, related_name="acknowledgements", verbose_name="代表"
    )
    how = models.CharField("方式", max_length=8, choices=How)
    at = models.DateTimeField("时间")
    on = models.DateField("日期")
    by = signed_by("登记人")

    class Meta:
        verbose_name = verbose_name_plural = "已阅"
        ordering = ["norm", "at"]
        constraints = [
            known_values("how", "account", "link", "sheet", name="acknowledgement_how_known"),
            models.UniqueConstraint(fields=["norm", "representative"], name="acknowledgement_once"),
        ]

    def __str__(self) -> str:
        return f"{self.representative} {self.norm}"
