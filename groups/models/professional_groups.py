"""The six professional groups (专业代表小组)."""

from datetime import date

from django.db import models
from django.db.models import Count, Q

from groups.models.mandates import Mandate
from groups.spans import in_force, known_values


class ProfessionalGroupQuerySet(models.QuerySet["ProfessionalGroup"]):
    def with_member_counts(self, on: date) -> "ProfessionalGroupQuerySet":
        """Adds `member_count`: representatives in office who belong to the group on that date."""
        members = Mandate.objects.active(on).values("representative")
        return self.annotate(
            member_count=Count(
                "memberships",
                filter=in_force(on, "memberships__") & Q(memberships__representative__in=members),
                distinct=True,
            )
        )


# 代表法: 15 to 30 members; others are pointed at, not refused.
SIZES = range(15, 31)
SIZES_IN_WORDS = f"{SIZES.start} 至 {SIZES.stop - 1} 人"


class ProfessionalGroup(models.Model):
    class Code(models.TextChoices):
        JUDICIAL = "judicial", "司法监察"
        INDUSTRY = "industry", "产业发展"
        URBAN = "urban", "城建环保"
        FINANCE = "finance", "财政经济"
        SOCIAL = "social", "社会建设"
        RURAL = "rural", "农业农村"

    code = models.CharField("代码", max_length=12, choices=Code, unique=True)
    name = models.CharField("名称", max_length=40, unique=True)
    order = models.PositiveSmallIntegerField("顺序", unique=True)
    checks_back = models.BooleanField(
        "全部回头看",
        default=False,
        help_text="本组诉求办结后逐件回头看两次，在第几天见系统设置“结案后回头看”“司法监察类再次回头看”。",
    )
    has_progress_table = models.BooleanField("按月出办理进度表", default=False)

    objects = ProfessionalGroupQuerySet.as_manager()

    class Meta:
        verbose_name = "专业代表小组"
        verbose_name_plural = "专业代表小组"
        ordering = ["order"]
        constraints = [
            known_values(
                "code",
                "judicial",
                "industry",
                "urban",
                "finance",
                "social",
                "rural",
                name="professional_group_code_is_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def full_name(self) -> str:
        return f"{self.name}专业代表小组"
