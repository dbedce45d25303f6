"""专业履职之星 of the year's quarters that are over, one of each group."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet

from demo.directory import Directory
from evaluation.stars import choosing
from fieldwork.models import Participation
from groups.models import ProfessionalGroup, Representative
from office.actors import Actor
from office.calendar import LOCAL, local_date
from requests_app.models import EnterpriseRequest
from requests_app.models.requests import Outcome

DAYS_SHOWN = 120


def choose(directory: Directory, *, at: datetime) -> None:
    """Of each quarter who settled most, else who came to most activities."""
    on = local_date(at)
    chosen: set[int] = set()
    for quarter in (quarter for quarter in (1, 2, 3, 4) if _ended(on.year, quarter) < on):
        for group in ProfessionalGroup.objects.order_by("order", "code"):
            _star(group, on.year, quarter, directory, chosen)


def _star(group: ProfessionalGroup, year: int, quarter: int, directory: Directory, chosen: set[int]) -> None:
    begins, ends = date(year, quarter * 3 - 2, 1), _ended(year, quarter)
    settled = EnterpriseRequest.objects.filter(
        group=group, outcome=Outcome.SETTLED, closed_on__gte=begins, closed_on__lte=ends, sealed=False
    )
    came = Participation.objects.filter(
        confirmed_on__gte=begins, confirmed_on__lte=ends, denied_on=None, representative__isnull=False
    )
    people = list(Representative.objects.of(group, ends).in_office(ends).exclude(pk__in=chosen).by_name())
    best, reason = _best(
        people, settled.exclude(representative=None), "本季度协助办结企业诉求 {n} 件，逐件回访。"
    )
    if best is None:
        best, reason = _best(people, came, "本季度参加小组调研、走访等活动 {n} 次。")
    if best is None:
        return
    chosen.add(best.pk)
    at = datetime.combine(ends + timedelta(days=3), time(10), tzinfo=LOCAL)
    star = choosing.propose(
        best,
        year,
        quarter,
        reason,
        by=Actor.of(directory["staff"]),
        at=at,
    )
    own = best.user or directory["liaison"]
    choosing.answer(star, agreed=True, by=Actor.of(own), at=at + timedelta(hours=3))
    choosing.publish(
        star,
        shown_until=local_date(at) + timedelta(days=DAYS_SHOWN),
        by=Actor.of(directory["approver"]),
        at=at + timedelta(days=1),
    )


def _best(people: list[Representative], rows: QuerySet[Any], words: str) -> tuple[Representative | None, str]:
    """Who has most of the rows, and the words with their number; nobody where there are none."""
    counts = Counter(rows.values_list("representative", flat=True))
    best = max(people, key=lambda person: counts[person.pk], default=None)
    if best is None or not counts[best.pk]:
        return None, ""
    return best, words.format(n=counts[best.pk])


def _ended(year: int, quarter: int) -> date:
    """The last day of a quarter."""
    return date(year + quarter // 4, quarter % 4 * 3 + 1, 1) - timedelta(days=1)
