"""Writing a plan and confirming it. Who may is asked by the pages (`fieldwork/group_parts.py`)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from fieldwork.group_parts import people_of
from fieldwork.models import GroupPlan, PlanItem
from groups.models import Group, ProfessionalGroup
from office.actors import Actor
from office.calendar import local_date
from office.events import JSON, Fact, record
from office.models import User
from office.notifications.notices import notify
from office.refusals import Refused
from office.roles import Role
from office.verbs import verb


@dataclass(frozen=True)
class Line:
    """What an item says; `kind` and `action` are values of `ActivityKind` and `CountyAction` (or empty)."""

    month: int
    kind: str
    theme: str
    action: str = ""


@verb
def add_item(group: Group, year: int, line: Line, *, by: Actor, at: datetime) -> PlanItem:
    """One more item of the group's plan, which begins with its first. Refused: `year_over`."""
    _refuse_past(year, at)
    plan = _locked_plan(group, year, by, at)
    item = PlanItem.objects.create(plan=plan, **asdict(line), written_at=at, written_by=by.user)
    _tell_staff(plan, at)
    data: dict[str, JSON] = {"item": item.pk, "month": item.month, "kind": item.kind}
    record(Fact(plan.subject, "plan_item_added", data, {"theme": item.theme}), by=by, at=at)
    return item


@verb
def change_item(item: PlanItem, line: Line, *, by: Actor, at: datetime) -> PlanItem:
    """Other words, which staff confirm anew; the same words change nothing. Refused: `dropped`, `year_over`."""
    item = _locked_item(item)
    _refuse_past(item.plan.year, at)
    if asdict(line) == {name: getattr(item, name) for name in asdict(line)}:
        return item
    for name, value in asdict(line).items():
        setattr(item, name, value)
    item.written_at, item.written_by = at, by.user
    item.confirmed_at = item.confirmed_by = None
    item.save(update_fields=[*asdict(line), "written_at", "written_by", "confirmed_at", "confirmed_by"])
    _tell_staff(item.plan, at)
    data: dict[str, JSON] = {"item": item.pk, "month": item.month, "kind": item.kind}
    record(Fact(item.plan.subject, "plan_item_changed", data, {"theme": item.theme}), by=by, at=at)
    return item


@verb
def drop_item(item: PlanItem, reason: str, *, by: Actor, at: datetime) -> PlanItem:
    """Not held any more; it stays in the plan with its reason. Refused: `dropped`, `missing`."""
    item = _locked_item(item)
    if not reason:
        raise Refused("missing", "请写明为什么取消", field="reason")
    item.dropped_at, item.dropped_by, item.reason = at, by.user, reason
    item.save(update_fields=["dropped_at", "dropped_by", "reason"])
    record(Fact(item.plan.subject, "plan_item_dropped", {"item": item.pk}, {"reason": reason}), by=by, at=at)
    return item


@verb
def confirm(plan: GroupPlan, *, by: Actor, at: datetime) -> int:
    """Confirms what waits, but for what this person wrote. Refused: `nothing`, `second_person`."""
    GroupPlan.objects.select_for_update().get(pk=plan.pk)
    waiting = list(PlanItem.objects.waiting().filter(plan=plan))
    others = [item.pk for item in waiting if by.user is None or item.written_by_id != by.user.pk]
    if not waiting:
        raise Refused("nothing", "计划里没有待确认的事项。")
    if not others:
        raise Refused("second_person", "这些事项是您写的，请另一位工作人员确认。")
    PlanItem.objects.filter(pk__in=others).update(confirmed_at=at, confirmed_by=by.user)
    notify(
        f"{plan.subject}:confirmed:{max(others)}:{at:%Y%m%d%H%M}",
        people_of(plan.group, local_date(at)),
        title=f"{plan}已确认",
        body=f"确认了 {len(others)} 项。",
        link=address_of(plan.group, plan.year),
        at=at,
    )
    data: dict[str, JSON] = {"items": list(others)}
    record(Fact(plan.subject, "plan_confirmed", data), by=by, at=at)
    return len(others)


def address_of(group: Group, year: int) -> str:
    return f"{reverse('fieldwork:plan', args=[group.code])}?year={year}"


def _refuse_past(year: int, at: datetime) -> None:
    if year < local_date(at).year:
        raise Refused("year_over", f"{year} 年已经过去，计划不能再改。")


def _locked_plan(group: Group, year: int, by: Actor, at: datetime) -> GroupPlan:
    key: dict[str, Any] = (
        {"professional_group": group} if isinstance(group, ProfessionalGroup) else {"regional_group": group}
    )
    begun = {"proposed_at": at, "proposed_on": local_date(at), "proposed_by": by.user}
    plan, _ = GroupPlan.objects.get_or_create(**key, year=year, defaults=begun)
    return GroupPlan.objects.select_for_update().get(pk=plan.pk)


def _locked_item(item: PlanItem) -> PlanItem:
    GroupPlan.objects.select_for_update().get(pk=item.plan_id)
    locked = PlanItem.objects.select_related("plan__professional_group", "plan__regional_group").get(
        pk=item.pk
    )
    if locked.dropped_at is not None:
        raise Refused("dropped", "这一项已经取消。")
    return locked


def _tell_staff(plan: GroupPlan, at: datetime) -> None:
    """Once a day, however many items were written."""
    on = local_date(at)
    notify(
        f"{plan.subject}:proposed:{on:%Y%m%d}",
        User.objects.with_role(Role.STAFF, on=on),
        title=f"{plan}待确认",
        body="小组提出了年度计划事项，请确认。",
        link=address_of(plan.group, plan.year),
        at=at,
    )
