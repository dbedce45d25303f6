"""Rows of one group, whether it is a professional or a regional one."""

from django.db import models
from django.db.models import Q

from groups.models.professional_groups import ProfessionalGroup
from groups.models.regional_groups import RegionalGroup

Group = ProfessionalGroup | RegionalGroup


def of_group(group: Group, prefix: str = "") -> Q:
    """The condition that a row is the group's; `prefix` is a lookup path ending in `__`."""
    kind = "professional" if isinstance(group, ProfessionalGroup) else "regional"
    return Q(**{f"{prefix}{kind}_group": group})


def one_group(name: str) -> models.CheckConstraint:
    """A row belongs to one professional or to one regional group."""
    return models.CheckConstraint(
        condition=Q(professional_group__isnull=False, regional_group__isnull=True)
        | Q(professional_group__isnull=True, regional_group__isnull=False),
        name=name,
        violation_error_message="请选择一个专业代表小组，或者一个地域（领域）代表小组。",
    )


class OfOneGroup(models.Model):
    """The model adds the constraint `one_group`."""

    professional_group = models.ForeignKey(
        ProfessionalGroup,
        on_delete=models.PROTECT,
        related_name="%(class)ss",
        verbose_name="专业代表小组",
        null=True,
        blank=True,
    )
    regional_group = models.ForeignKey(
        RegionalGroup,
        on_delete=models.PROTECT,
        related_name="%(class)ss",
        verbose_name="地域（领域）代表小组",
        null=True,
        blank=True,
    )

    class Meta:
        abstract = True

    @property
    def group(self) -> Group:
        """Both relations should be loaded where many rows are read."""
        found = self.professional_group or self.regional_group
        if found is None:
            raise ValueError("The row belongs to no group yet.")
        return found


def group_with_code(code: str) -> Group | None:
    """The professional or regional group with this code."""
    professional = ProfessionalGroup.objects.filter(code=code).first()
    return professional or RegionalGroup.objects.filter(code=code).select_related("unit").first()
