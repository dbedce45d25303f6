"""What became of each item: it is done once an activity of the group was held for it (docs/domain.md § 12)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from fieldwork import group_activities
from fieldwork.group_activities import GroupActivity
from fieldwork.models import GroupPlan, PlanItem
from fieldwork.models.activity_kinds import ActivityKind
from groups.models import Group

# Proposed until then; later the page says so.
PROPOSED_UNTIL = (1, 31)
QUARTERS = ("一季度", "二季度", "三季度", "四季度")


@dataclass(frozen=True)
class ItemState:
    """`status` is a class of the status tag."""

    item: PlanItem
    activity: GroupActivity | None
    status: str
    words: str

    @property
    def is_done(self) -> bool:
        return self.activity is not None and self.activity.is_held


@dataclass(frozen=True)
class Quarter:
    name: str
    states: tuple[ItemState, ...]

    @property
    def done(self) -> int:
        return sum(state.is_done for state in self.states)


def plan_of(group: Group, year: int) -> GroupPlan | None:
    plans = GroupPlan.objects.of(group, year)
    return plans.select_related("professional_group", "regional_group", "proposed_by").first()


def states_of(
    plan: GroupPlan, *, on: date, activities: Sequence[GroupActivity] | None = None
) -> list[ItemState]:
    """Of the standing items by month; `activities` of the group in the year, asked for where not given."""
    if activities is None:
        activities = group_activities.of_group(plan.group, plan.year)
    items = list(PlanItem.objects.standing().filter(plan=plan).by_month())
    carried = matched(items, activities)
    return [_state(item, carried.get(item.pk), plan.year, on) for item in items]


def quarters(states: Iterable[ItemState]) -> list[Quarter]:
    """Those with items."""
    found = list(states)
    parts = [tuple(s for s in found if (s.item.month - 1) // 3 == place) for place in range(4)]
    return [Quarter(name, part) for name, part in zip(QUARTERS, parts, strict=True) if part]


def was_late(plan: GroupPlan) -> bool:
    """Proposed after 31 January of its year."""
    return plan.proposed_on > date(plan.year, *PROPOSED_UNTIL)


def matched(items: Sequence[PlanItem], activities: Iterable[GroupActivity]) -> dict[int, GroupActivity]:
    """Item's key: its activity. First as the activity names it; else of the same month and kind, and of the same action
    where both name one. An activity carries out one item; held ones come before those to come.
    """
    ordered = sorted(activities, key=lambda each: (not each.is_held, each.on))
    found = {each.plan_item: each for each in reversed(ordered) if each.plan_item is not None}
    free = [each for each in ordered if each.plan_item is None]
    for item in items:
        if item.pk not in found and (fits := next(_fitting(item, free), None)):
            found[item.pk] = fits
            free.remove(fits)
    return found


def _fitting(item: PlanItem, activities: Iterable[GroupActivity]) -> Iterator[GroupActivity]:
    kind = ActivityKind(item.kind).label
    for activity in activities:
        same_action = not (item.action and activity.action) or item.action == activity.action
        if activity.on.month == item.month and activity.kind == kind and same_action:
            yield activity


def _state(item: PlanItem, activity: GroupActivity | None, year: int, on: date) -> ItemState:
    if activity is not None and activity.is_held:
        return ItemState(item, activity, "done", "已举行")
    if item.confirmed_at is None:
        return ItemState(item, activity, "asked", "待确认")
    if activity is not None:
        return ItemState(item, activity, "doing", "已安排")
    if (year, item.month) < (on.year, on.month):
        return ItemState(item, None, "asked", "逾期未举行")
    return ItemState(item, None, "todo", "未到时间")
