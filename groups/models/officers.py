"""Officers of groups: 组长 and up to three 副组长 of a professional group, one 召集人 of a regional one."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from groups.models.mandates import Mandate
from groups.models.memberships import ProfessionalMembership, RegionalMembership
from groups.models.one_group import Group, OfOneGroup, of_group, one_group
from groups.spans import SpanQuerySet, known_values, ordered_span

DEPUTIES_AT_MOST = 3


class GroupOfficerQuerySet(SpanQuerySet["GroupOfficer"]):
    def of(self, group: Group) -> Self:
        return self.filter(of_group(group))

    def serving(self, on: date) -> Self:
        """In force on that date, of representatives in office who belong to the group: others' posts rest."""
        person = {"representative": OuterRef("representative")}
        professional = ProfessionalMembership.objects.in_force(on).filter(
            **person, group=OuterRef("professional_group")
        )
        regional = RegionalMembership.objects.in_force(on).filter(**person, group=OuterRef("regional_group"))
        active = Mandate.objects.active(on).filter(**person)
        return self.in_force(on).filter(Exists(active), Exists(professional) | Exists(regional))

    def by_post(self) -> Self:
        return self.order_by("-post", "place", "pk")


class GroupOfficer(OfOneGroup):
    class Post(models.TextChoices):
        LEADER = "leader", "组长"
        DEPUTY = "deputy", "副组长"
        CONVENER = "convener", "召集人"

    representative = models.ForeignKey(
        "groups.Representative", on_delete=models.PROTECT, related_name="offices", verbose_name="代表"
    )
    post = models.CharField("职务", max_length=10, choices=Post)
    # 1 to 3 for 副组长: the database counts them by it.
    place = models.PositiveSmallIntegerField(
        "排序", choices=[(number, f"第 {number} 位") for number in range(1, DEPUTIES_AT_MOST + 1)], default=1
    )
    since = models.DateField("开始日期")
    until = models.DateField("结束日期", null=True, blank=True, help_text="当天起不再担任。")

    objects = GroupOfficerQuerySet.as_manager()

    class Meta:
        verbose_name = "小组负责人"
        verbose_name_plural = "小组负责人"
        ordering = ["-post", "place", "since", "pk"]
        constraints = [
            one_group("group_officer_of_one_group"),
            ordered_span("group_officer_span_is_ordered"),
            known_values("post", "leader", "deputy", "convener", name="group_officer_post_is_known"),
            models.CheckConstraint(
                condition=Q(professional_group__isnull=False, post__in=["leader", "deputy"])
                | Q(regional_group__isnull=False, post="convener"),
                name="group_officer_post_fits_its_group",
                violation_error_message="专业代表小组设组长、副组长，地域（领域）代表小组设召集人。",
            ),
            models.CheckConstraint(condition=Q(place__in=[1, 2, 3]), name="group_officer_place_is_known"),
            models.CheckConstraint(
                condition=Q(place=1) | Q(post="deputy", place__in=[2, 3]),
                name="group_officer_deputies_are_three",
                violation_error_message="副组长最多三名。",
            ),
            models.UniqueConstraint(
                fields=["professional_group", "post", "place"],
                condition=Q(until__isnull=True),
                name="group_officer_post_of_professional_group_once",
                violation_error_message="这个职务已有人担任，请先结束原来的。",
            ),
            models.UniqueConstraint(
                fields=["regional_group"],
                condition=Q(until__isnull=True),
                name="group_officer_convener_is_one",
                violation_error_message="该小组已有召集人，请先结束原来的。",
            ),
            models.UniqueConstraint(
                fields=["representative", "professional_group"],
                condition=Q(until__isnull=True),
                name="group_officer_one_post_a_person",
                violation_error_message="该代表已是本组负责人，请先结束原来的。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group} {self.get_post_display()} {self.representative}"
