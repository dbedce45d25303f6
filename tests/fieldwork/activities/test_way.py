"""An activity from its plan to its report: who may what, what leaves, what counts."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from fieldwork.activities.steps.plan import CancelInputs
from fieldwork.models import Activity, ActivityState, Invitation, Participation
from groups.models import Liaison, ProfessionalGroup, RegionalGroup, RegionalUnit
from office.models import Event, Notice, User
from office.refusals import Refused
from office.roles import Role
from stations.calendar_feed import entries
from stations.calendar_feed.entries import Entry
from stations.models import Enterprise
from tests.conftest import NOW
from tests.fieldwork.activities.rows import (
    DAY,
    answer,
    confirm_all,
    confirmed,
    held,
    on_the_day,
    person,
    proposed,
    reported,
    scan,
    sheet,
    take,
)
from tests.people import SINCE
from tests.people import person as account

pytestmark = pytest.mark.django_db


@pytest.fixture
def regional(db: None) -> RegionalGroup:
    unit = RegionalUnit.objects.create(code="jkq", name="经济开发区", kind="development_zone")
    return RegionalGroup.objects.create(code="rg1", name="经开区一组", unit=unit)


@pytest.fixture
def activity(
    finance_group: ProfessionalGroup, representative: User, colleague: User, liaison: User, staff: User
) -> Activity:
    return confirmed([finance_group], representative, colleague, by=liaison, staff=staff, at=NOW)


def test_from_plan_to_report_each_status_leaves_its_day(
    activity: Activity, representative: User, colleague: User, liaison: User, staff: User
) -> None:
    assert activity.number == "2026-H001"
    answer(activity, representative, "comes", at=NOW)
    scan(activity, representative, at=on_the_day(8, 20))
    held(activity, by=liaison, at=on_the_day(17))
    confirm_all(activity, by=liaison, at=on_the_day(18))
    reported(activity, by=liaison, staff=staff, at=on_the_day(19))
    assert activity.status == "reported"
    states = ActivityState.objects.filter(activity=activity).values_list("status", "on")
    assert list(states) == [
        ("planned", NOW.date()), ("confirmed", NOW.date()), ("held", DAY), ("reported", DAY),
    ]  # fmt: skip
    assert [row.representative for row in Participation.objects.counted(DAY)] == [person(representative)]
    assert not Participation.objects.counted(DAY - dt.timedelta(days=1))


def test_invitations_leave_when_it_is_confirmed_and_not_before(
    finance_group: ProfessionalGroup, representative: User, liaison: User, staff: User
) -> None:
    row = proposed([finance_group], representative, by=liaison, at=NOW)
    assert not Notice.objects.filter(recipient=representative).exists()
    with pytest.raises(Refused, match="您不能进行"):
        take("confirm", row, by=liaison, at=NOW)
    take("confirm", row, by=staff, at=NOW)
    told = Notice.objects.get(recipient=representative, channel="inapp")
    assert "请您参加" in told.title
    assert "12月10日（周四） 8:30–17:00" in told.body


def test_one_of_the_roster_without_an_account_is_told_by_telephone_with_a_private_link(
    finance_group: ProfessionalGroup, representative: User, liaison: User, staff: User
) -> None:
    row = person(representative)
    row.user, row.phone = None, "19900088001"
    row.save()
    activity = proposed([finance_group], by=liaison, at=NOW)
    Invitation.objects.create(activity=activity, representative=row)
    take("confirm", activity, by=staff, at=NOW)
    told = Notice.objects.get(recipient=None)
    assert told.message is not None
    assert "/invitations/" in told.message.secret


def test_nobody_called_is_not_confirmed(finance_group: ProfessionalGroup, liaison: User, staff: User) -> None:
    with pytest.raises(Refused, match="还没有邀请代表"):
        take("confirm", proposed([finance_group], by=liaison, at=NOW), by=staff, at=NOW)


def test_several_groups_hold_it_together_and_a_regional_liaison_is_a_host(
    finance_group: ProfessionalGroup,
    regional: RegionalGroup,
    representative: User,
    liaison: User,
    staff: User,
) -> None:
    other = account("regional", "区联", Role.LIAISON)
    Liaison.objects.create(user=other, regional_group=regional, since=SINCE)
    activity = confirmed([finance_group, regional], representative, by=liaison, staff=staff, at=NOW)
    sheet(activity, representative, by=liaison, at=on_the_day(9))
    held(activity, by=other, at=on_the_day(17))
    with pytest.raises(Refused, match="须由另一个人确认"):
        confirm_all(activity, by=liaison, at=on_the_day(17))
    confirm_all(activity, by=other, at=on_the_day(17))
    assert Participation.objects.get().confirmed_as == "other_liaison"


def test_whoever_enforces_is_tied_to_no_enterprise_that_is_inspected(
    finance_group: ProfessionalGroup, representative: User, liaison: User
) -> None:
    firm = Enterprise.objects.create(name="湖北腾欣汽车零部件有限公司")
    row = person(representative)
    row.employer_name = "湖北腾欣汽车零部件有限责任公司"
    row.save()
    proposed([finance_group], representative, by=liaison, at=NOW, enterprises=[firm])
    with pytest.raises(Refused, match="不能参加对它的执法检查"):
        proposed([finance_group], representative, by=liaison, at=NOW, enterprises=[firm], kind="enforcement")


def test_no_more_are_called_than_there_are_seats(
    finance_group: ProfessionalGroup, representative: User, colleague: User, liaison: User
) -> None:
    with pytest.raises(Refused, match="名额 1 人，已邀请 2 人"):
        proposed([finance_group], representative, colleague, by=liaison, at=NOW, seats=1)


def test_leave_is_asked_with_its_reason_and_decided_by_somebody_else(
    activity: Activity, representative: User, liaison: User
) -> None:
    from fieldwork.activities.steps.replies import DecideInputs

    with pytest.raises(Refused, match="请选择请假原因"):
        answer(activity, representative, "leave", at=NOW)
    answer(activity, representative, "leave", leave_kind="duty", words="市里开会", at=NOW)
    row = Invitation.objects.get(representative=person(representative))
    assert row.state == "leave_asked"
    take("decide_leave", activity, DecideInputs(invitation=row, granted="yes"), by=liaison, at=NOW)
    row.refresh_from_db()
    assert (row.state, row.decided_by) == ("on_leave", liaison)
    # A change of mind: the decision falls with the leave.
    answer(activity, representative, "comes", at=NOW)
    row.refresh_from_db()
    assert (row.state, row.leave_kind, row.decided_by) == ("coming", "", None)


def test_once_it_has_begun_only_sudden_illness_is_leave(activity: Activity, representative: User) -> None:
    with pytest.raises(Refused, match="只有急病等突发情况"):
        answer(activity, representative, "leave", leave_kind="work", at=on_the_day(9))
    answer(activity, representative, "leave", leave_kind="illness", at=on_the_day(9))
    with pytest.raises(Refused, match="活动已经结束"):
        answer(activity, representative, "comes", at=on_the_day(18))


def test_anybody_may_ask_to_join_and_is_refused_for_three_reasons_only(
    activity: Activity, stranger: User, liaison: User
) -> None:
    from fieldwork.activities.steps.replies import DecideInputs, JoinInputs

    take("ask_to_join", activity, JoinInputs(words="想听企业意见"), by=stranger, at=NOW)
    with pytest.raises(Refused, match="您已申请参加"):
        take("ask_to_join", activity, JoinInputs(), by=stranger, at=NOW)
    row = Invitation.objects.get(representative=person(stranger))
    assert not row.is_called
    assert Notice.objects.filter(recipient=liaison, title__startswith="有代表申请参加").exists()
    with pytest.raises(Refused, match="请选择不同意的原因"):
        take("decide_joining", activity, DecideInputs(invitation=row, granted="no"), by=liaison, at=NOW)
    take("decide_joining", activity, DecideInputs(invitation=row, granted="yes"), by=liaison, at=NOW)
    row.refresh_from_db()
    assert (row.state, row.by_wish, row.is_called) == ("coming", True, True)


def test_a_representative_answers_for_nobody_else(
    activity: Activity, representative: User, colleague: User
) -> None:
    with pytest.raises(Refused, match="只能回复自己的邀请"):
        answer(activity, colleague, "comes", by=representative, at=NOW)


def test_a_cancelled_one_is_told_with_its_reason_and_takes_no_step(
    activity: Activity, representative: User, liaison: User, staff: User
) -> None:
    from fieldwork.activities.steps.plan import CancelInputs

    with pytest.raises(Refused):
        take("cancel", activity, CancelInputs(reason="企业停产"), by=liaison, at=NOW)
    take("cancel", activity, CancelInputs(reason="企业停产"), by=staff, at=NOW)
    assert Notice.objects.filter(recipient=representative, title__startswith="活动取消").exists()
    with pytest.raises(Refused, match="现在是“已取消”"):
        held(activity, by=liaison, at=on_the_day(17))


def test_what_somebody_has_signed_in_to_is_not_cancelled(
    activity: Activity, representative: User, staff: User
) -> None:
    from fieldwork.activities.steps.plan import CancelInputs

    scan(activity, representative, at=on_the_day(8, 30))
    with pytest.raises(Refused, match="已有代表签到"):
        take("cancel", activity, CancelInputs(reason="企业停产"), by=staff, at=on_the_day(9))


def test_who_wrote_the_report_does_not_confirm_it(activity: Activity, liaison: User, staff: User) -> None:
    held(activity, by=liaison, at=on_the_day(17))
    with pytest.raises(Refused, match="报告由您撰写"):
        reported(activity, by=staff, staff=staff, at=on_the_day(18))


def test_no_free_text_and_no_name_stands_in_the_chain(
    activity: Activity, representative: User, liaison: User
) -> None:
    answer(activity, representative, "leave", leave_kind="other", words="家中有事请假", at=NOW)
    held(activity, by=liaison, at=on_the_day(17))
    payloads = "".join(str(event.content) for event in Event.objects.of(activity.subject))
    assert "家中有事" not in payloads
    assert "withheld" not in payloads
    assert "单雄" not in payloads


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"status": "confirmed", "confirmed_at": None}, "activity_confirmed_has_its_time"),
        ({"status": "held", "held_at": None}, "activity_held_has_its_time"),
        ({"status": "reported", "held_at": NOW}, "activity_reported_has_its_day"),
        ({"status": "cancelled", "reason": ""}, "activity_cancelled_has_reason"),
        ({"status": "late"}, "activity_status_known"),
        ({"kind": "party"}, "activity_kind_known"),
        ({"action": "party"}, "activity_action_known"),
        ({"begins_at": None}, "activity_has_its_hours"),
        ({"ends_at": on_the_day(7)}, "activity_ends_after_it_begins"),
    ],
)
def test_the_database_refuses_what_no_activity_is(
    activity: Activity, values: dict[str, object], constraint: str
) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Activity.objects.filter(pk=activity.pk).update(**values)


def test_the_own_calendar_feed_has_it_until_it_is_off(
    activity: Activity, representative: User, stranger: User, staff: User
) -> None:
    def entry() -> Entry:
        return next(iter(entries.of(representative, DAY, DAY + dt.timedelta(days=1))))

    before = entry()
    assert (before.title, before.begins_at) == (f"活动：{activity.title}", activity.begins_at)
    assert not before.is_cancelled
    take("cancel", activity, CancelInputs("停电"), by=staff, at=NOW)
    assert entry().is_cancelled
    assert entry().sequence > before.sequence, "no phone keeps the former one"
    assert entries.of(stranger, DAY, DAY + dt.timedelta(days=1)) == []
