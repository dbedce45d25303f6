"""Proposing an activity: the day, the groups that hold it, and whom it calls (docs/domain.md § 12)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from typing import Any

from fieldwork.activities import inviting, messages, numbering
from fieldwork.activities.activity_file import ActivityFile
from fieldwork.models import Activity, ActivityGroup, ActivityState, PlanItem
from groups.models import Department, ProfessionalGroup, RegionalGroup, Representative
from office.actors import Actor
from office.calendar import LOCAL, local_date
from office.events import JSON, Fact, record
from office.refusals import Refused
from office.verbs import verb
from stations.models import Enterprise

Group = ProfessionalGroup | RegionalGroup
# What was held without a plan on record is entered within this time.
BACK = timedelta(days=60)
BEYOND = timedelta(days=366)


@dataclass(frozen=True)
class Plan:
    """What an activity is to be. `held_on`, `begins` and `ends` are local."""

    kind: str
    title: str
    held_on: date
    begins: time
    ends: time
    place: str
    action: str = ""
    theme: str = ""
    seats: int | None = None
    led_by: str = ""
    programme: str = ""
    plan_item: PlanItem | None = None

    @property
    def begins_at(self) -> datetime:
        return datetime.combine(self.held_on, self.begins, tzinfo=LOCAL)

    @property
    def ends_at(self) -> datetime:
        return datetime.combine(self.held_on, self.ends, tzinfo=LOCAL)

    @classmethod
    def of(cls, activity: Activity) -> Plan:
        """As the activity is planned now; only of one that has its hours."""
        if activity.begins_at is None or activity.ends_at is None:
            raise ValueError("It was taken over from words and has no hours.")
        hours: dict[str, Any] = {
            "begins": activity.begins_at.astimezone(LOCAL).time(),
            "ends": activity.ends_at.astimezone(LOCAL).time(),
        }
        names = [field.name for field in fields(cls) if field.name not in hours]
        return cls(**{name: getattr(activity, name) for name in names}, **hours)


@dataclass(frozen=True)
class Called:
    """Whom it invites."""

    people: Sequence[Representative] = ()
    departments: Sequence[Department] = ()
    enterprises: Sequence[Enterprise] = ()


@verb
def propose(plan: Plan, groups: Sequence[Group], called: Called, *, by: Actor, at: datetime) -> Activity:
    """A planned activity; the first group is the host. Refused: `dates`, `no_group`, `seats`, `tied`."""
    if not groups:
        raise Refused("no_group", "请选择主办的小组。", field="host")
    refuse_times(plan, at)
    activity = Activity(
        code=numbering.fresh_code(),
        year=plan.held_on.year,
        serial=numbering.next_serial(plan.held_on.year),
        proposed_by=by.user,
        proposed_at=at,
        plan_item=plan.plan_item,
    )
    put(plan, activity)
    activity.save()
    ActivityGroup.objects.bulk_create(
        _group_row(activity, group, is_host=place == 0) for place, group in enumerate(dict.fromkeys(groups))
    )
    ActivityState.objects.create(activity=activity, status=activity.status, on=local_date(at))
    inviting.call(activity, called.people, called.departments, called.enterprises, on=local_date(at))
    data: dict[str, JSON] = {
        "kind": plan.kind,
        "day": plan.held_on,
        "codes": [group.code for group in groups],
        "called": len(called.people),
    }
    if Representative.objects.filter(user=by.user).exists():
        _tell_hosts(activity, by=by, at=at)
    record(Fact(activity.subject, "propose", data, begins=True), by=by, at=at)
    return activity


def _tell_hosts(activity: Activity, *, by: Actor, at: datetime) -> None:
    """The liaisons of its groups hear of what a representative proposes."""
    people = [user for user in messages.hosts(ActivityFile(activity), local_date(at)) if user != by.user]
    body = f"{messages.when(activity)}，{activity.place}。请完善安排，由代表工作机构确定。"
    messages.tell(activity, people, "proposed", f"有代表提出活动：{activity.title}", body, at=at)


def refuse_times(plan: Plan, at: datetime) -> None:
    """Refused: `dates`."""
    if plan.ends <= plan.begins:
        raise Refused("dates", "结束时间须晚于开始时间。", field="ends")
    on = local_date(at)
    if plan.held_on < on - BACK:
        raise Refused("dates", f"只能补登 {BACK.days} 天以内的活动。", field="held_on")
    if plan.held_on > on + BEYOND:
        raise Refused("dates", "日期超过一年，请核对年份。", field="held_on")


def put(plan: Plan, activity: Activity) -> None:
    """The plan's values into the row, which is saved by the caller; what it carries out of the year's plan stays."""
    for name in ("kind", "title", "held_on", "place", "action", "theme", "seats", "led_by", "programme"):
        setattr(activity, name, getattr(plan, name))
    activity.begins_at, activity.ends_at = plan.begins_at, plan.ends_at


def _group_row(activity: Activity, group: Group, *, is_host: bool) -> ActivityGroup:
    if isinstance(group, ProfessionalGroup):
        return ActivityGroup(activity=activity, professional_group=group, is_host=is_host)
    return ActivityGroup(activity=activity, regional_group=group, is_host=is_host)
