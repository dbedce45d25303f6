"""Plans that are not proposed yet: officers and liaisons are told in January, staff when it is over."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from fieldwork.group_parts import people_of
from fieldwork.models import GroupPlan
from fieldwork.plans.proposing import address_of
from groups.models import ProfessionalGroup
from office.calendar import local_date
from office.models import User
from office.notifications.notices import notify
from office.roles import Role


def without_plan(year: int) -> list[ProfessionalGroup]:
    """Professional groups; a regional group may plan, and need not."""
    planned = GroupPlan.objects.filter(year=year, professional_group__isnull=False)
    return list(
        ProfessionalGroup.objects.exclude(pk__in=planned.values("professional_group")).order_by("order")
    )


def remind(*, at: datetime) -> int:
    """How many groups have no plan of the year."""
    on = local_date(at)
    groups = without_plan(on.year)
    for group in groups:
        notify(
            f"groupplan:{group.code}:{on.year}:{on:%m%d}",
            people_of(group, on),
            title=f"{group}：请提出 {on.year} 年计划",
            body="年度计划请在 1月31日前提出。",
            link=address_of(group, on.year),
            kind="reminder",
            at=at,
        )
    return len(groups)


def report(*, at: datetime) -> int:
    """Staff read once which groups have none."""
    on = local_date(at)
    groups = without_plan(on.year)
    if groups:
        names = "、".join(group.name for group in groups)
        notify(
            f"groupplan:late:{on.year}",
            User.objects.with_role(Role.STAFF, on=on),
            title=f"{len(groups)} 个小组没有提出 {on.year} 年计划",
            body=names,
            link=reverse("fieldwork:plan", args=[groups[0].code]),
            at=at,
        )
    return len(groups)
