"""Liaisons (联络员) of professional and regional groups: one main, others as deputies."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from groups.models.one_group import Group, OfOneGroup, of_group, one_group
from groups.spans import SpanQuerySet, ordered_span


class LiaisonQuerySet(SpanQuerySet["Liaison"]):
    def of(self, group: Group) -> Self:
        return self.filter(of_group(group))


class Liaison(OfOneGroup):
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="liaisons", verbose_name="联络员"
    )
    is_main = models.BooleanField("主联络员", default=False)
    since = models.DateField("开始日期")
    until = models.DateField("结束日期", null=True, blank=True, help_text="当天起不再担任。")

    objects = LiaisonQuerySet.as_manager()

    class Meta:
        verbose_name = "联络员"
        verbose_name_plural = "联络员"
        ordering = ["-is_main", "since", "pk"]
        constraints = [
            ordered_span("liaison_span_is_ordered"),
            one_group("liaison_serves_one_group"),
            models.UniqueConstraint(
                fields=["professional_group"],
                condition=Q(is_main=True, until__isnull=True),
                name="liaison_main_of_professional_group_is_one",
                violation_error_message="该小组已有主联络员。",
            ),
            models.UniqueConstraint(
                fields=["regional_group"],
                condition=Q(is_main=True, until__isnull=True),
                name="liaison_main_of_regional_group_is_one",
                violation_error_message="该小组已有主联络员。",
            ),
            models.UniqueConstraint(
                fields=["user", "professional_group"],
                condition=Q(until__isnull=True),
                name="liaison_serves_professional_group_once",
                violation_error_message="该人员已是本组联络员。",
            ),
            models.UniqueConstraint(
                fields=["user", "regional_group"],
                condition=Q(until__isnull=True),
                name="liaison_serves_regional_group_once",
                violation_error_message="该人员已是本组联络员。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.professional_group or self.regional_group}"
