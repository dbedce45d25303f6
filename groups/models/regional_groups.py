"""Regional units (街道, 镇, 乡 …) and the regional or field groups (地域、领域代表小组)."""

from datetime import date

from django.db import models
from django.db.models import Count, Q

from groups.models.mandates import Mandate
from groups.spans import in_force, known_values


class RegionalUnit(models.Model):
    class Kind(models.TextChoices):
        STREET = "street", "街道"
        TOWN = "town", "镇"
        TOWNSHIP = "township", "乡"
        MANAGEMENT_AREA = "management_area", "管理区"
        DEVELOPMENT_ZONE = "development_zone", "开发区"

    code = models.SlugField("代码", max_length=20, unique=True)
    name = models.CharField("名称", max_length=40, unique=True)
    kind = models.CharField("类型", max_length=20, choices=Kind)

    class Meta:
        verbose_name = "乡镇街道"
        verbose_name_plural = "乡镇街道"
        ordering = ["code"]
        constraints = [
            known_values(
                "kind",
                "street",
                "town",
                "township",
                "management_area",
                "development_zone",
                name="regional_unit_kind_is_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RegionalGroupQuerySet(models.QuerySet["RegionalGroup"]):
    def with_member_counts(self, on: date) -> "RegionalGroupQuerySet":
        """Adds `member_count`: representatives in office who belong to the group on that date."""
        members = Mandate.objects.active(on).values("representative")
        return self.annotate(
            member_count=Count(
                "memberships",
                filter=in_force(on, "memberships__") & Q(memberships__representative__in=members),
                distinct=True,
            )
        )


class RegionalGroup(models.Model):
    class Kind(models.TextChoices):
        AREA = "area", "地域"
        FIELD = "field", "领域"

    code = models.SlugField("代码", max_length=20, unique=True)
    name = models.CharField("名称", max_length=60, unique=True)
    unit = models.ForeignKey(
        RegionalUnit,
        on_delete=models.PROTECT,
        related_name="groups",
        verbose_name="所属乡镇街道",
        null=True,
        blank=True,
    )
    kind = models.CharField("类型", max_length=8, choices=Kind, default=Kind.AREA)
    scope = models.CharField("范围", max_length=200, blank=True, help_text="所含的村、社区，或者所属领域。")

    objects = RegionalGroupQuerySet.as_manager()

    class Meta:
        verbose_name = "地域（领域）代表小组"
        verbose_name_plural = "地域（领域）代表小组"
        ordering = ["code"]
        constraints = [
            known_values("kind", "area", "field", name="regional_group_kind_is_known"),
            models.CheckConstraint(
                condition=Q(kind="field") | Q(unit__isnull=False),
                name="regional_group_of_area_has_unit",
                violation_error_message="地域代表小组须选择所属乡镇街道。",
            ),
        ]

    def __str__(self) -> str:
        return self.name
