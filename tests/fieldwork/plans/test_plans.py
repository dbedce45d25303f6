"""The plan of a year: proposed by officers and liaisons, confirmed by another, done by activities that were held."""

import datetime as dt

import pytest
from django.test import Client

from fieldwork.group_activities import GroupActivity
from fieldwork.models import GroupPlan, PlanItem
from fieldwork.plans import proposing, reminders, states
from fieldwork.plans.proposing import Line
from groups.models import GroupOfficer, Liaison, ProfessionalGroup, Representative
from office.actors import Actor
from office.models import Event, Notice, User
from office.refusals import Refused
from tests.conftest import NOW
from tests.groups.rows import SINCE, a_regional_group
from tests.people import SignIn

pytestmark = pytest.mark.django_db
URL = "/desk/groups/finance/plan/"
TYPED = {"month": "12", "kind": "outreach", "theme": "续贷政策宣讲", "action": "industry"}


@pytest.fixture
def item(finance_group: ProfessionalGroup, liaison: User, staff: User) -> PlanItem:
    line = Line(12, "outreach", "续贷政策宣讲", "industry")
    return proposing.add_item(finance_group, 2026, line, by=Actor.of(liaison), at=NOW)


def held(
    month: int, kind: str, *, is_held: bool = True, action: str = "", item: int | None = None
) -> GroupActivity:
    return GroupActivity(
        title="活动",
        kind=kind,
        status="已举行",
        action=action,
        on=dt.date(2026, month, 2),
        is_held=is_held,
        is_told=True,
        professional=frozenset(),
        regional=frozenset(),
        plan_item=item,
    )


def test_a_liaison_proposes_staff_confirm_and_visitors_read(
    liaison: User, staff: User, sign_in: SignIn, visitor: Client, finance_group: ProfessionalGroup
) -> None:
    client = sign_in(liaison)
    assert client.post(f"{URL}items/new/?year=2026", TYPED).status_code == 303
    plan = GroupPlan.objects.get()
    assert "续贷政策宣讲" in client.get(URL).content.decode()
    assert "续贷政策宣讲" not in visitor.get("/groups/finance/").content.decode()
    assert client.post(f"{URL}{plan.pk}/confirm/").status_code == 404
    assert Notice.objects.filter(recipient=staff, title__contains="待确认").exists()
    sign_in(staff).post(f"{URL}{plan.pk}/confirm/")
    assert "续贷政策宣讲" in visitor.get("/groups/finance/").content.decode()
    actions = list(Event.objects.filter(subject=plan.subject).values_list("action", flat=True))
    assert sorted(actions) == ["plan_confirmed", "plan_item_added"]


def test_an_officer_proposes_and_a_plain_member_reads(
    representative: User, colleague: User, sign_in: SignIn, finance_group: ProfessionalGroup
) -> None:
    person = Representative.objects.get(user=representative)
    assert sign_in(representative).get(f"{URL}items/new/").status_code == 404
    GroupOfficer.objects.create(
        representative=person, professional_group=finance_group, post="leader", since=SINCE
    )
    assert sign_in(representative).post(f"{URL}items/new/", TYPED).status_code == 303
    assert sign_in(colleague).get(URL).status_code == 200
    assert sign_in(colleague).post(f"{URL}items/new/", TYPED).status_code == 404


def test_staff_never_confirm_their_own_items(staff: User, finance_group: ProfessionalGroup) -> None:
    by = Actor.of(staff)
    written = proposing.add_item(finance_group, 2026, Line(3, "survey", "担保费率"), by=by, at=NOW)
    with pytest.raises(Refused, match="请另一位工作人员确认"):
        proposing.confirm(written.plan, by=by, at=NOW)
    assert written.plan.items.waiting().count() == 1


