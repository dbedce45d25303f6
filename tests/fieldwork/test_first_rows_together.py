"""Two at once write the first row of something in a group: both end as if one had come after the other."""

import datetime as dt
from typing import Any

import pytest

from fieldwork.funds import budgets
from fieldwork.materials import papers
from fieldwork.models import Activity, Budget, GroupPlan, Norm, PaperRequest, PlanItem
from fieldwork.norms import editing
from fieldwork.plans import proposing
from fieldwork.plans.proposing import Line
from groups.models import ProfessionalGroup
from office.actors import Actor
from office.models import User
from tests.at_once import at_once
from tests.fieldwork.activities.rows import person, proposed

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


def test_first_rows_of_a_group_are_written_by_one_after_the_other(
    finance_group: ProfessionalGroup,
    representative: User,
    liaison: User,
    staff: User,
    holidays: None,
    now: dt.datetime,
) -> None:
    by: dict[str, Any] = {"by": Actor.of(liaison), "at": now}
    who, line = person(representative), Line(12, "outreach", "续贷政策宣讲", "industry")
    # Without a row to hold, both found that nothing was asked for.
    paper = at_once(*[lambda: papers.ask(finance_group, who, "担保费率各县对照", **by)] * 2)
    assert (paper, PaperRequest.objects.count()) == (["done", "exists"], 1)
    plan = at_once(*[lambda: proposing.add_item(finance_group, 2026, line, **by)] * 2)
    assert (plan, GroupPlan.objects.count(), PlanItem.objects.count()) == (["done", "done"], 1, 2)
    budget = at_once(*[lambda: budgets.set_amount(finance_group, 2026, 500_000, **by)] * 2)
    assert (budget, Budget.objects.count()) == (["done", "done"], 1)
    activity = at_once(*[lambda: proposed([finance_group], representative, by=liaison, at=now)] * 2)
    assert activity == ["done", "done"]
    assert sorted(Activity.objects.values_list("serial", flat=True)) == [1, 2]
    text = editing.Text("履职规范", "一、总则", now.date())
    norm = at_once(*[lambda: editing.begin("lvzhi", text, by=Actor.of(staff), at=now)] * 2)
    assert (norm, Norm.objects.count()) == (["done", "taken"], 1)
