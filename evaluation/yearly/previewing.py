"""按月预览: on the first of each month everybody with an account hears that the own page counts one month more."""

from __future__ import annotations

from datetime import date, datetime

from django.urls import reverse

from evaluation.models import Scheme
from groups.models import ProfessionalMembership, Representative
from office.calendar import local_date
from office.notifications.notices import notify


def tell(*, at: datetime) -> int:
    """Members of professional groups in office, from March on: there is little to see before. Returns rows told."""
    on = local_date(at)
    if on.month < 3 or not Scheme.objects.of_year(on.year).exists():
        return 0
    members = ProfessionalMembership.objects.in_force(on).values("representative")
    people = Representative.objects.in_office(on).filter(pk__in=members, user__isnull=False)
    return sum(_tell(person, on, at) for person in people.select_related("user"))


def _tell(person: Representative, on: date, at: datetime) -> int:
    return notify(
        f"score:{person.pk}:preview:{on:%Y-%m}",
        [person.user] if person.user else [],
        title=f"{on.year} 年履职得分按月预览已更新",
        body="只有您自己看得到。仅供参考，代表由选民和选举单位监督。",
        link=f"{reverse('evaluation:score_of', args=[person.code])}?year={on.year}",
        kind="reminder",
        at=at,
    )
