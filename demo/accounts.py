"""述职 before the voters: of the year before with the sheets counted and checked, one of this year still to be checked."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta

from demo.directory import Directory
from demo.office_hours import OfficeHours
from evaluation.accounts import entering
from evaluation.accounts.entering import Told
from evaluation.models.accounts import QUESTIONS
from groups.models import Representative
from office.actors import Actor
from office.calendar import LOCAL, local_date

GROUP = "finance"
# One of these came too few sheets back: no figure is told of it.
SHEETS = ((40, 36), (30, 27), (12, 8), (50, 44))
PLACES = ("龙池桥街道代表之家", "南湖街道选民接待室", "鼓楼街道社区会议室", "市工业园代表联络站")
TEXT = (
    "一年来到服务站接待选民和企业，走访结对企业，参加小组调研和视察；"
    "围绕企业融资和办事时限提出建议，对反映的问题跟踪到办结。下一年继续盯住承诺事项的落实。"
)


def give(directory: Directory, hours: OfficeHours) -> None:
    """Of the finance group's people with accounts, in January; the colleague's of this year, three weeks ago."""
    today = local_date(hours.now)
    liaison, staff = Actor.of(directory["liaison"]), Actor.of(directory["staff"])
    held_on = hours.calendar.next_working(date(today.year, 1, 20))
    if held_on + timedelta(days=7) < today:
        for number, (person, sheets) in enumerate(zip(_people(), SHEETS, strict=False)):
            told = _told(person, held_on, PLACES[number], *sheets)
            at = datetime.combine(held_on + timedelta(days=1), time(10, number), tzinfo=LOCAL)
            row = entering.enter(person, today.year - 1, told, by=liaison, at=at)
            entering.check(row, by=staff, at=at + timedelta(hours=5))
    colleague = Representative.objects.get(user=directory["colleague"])
    day = hours.back(today, 15)
    if day.year == today.year:
        told = _told(colleague, day, PLACES[-1], 30, 28)
        at = hours.now - timedelta(days=2)
        entering.enter(colleague, today.year, told, by=liaison, at=at)


def _people() -> list[Representative]:
    """In the order of the roster."""
    own = Representative.objects.filter(professional_memberships__group__code=GROUP).distinct()
    return list(own.filter(user__isnull=False).order_by("certificate_number"))


def _told(person: Representative, held_on: date, place: str, handed_out: int, returned: int) -> Told:
    rng = random.Random(f"account:{person.certificate_number}:{held_on}")  # noqa: S311 - invents sheets
    return Told(held_on, place, TEXT, handed_out, returned, tuple(_counts(rng, returned) for _ in QUESTIONS))


def _counts(rng: random.Random, returned: int) -> tuple[int, ...]:
    """Most are content, a few are not or do not know."""
    mostly, against, unknown = (rng.randint(0, most) for most in (returned // 4, 2, 2))
    return (returned - mostly - against - unknown, mostly, against, unknown)
