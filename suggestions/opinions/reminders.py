"""Opinions that are due soon or late: the group's liaisons are reminded, staff where it has none, each time once
(docs/domain.md § 12)."""

from __future__ import annotations

from datetime import date, datetime

from groups.duty import liaisons_or_staff
from office.calendar import local_date
from office.notifications.notices import notify
from office.templatetags.wording import day as worded
from office.templatetags.wording import deadline_day
from suggestions.models import AgendaItem, AskedGroup
from suggestions.opinions import agenda

DAYS_BEFORE = (5, 1)  # calendar days


def remind(*, at: datetime) -> int:
    """Returns how many notices were offered; a repeat on the same day offers none that is new."""
    on = local_date(at)
    waiting = AskedGroup.objects.filter(
        item__in=AgendaItem.objects.coming(on), opinion__submitted_at__isnull=True
    )
    return sum(_remind(asked, on, at) for asked in waiting.select_related("item", "group"))


def _remind(asked: AskedGroup, on: date, at: datetime) -> int:
    item = asked.item
    days = (item.due_on - on).days
    if days < 0:
        due, words = "late", f"已过 {worded(item.due_on)}的期限，会议 {worded(item.held_on)}召开"
    elif days in DAYS_BEFORE:
        due, words = f"-{days}d", f"请在 {deadline_day(item.due_on)}前提交"
    else:
        return 0
    return notify(
        f"{item.subject}:{asked.pk}:due:{due}",
        liaisons_or_staff(asked.group, on),
        title=f"专业意见还没有提交：{item.title}",
        body=f"{asked.group}：{words}。",
        link=agenda.link_of(item),
        kind="reminder",
        at=at,
    )
