"""Lists of activities: narrowed by what somebody chose, by month, and as a table to take along."""

from __future__ import annotations

import calendar
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, F, Prefetch, Q

from casework.queues.columns import Column
from casework.queues.listing import Listing, SortedBy
from fieldwork.models import Activity, ActivityGroup, ActivityStatus, Invitation
from fieldwork.models.activities import ActivityQuerySet
from fieldwork.models.invitations import CALLED
from office import calendar as office_calendar
from office.months import Month
from office.search.columns import searched

COLUMNS = (
    "编号", "名称", "类型", "七大行动", "日期", "地点", "主办和参加小组", "状态", "邀请", "确认出席",
)  # fmt: skip
TABS = (("coming", "接下来"), ("past", "已经过去的"))
LISTING = Listing(
    (
        Column("number", "编号", "c-no"),
        Column("title", "活动", ""),
        Column("kind", "类型", "c-1"),
        Column("held", "日期", "c-3"),
        Column("place", "地点", "c-2"),
        Column("groups", "小组", "c-2"),
        Column("called", "邀请", "c-5"),
        Column("state", "状态", "c-1"),
    ),
    {
        "number": SortedBy(F("year") * 10000 + F("serial"), "number"),
        "title": SortedBy("title"),
        "kind": SortedBy("kind"),
        "held": SortedBy("held_on", "date"),
        "place": SortedBy("place"),
        "called": SortedBy("called", "number"),
        "state": SortedBy("status"),
    },
    unit="次",
)
WRITTEN = re.compile(r"(\d{4})-?[Hh](\d{1,5})", re.ASCII)


def for_list(rows: ActivityQuerySet) -> ActivityQuerySet:
    """With its groups, and `called` and `confirmed` people counted."""
    groups = ActivityGroup.objects.select_related("professional_group", "regional_group")
    people = Q(invitations__representative__isnull=False, invitations__state__in=CALLED)
    came = Q(participations__confirmed_on__isnull=False)
    return rows.prefetch_related(Prefetch("groups", groups)).annotate(
        called=Count("invitations", filter=people, distinct=True),
        confirmed=Count("participations", filter=came, distinct=True),
    )


def narrowed(rows: ActivityQuerySet, chosen: Mapping[str, Any]) -> ActivityQuerySet:
    """By the cleaned fields of the list's filter; what is empty narrows nothing."""
    for name in ("kind", "action", "status"):
        if chosen.get(name):
            rows = rows.filter(**{name: chosen[name]})
    if chosen.get("q"):
        rows = searched(rows, chosen["q"], "title", "theme", or_else=_numbered(chosen["q"]))
    if chosen.get("group"):
        held = ActivityGroup.objects.filter(professional_group=chosen["group"])
        rows = rows.filter(pk__in=held.values("activity"))
    return rows


def by_time(rows: ActivityQuerySet, on: date) -> dict[str, ActivityQuerySet]:
    """What comes from the local date `on`, and what was, by the keys of `TABS`; a cancelled one to come is left out."""
    return {
        "coming": rows.filter(held_on__gte=on).exclude(status=ActivityStatus.CANCELLED),
        "past": rows.filter(held_on__lt=on),
    }


def named_whole(rows: ActivityQuerySet, typed: str) -> Activity | None:
    """The one whose number (2026-H017) is all that was typed."""
    return rows.filter(_numbered(typed)).first() if typed else None


def _numbered(typed: str) -> Q:
    number = WRITTEN.fullmatch(typed.strip())
    return Q(year=number[1], serial=number[2]) if number else Q(pk__in=())


@dataclass(frozen=True)
class CalendarDay:
    day: date
    in_month: bool
    is_working: bool
    mark: str
    activities: Sequence[Activity] = field(default=())


def weeks_of(month: Month, rows: Iterable[Activity]) -> list[list[CalendarDay]]:
    """The month as weeks from Monday, with the days before and after that fill them."""
    by_day: defaultdict[date, list[Activity]] = defaultdict(list)
    for row in rows:
        by_day[row.held_on].append(row)
    days = office_calendar.load()
    weeks = calendar.Calendar().monthdatescalendar(month.year, month.month)
    return [
        [
            CalendarDay(day, day.month == month.month, days.is_working(day), days.mark(day), by_day[day])
            for day in week
        ]
        for week in weeks
    ]


def table(rows: Iterable[Any]) -> list[list[Any]]:
    """One row each, in the order of `COLUMNS`."""
    return [
        [
            row.number,
            row.title,
            row.get_kind_display(),
            row.get_action_display(),
            row.held_on,
            row.place,
            "、".join(str(group) for group in row.groups.all()),
            row.get_status_display(),
            row.called,
            row.confirmed,
        ]
        for row in rows
    ]


def open_replies(people: Iterable[int], on: date) -> int:
    """How many invitations wait for these representatives' answer."""
    rows = Invitation.objects.filter(
        representative__in=list(people),
        state="invited",
        activity__status=ActivityStatus.CONFIRMED,
        activity__held_on__gte=on,
    )
    return rows.count()
