"""Which professional and which regional group a representative belongs to, with history."""

from django.db import models
from django.db.models import Q

from groups.spans import SpanQuerySet, ordered_span


class ProfessionalMembershipQuerySet(SpanQuerySet["ProfessionalMembership"]):
    """Spans of membership."""


class ProfessionalMembership(models.Model):
    representative = models.ForeignKey(
        "groups.Representative",
        on_delete=models.PROTECT,
        related_name="professional_memberships",
        verbose_name="代表",
    )
    group = models.ForeignKey(
        "groups.ProfessionalGroup",
        on_delete=models.PROTECT,
        related_name="memberships",
        verbose_name="专业代表小组",
    )
    since = models.DateField("开始日期")
    until = models.DateField("结束日期", null=True, blank=True, help_text="当天起不再是成员。")

    objects = ProfessionalMembershipQuerySet.as_manager()

    class Meta:
        verbose_name = "专业小组成员"
        verbose_name_plural = "专业小组成员"
        ordering = ["representative", "since"]
        constraints = [
            ordered_span("professional_membership_span_is_ordered"),
            models.UniqueConstraint(
                fields=["representative"],
                condition=Q(until__isnull=True),
                name="professional_membership_is_open_once",
                violation_error_message="该代表已在一个专业代表小组，请先结束原来的。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.representative} {self.group}"


class RegionalMembershipQuerySet(SpanQuerySet["RegionalMembership"]):
    """Spans of membership."""


class RegionalMembership(models.Model):
    representative = models.ForeignKey(
        "groups.Representative",
        on_delete=models.PROTECT,
        related_name="regional_memberships",
        verbose_name="代表",
    )
    group = models.ForeignKey(
        "groups.RegionalGroup",
        on_delete=models.PROTECT,
        related_name="memberships",
        verbose_name="地域（领域）代表小组",
    )
    since = models.DateField("开始日期")
    until = models.DateField("结束日期", null=True, blank=True, help_text="当天起不再是成员。")

    objects = RegionalMembershipQuerySet.as_manager()

    class Meta:
        verbose_name = "地域小组成员"
        verbose_name_plural = "地域小组成员"
        ordering = ["representative", "since"]
        constraints = [
            ordered_span("regional_membership_span_is_ordered"),
            models.UniqueConstraint(
                fields=["representative"],
                condition=Q(until__isnull=True),
                name="regional_membership_is_open_once",
                violation_error_message="该代表已在一个地域（领域）代表小组，请先结束原来的。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.representative} {self.group}"
