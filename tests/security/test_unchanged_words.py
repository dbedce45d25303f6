"""Whoever saves what another has written, unchanged, is not its author: else the author approves the own words."""

from collections.abc import Callable

import pytest

from fieldwork.activities.steps.records import ReportInputs
from fieldwork.funds import budgets
from fieldwork.norms import editing
from groups.models import Department, ProfessionalGroup
from office.actors import Actor
from office.models import User
from office.refusals import Refused
from office.roles import Role
from policies import informing
from policies.standard_answers import editing as standard_answers
from tests.conftest import NOW
from tests.fieldwork.activities.rows import DAY, REPORT, confirmed, held, on_the_day, take
from tests.people import person
from tests.policies.rows import a_kind

pytestmark = pytest.mark.django_db
EVENING = on_the_day(18)


@pytest.fixture
def other(db: None) -> User:
    return person("another", "另一位", Role.STAFF)


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as caught:
        act()
    return caught.value.code


def test_the_report_of_an_activity(
    finance_group: ProfessionalGroup, representative: User, staff: User, other: User
) -> None:
    activity = confirmed([finance_group], representative, by=staff, staff=other, at=NOW)
    held(activity, by=staff, at=EVENING)
    for writer in (staff, other):
        take("write_report", activity, ReportInputs(report=REPORT), by=writer, at=EVENING)
    assert refused(lambda: take("report", activity, by=staff, at=EVENING)) == "own"
    take("report", activity, by=other, at=EVENING)


def test_an_item_of_information(staff: User, other: User) -> None:
    entry = informing.Entry(a_kind(), "排污许可怎么办", "分三类管理", "先看名录，再登录平台填报。", "网站 ")
    item = informing.begin("paiwu", entry, [], by=Actor.of(staff), at=NOW)
    informing.revise("paiwu", entry, [], by=Actor.of(other), at=NOW)
    informing.submit(item, by=Actor.of(other), at=NOW)
    assert refused(lambda: informing.publish(item, by=Actor.of(staff), at=NOW)) == "own_work"
    informing.publish(item, by=Actor.of(other), at=NOW)


def test_a_norm(staff: User, approver: User) -> None:
    text = editing.Text("财政经济小组履职规范", "每季度接待选民一次。", DAY)
    norm = editing.begin("finance", text, by=Actor.of(approver), at=NOW)
    editing.revise("finance", text, by=Actor.of(staff), at=NOW)
    editing.submit(norm, by=Actor.of(staff), at=NOW)
    assert refused(lambda: editing.publish(norm, by=Actor.of(approver), at=NOW)) == "own_work"


def test_a_standard_answer(department: Department, staff: User, other: User) -> None:
    entry = standard_answers.Entry(department, "用工备案怎么办", "到人社局窗口办理。", DAY)
    answer = standard_answers.begin(entry, "public", by=Actor.of(staff), at=NOW)
    standard_answers.revise(answer.code, entry, by=Actor.of(other), at=NOW)
    standard_answers.submit(answer, by=Actor.of(other), at=NOW)
    assert refused(lambda: standard_answers.publish(answer, by=Actor.of(staff), at=NOW)) == "own_work"
    standard_answers.publish(answer, by=Actor.of(other), at=NOW)


def test_a_budget(finance_group: ProfessionalGroup, staff: User, other: User) -> None:
    for by in (staff, other):
        budget = budgets.set_amount(finance_group, NOW.year, 500_000, by=Actor.of(by), at=NOW)
    assert refused(lambda: budgets.approve(budget, 500_000, by=Actor.of(staff), at=NOW)) == "second_person"
    budgets.approve(budget, 500_000, by=Actor.of(other), at=NOW)
