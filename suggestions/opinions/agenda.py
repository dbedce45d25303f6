"""Items of the agenda: entered with their meeting, groups asked, opinions due some working days before it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.urls import reverse

from groups.models import Liaison, ProfessionalGroup
from office import calendar, events, options
from office.actors import Actor
from office.calendar import WorkingCalendar, local_date
from office.events import Fact
from office.models import User
from office.notifications.notices import notify
from office.refusals import Refused
from office.templatetags.wording import day as worded
from office.templatetags.wording import deadline_day
from office.verbs import verb
from suggestions.models import AgendaItem, AskedGroup
from suggestions.opinions import parts

DUE_DAYS = "opinion_due_days"


def due_day(held_on: date, working_days: int, days: WorkingCalendar) -> date:
    """The working day that lies so many working days before the meeting: 10 before 12月18日（周五） is 12月4日."""
    day = held_on
    while days.count(day, held_on) < working_days or not days.is_working(day):
        day -= timedelta(days=1)
    return day


@verb
def plan(
    *,
    meeting: str,
    title: str,
    held_on: date,
    groups: Collection[ProfessionalGroup],
    note: str = "",
    by: Actor,
    at: datetime,
) -> AgendaItem:
    """Enter an item and ask the groups; their liaisons are told by when.

    Raises `Refused`: `not_yours` (staff), `invalid` beside `held_on` where the meeting is so near that opinions would
    be due today or before, `missing` beside `groups`.
    """
    author = parts.person(by, by.user is not None and parts.plans(by.user), "议题由工作人员登记")
    on = local_date(at)
    due_on = due_day(held_on, int(options.value(DUE_DAYS, on)), calendar.load())
    if due_on <= on:
        raise Refused("invalid", f"会议太近：意见须在 {deadline_day(due_on)}前提交", field="held_on")
    if not groups:
        raise Refused("missing", "至少请一个小组提意见", field="groups")
    item = AgendaItem.objects.create(
        meeting=meeting,
        title=title,
        held_on=held_on,
        due_on=due_on,
        note=note,
        created_at=at,
        created_by=author,
    )
    for group in groups:
        AskedGroup.objects.create(item=item, group=group)
    _ask(item, at)
    codes: list[events.JSON] = [*sorted(group.code for group in groups)]
    data: dict[str, events.JSON] = {"groups": codes, "due_on": due_on}
    events.record(Fact(item.subject, "agenda_item_planned", data, {"title": title}), by=by, at=at)
    return item


@verb
def drop(item: AgendaItem, *, reason: str, by: Actor, at: datetime) -> AgendaItem:
    """Taken off the agenda: nothing is due any more, what was written stays. A repeat changes nothing.

    Raises `Refused`: `not_yours` (staff), `wrong_state` once an opinion has been decided about.
    """
    parts.person(by, by.user is not None and parts.plans(by.user), "议题由工作人员取消")
    row = AgendaItem.objects.select_for_update().get(pk=item.pk)
    if row.dropped_at is not None:
        return row
    if AskedGroup.objects.filter(item=row, opinion__decided_at__isnull=False).exists():
        raise Refused("wrong_state", "已有意见的采纳情况，不能再取消议题")
    row.dropped_at, row.dropped_on, row.dropped_because = at, local_date(at), reason
    row.save(update_fields=["dropped_at", "dropped_on", "dropped_because"])
    notify(
        f"{row.subject}:dropped",
        _liaisons(row, local_date(at)),
        title=f"议题已取消：{row.title}",
        body=f"不用再提交专业意见。原因：{reason}",
        link=link_of(row),
        at=at,
    )
    events.record(Fact(row.subject, "agenda_item_dropped", {}, {"reason": reason}), by=by, at=at)
    return row


def _ask(item: AgendaItem, at: datetime) -> None:
    notify(
        f"{item.subject}:asked",
        _liaisons(item, local_date(at)),
        title=f"请提专业意见：{item.title}",
        body=f"{item.meeting}（{worded(item.held_on)}）审议，请在 {deadline_day(item.due_on)}前提交。",
        link=link_of(item),
        at=at,
    )


def _liaisons(item: AgendaItem, on: date) -> list[User]:
    groups = AskedGroup.objects.filter(item=item).values("group")
    serving = Liaison.objects.in_force(on).filter(professional_group__in=groups)
    return list(User.objects.active().filter(pk__in=serving.values("user")).order_by("pk"))


def liaisons_of(asked: AskedGroup, on: date) -> list[User]:
    """The accounts that serve the group on `on`."""
    serving = Liaison.objects.in_force(on).filter(professional_group=asked.group_id)
    return list(User.objects.active().filter(pk__in=serving.values("user")).order_by("pk"))


def link_of(item: AgendaItem) -> str:
    return reverse("suggestions:agenda_item", args=[item.token])