def test_changed_words_are_confirmed_anew_and_a_dropped_item_goes(
    item: PlanItem, staff: User, liaison: User
) -> None:
    proposing.confirm(item.plan, by=Actor.of(staff), at=NOW)
    same = Line(12, "outreach", "续贷政策宣讲", "industry")
    assert proposing.change_item(item, same, by=Actor.of(liaison), at=NOW).confirmed_at == NOW
    changed = proposing.change_item(item, Line(11, "outreach", "续贷"), by=Actor.of(liaison), at=NOW)
    assert changed.confirmed_at is None
    proposing.drop_item(item, "与年会合并", by=Actor.of(liaison), at=NOW)
    assert not item.plan.items.standing().exists()
    with pytest.raises(Refused, match="已经取消"):
        proposing.drop_item(item, "再次", by=Actor.of(liaison), at=NOW)


@pytest.mark.parametrize(
    "wrong",
    [
        {"month": "13"},
        {"month": ""},
        {"kind": "party"},
        {"theme": ""},
        {"theme": "长" * 81},
        {"action": "x"},
        {"theme": "零\x00字"},
    ],
)
def test_odd_input_is_said_and_nothing_typed_is_lost(
    liaison: User, sign_in: SignIn, wrong: dict[str, str], finance_group: ProfessionalGroup
) -> None:
    answer = sign_in(liaison).post(f"{URL}items/new/", TYPED | wrong)
    assert answer.status_code == 422
    if "theme" not in wrong:
        assert "续贷政策宣讲" in answer.content.decode()
    assert not PlanItem.objects.exists()


def test_an_item_is_done_by_one_activity_of_its_month_and_kind(item: PlanItem, liaison: User) -> None:
    other = proposing.add_item(
        item.plan.group, 2026, Line(12, "outreach", "第二场"), by=Actor.of(liaison), at=NOW
    )
    items = [item, other]
    assert states.matched(items, [held(11, "政策宣讲"), held(12, "座谈")]) == {}
    assert states.matched(items, [held(12, "政策宣讲", action="rural")]).keys() == {other.pk}
    assert states.matched(items, [held(12, "政策宣讲")]).keys() == {item.pk}
    assert states.matched(items, [held(12, "政策宣讲")] * 2).keys() == {item.pk, other.pk}
    assert states.matched(items, [held(7, "调研", item=other.pk)]).keys() == {other.pk}


def test_liaisons_of_regional_groups_without_a_plan_are_told_once_for_all_that_they_serve(
    liaison: User, staff: User
) -> None:
    groups, at = (
        [a_regional_group(f"RG-{n}", f"第{n}代表小组") for n in (1, 2, 3)],
        NOW.replace(year=2027, month=1, day=10),
    )
    for group in groups:
        Liaison.objects.create(user=liaison, regional_group=group, since=SINCE)
    Liaison.objects.create(user=staff, regional_group=groups[0], since=SINCE)
    proposing.add_item(groups[0], 2027, Line(3, "survey", "春耕调研", ""), by=Actor.of(liaison), at=NOW)
    reminders.remind(at=at)
    reminders.remind(at=at)
    (told,) = Notice.objects.filter(key="groupplan:regional:2027:0110")
    assert (told.recipient, told.title) == (liaison, f"{groups[1]}等 2 个小组还没有 2027 年计划")
    assert groups[2].name in told.body
    assert groups[0].name not in told.body


def test_states_in_words(item: PlanItem, staff: User) -> None:
    on = NOW.date()

    def words(*activities: GroupActivity, day: dt.date = on) -> str:
        return states.states_of(item.plan, on=day, activities=activities)[0].words

    assert words() == "待确认"
    proposing.confirm(item.plan, by=Actor.of(staff), at=NOW)
    assert words() == "未到时间"
    assert words(held(12, "政策宣讲", is_held=False)) == "已安排"
    assert words(held(12, "政策宣讲")) == "已举行"
    assert words(day=dt.date(2027, 1, 4)) == "逾期未举行"
    assert states.was_late(item.plan)
