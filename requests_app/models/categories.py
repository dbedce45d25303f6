"""What a request is about: two levels, each with the defaults that triage proposes."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from casework.models.constraints import known
from groups.models import Department, ProfessionalGroup
from stations.models import PostingFunction

CHECKLIST_AT_MOST, QUESTION_LENGTH = 4, 40


class Difficulty(models.TextChoices):
    SIMPLE = "simple", "简单"
    ORDINARY = "ordinary", "一般"
    HARD = "hard", "复杂"


class DefaultStep(models.TextChoices):
    ASSIGN = "assign", "交办"
    REFER = "refer", "转送"


class CategoryQuerySet(models.QuerySet["Category"]):
    def open(self, on: date) -> Self:
        return self.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=on))

    def top(self) -> Self:
        return self.filter(parent__isnull=True)

    def leaves(self) -> Self:
        return self.filter(parent__isnull=False)

    def for_choosing(self, on: date) -> Self:
        """Open categories in the order of the form, parents beside them."""
        return self.open(on).select_related("parent").order_by("order", "code")


class Category(models.Model):
    Difficulty = Difficulty

    code = models.SlugField("代码", max_length=16, unique=True)
    name = models.CharField("名称", max_length=40)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级类别"
    )
    order = models.PositiveSmallIntegerField("排序", default=0)
    difficulty = models.CharField(
        "默认难度", max_length=10, choices=Difficulty.choices, default=Difficulty.ORDINARY
    )
    professional_group = models.ForeignKey(
        ProfessionalGroup, models.PROTECT, null=True, blank=True, verbose_name="对口专业小组"
    )
    posting_function = models.ForeignKey(
        PostingFunction, models.PROTECT, null=True, blank=True, verbose_name="对应进站职能"
    )
    departments: models.ManyToManyField[Department, CategoryDepartment] = models.ManyToManyField(
        Department, through="CategoryDepartment", verbose_name="默认承办单位", related_name="+"
    )
    default_step = models.CharField(
        "默认去向", max_length=10, choices=DefaultStep.choices, default=DefaultStep.ASSIGN
    )
    keywords = models.JSONField("提示词", default=list, blank=True)
    # Questions whose answers save a call, at most `CHECKLIST_AT_MOST`; asked after the request was left, never before.
    checklist = models.JSONField("补充要点", default=list, blank=True)
    closed_on = models.DateField("停用日期", null=True, blank=True)

    objects = CategoryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "诉求类别"
        ordering = ["order", "code"]
        constraints = [
            known("difficulty", Difficulty, "category_difficulty_known"),
            known("default_step", DefaultStep, "category_default_step_known"),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=models.F("id")), name="category_not_own_parent"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def full_name(self) -> str:
        return f"{self.parent.name}·{self.name}" if self.parent else self.name

    @property
    def whole_checklist(self) -> list[str]:
        """Its own questions and then those of the category above, each once; at most `CHECKLIST_AT_MOST`."""
        above = self.parent.checklist if self.parent else []
        return list(dict.fromkeys([*self.checklist, *above]))[:CHECKLIST_AT_MOST]


class CategoryDepartment(models.Model):
    """A unit that usually handles the category; order 0 is proposed as lead, the others as co."""

    category = models.ForeignKey(Category, models.CASCADE, related_name="defaults", verbose_name="类别")
    department = models.ForeignKey(Department, models.PROTECT, related_name="+", verbose_name="单位")
    order = models.PositiveSmallIntegerField("顺序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "默认承办单位"
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["category", "department"], name="category_department_once"),
        ]

    def __str__(self) -> str:
        return f"{self.category} → {self.department}"
