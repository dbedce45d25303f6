"""常用处理: what the office decides of cases of one kind again and again, under a name; it fills in forms, and decides nothing."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from casework.models.constraints import known
from groups.models import Department, ProfessionalGroup
from office.signatures import signed_by
from requests_app.models.categories import Category, Difficulty


class PresetQuerySet(models.QuerySet["Preset"]):
    def open(self, on: date) -> Self:
        """Those offered on the local date `on`, with what they fill in; the units are prefetched."""
        rows = self.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=on))
        return rows.select_related("category__professional_group", "group").prefetch_related(
            "units__department"
        )


class Preset(models.Model):
    """Shared by the whole office; closed instead of deleted. What is empty leaves its field as it is."""

    name = models.CharField("名称", max_length=20)
    category = models.ForeignKey(
        Category, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="类别"
    )
    difficulty = models.CharField("难度", max_length=10, choices=Difficulty.choices, blank=True)
    group = models.ForeignKey(
        ProfessionalGroup, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="专业小组"
    )
    expected_outcome = models.CharField("预期效果", max_length=200, blank=True)
    text = models.TextField("交办要求", max_length=500, blank=True)
    order = models.PositiveSmallIntegerField("排序", default=0)
    closed_on = models.DateField("停用日期", null=True, blank=True, help_text="当天起不再列出。")
    made_by = signed_by("设置人")

    objects = PresetQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "常用处理"
        ordering = ["order", "name"]
        constraints = [
            known("difficulty", Difficulty, "preset_difficulty_known", blank=True),
            models.UniqueConstraint(
                fields=["name"],
                condition=Q(closed_on__isnull=True),
                name="preset_name_once_while_open",
                violation_error_message="已有同名的常用处理",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def lead_and_co(self) -> tuple[Department | None, list[Department]]:
        """Units that take cases; no lead where none has the order 0."""
        rows = [row for row in self.units.all() if row.department.is_assignable]
        lead = next((row for row in rows if row.order == 0), None)
        return (lead.department if lead else None), [row.department for row in rows if row is not lead]


class PresetDepartment(models.Model):
    """A unit that it fills in; the first of order 0 is the lead, the others help."""

    preset = models.ForeignKey(Preset, models.CASCADE, related_name="units", verbose_name="常用处理")
    department = models.ForeignKey(Department, models.PROTECT, related_name="+", verbose_name="单位")
    order = models.PositiveSmallIntegerField("顺序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "承办单位"
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["preset", "department"], name="preset_department_once"),
        ]

    def __str__(self) -> str:
        return f"{self.preset} → {self.department}"
