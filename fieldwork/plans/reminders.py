"""Plans that are not proposed yet: officers and liaisons are told in January, staff when it is over.

A regional group may plan, and need not: its liaisons are told, and staff are not told of it.
"""

from __future__ import annotations

from datetime import date, datetime

from django.urls import reverse

from fieldwork.group_parts import people_of
from fieldwork.models import GroupPlan
from fieldwork.plans.proposing import address_of
from groups.duty import liaisons_or_staff
from groups.models import Liaison, ProfessionalGroup, RegionalGroup
from office.calendar import local_date
from office.models import User
from office.notifications.notices import Draft, notify, post
from office.roles import Role

LAST_DAY = (1, 31)


def without_plan(year: int) -> list[ProfessionalGroup]:
    """Professional groups."""
    planned = GroupPlan.objects.filter(year=year, professional_group__isnull=False)
    return list(
        ProfessionalGroup.objects.exclude(pk__in=planned.values("professional_group")).order_by("order")
    )


def served_without_plan(year: int, on: date) -> dict[User, list[RegionalGroup]]:
    """By active liaison, the regional groups that have no plan of the year, in the order of their codes."""
    planned = GroupPlan.objects.filter(year=year, regional_group__isnull=False)
    rows = Liaison.objects.in_force(on).filter(regional_group__isnull=False, user__is_active=True)
    rows = rows.exclude(regional_group__in=planned.values("regional_group"))
    found: dict[User, list[RegionalGroup]] = {}
    for row in rows.select_related("user", "regional_group").order_by("regional_group__code", "pk"):
        if row.regional_group is not None:
            found.setdefault(row.user, []).append(row.regional_group)
    return found


def remind(*, at: datetime) -> int:
    """How many professional groups have no plan of the year; liaisons of regional ones are told, too, once for all
    that they serve. Nobody once January is over: a queue that was down does not ask for a date that has passed."""
    on = local_date(at)
    if (on.month, on.day) > LAST_DAY:
        return 0
    groups = without_plan(on.year)
    for group in groups:
        notify(
            f"groupplan:{group.code}:{on.year}:{on:%m%d}",
            people_of(group, on) or liaisons_or_staff(group, on),
            title=f"{group}：请提出 {on.year} 年计划",
            body="年度计划请在 1月31日前提出。",
            link=address_of(group, on.year),
            kind="reminder",
            at=at,
        )
    post((_draft(user, served, on) for user, served in served_without_plan(on.year, on).items()), at=at)
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


def _draft(liaison: User, served: list[RegionalGroup], on: date) -> Draft:
    """The notice opens the first of them."""
    others = f"等 {len(served)} 个小组" if len(served) > 1 else ""
    return Draft(
        f"groupplan:regional:{on.year}:{on:%m%d}",
        liaison,
        f"{served[0]}{others}还没有 {on.year} 年计划",
        f"有活动安排的，请在 1月31日前提出年度计划：{'、'.join(group.name for group in served)}。",
        address_of(served[0], on.year),
        "reminder",
    )
