"""Rules over several rows that no constraint can hold: the steps keep them, the doctor re-checks them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import TypeVar

from django.db.models import Exists, F, OuterRef, Q

from fieldwork.models import Activity, ActivityGroup, ActivityState, GroupPlan, Invitation
from fieldwork.models.activities import ActivityStatus
from fieldwork.models.invitations import CALLED
from groups.models import OfOneGroup, Representative
from office.calendar import local_date
from office.ports import DoctorCheck, doctor_checks

Held = TypeVar("Held", bound=OfOneGroup)
COMING = (ActivityStatus.PLANNED, ActivityStatus.CONFIRMED)
REMEDY = "请联络员打开该活动，改由有人的小组主办、换人或取消。"


def activities_of_nobody(at: datetime) -> Iterator[str]:
    """Coming ones that no group holds, whose host has nobody in office, or that call somebody who is not."""
    on = local_date(at)
    hosts = ActivityGroup.objects.filter(activity=OuterRef("pk"), is_host=True)
    coming = Activity.objects.filter(status__in=COMING, held_on__gte=on).by_time()
    for row in coming.filter(~Exists(hosts)):
        yield f"{_name(row)}：没有主办小组"
    hosting = ActivityGroup.objects.filter(activity__in=coming.order_by(), is_host=True)
    for each in _without_members(hosting.select_related("activity").order_by("activity__held_on", "pk"), on):
        yield f"{_name(each.activity)}：主办小组{each.group}没有在任的代表"
    gone = Invitation.objects.filter(
        activity__in=coming.order_by(),
        state__in=CALLED,
        representative__in=Representative.objects.out_of_office(on),
    )
    for call in gone.select_related("activity", "representative").order_by("activity", "pk"):
        yield f"{_name(call.activity)}：请了{call.representative}，已不在任"


def activities_beside_their_record(at: datetime) -> Iterator[str]:
    """Whose status is another than the last that was recorded with its day: figures count from the record."""
    last = ActivityState.objects.filter(activity=OuterRef("pk")).order_by("-pk").values("status")[:1]
    rows = Activity.objects.annotate(recorded=last).exclude(is_imported=True, recorded=None)
    broken = rows.filter(Q(recorded=None) | ~Q(status=F("recorded")))
    recorded = dict(broken.values_list("pk", "recorded"))
    for row in Activity.objects.filter(pk__in=recorded).by_time():
        told = recorded[row.pk]
        words = ActivityStatus(told).label if told else "没有记录"
        yield f"{_name(row)}：状态是{row.get_status_display()}，记录的是{words}"


def plans_of_nobody(at: datetime) -> Iterator[str]:
    """This year's plans of groups in which nobody is in office."""
    on = local_date(at)
    for plan in _without_members(GroupPlan.objects.filter(year=on.year).order_by("pk"), on):
        yield f"{plan}：小组里没有在任的代表"


def _without_members(rows: Iterable[Held], on: date) -> Iterator[Held]:
    known: dict[object, bool] = {}
    for row in rows:
        group = row.group
        if group not in known:
            known[group] = Representative.objects.in_office(on).of(group, on).exists()
        if not known[group]:
            yield row


def register() -> None:
    for check in (
        DoctorCheck("activities", "无人办理的代表活动", activities_of_nobody, REMEDY),
        DoctorCheck(
            "activity_states",
            "代表活动的状态与记录一致",
            activities_beside_their_record,
            "请不要改动数据，把以上内容发给维护人员，并核对“数据与操作记录一致”一项。",
        ),
        DoctorCheck(
            "group_plans",
            "没有代表的小组的年度计划",
            plans_of_nobody,
            "请核对小组成员；小组确已没有代表的，取消计划中未办的事项。",
        ),
    ):
        doctor_checks.register(check)


def _name(activity: Activity) -> str:
    return f"活动 {activity.number}“{activity.title}”"
