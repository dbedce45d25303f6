"""转办: once by each unit, the enterprise's date stays, the new unit's clock is its own; bounces are counted."""

import datetime as dt

import pytest

from groups.models import Department
from office.models import Event, Notice
from office.refusals import Refused
from requests_app.models import Assignment, Clock, Letter, Transfer
from requests_app.models.clocks import ClockKind
from tests.breaking import assert_refused
from tests.stories import Story

REASON = "续贷政策由开发区管委会牵头落实"


@pytest.fixture
def asked(story: Story) -> Story:
    story.handled().work(2)
    return story.take("ask_transfer", "handler", right_department=story.co, reason=REASON)


def test_the_lead_asks_once_and_staff_decide(story: Story) -> None:
    story.handled().work(2)
    assert story.who_may("ask_transfer") == {"handler"}
    story.take("ask_transfer", "handler", right_department=story.co, reason=REASON)
    assert (
        story.who_may("transfer") == story.who_may("refuse_transfer") == {"staff", "second_staff", "approver"}
    )
    story.take("refuse_transfer", "staff", decision="职责清单写明由财政局牵头")
    with pytest.raises(Refused, match="只能申请一次"):
        story.take("ask_transfer", "handler", right_department=story.co, reason=REASON)
    assert story.case.status == "handling"


def test_the_enterprises_date_stays_and_the_new_unit_has_its_own(asked: Story) -> None:
    due = asked.case.answer_due_on
    asked.take("transfer", "staff", lead=asked.co, text="请抓紧办理")
    assert asked.case.status == "assigned"
    assert asked.case.answer_due_on == due
    lead = Assignment.objects.current().get(case=asked.case, part="lead")
    assert lead.department == asked.co
    assert Clock.objects.running().get(kind=ClockKind.REPLY).due_on == dt.date(2026, 11, 20)
    assert Letter.objects.get(kind="transfer").assignment == lead
    assert asked.who_may("sign") == {"co_handler"}


def test_the_former_unit_is_told_and_sees_the_case_no_more(asked: Story) -> None:
    asked.take("transfer", "staff", lead=asked.co)
    assert Notice.objects.filter(title="已转开发区办理，本单位不再承办").exists()
    assert "reply" not in asked.possible("handler")
    assert not type(asked.case).objects.visible_to(asked.people["handler"], dt.date(2026, 11, 4)).exists()


def test_it_leaves_its_event(asked: Story) -> None:
    asked.take("transfer", "staff", lead=asked.co)
    event = Event.objects.filter(subject=asked.case.subject).latest("seq")
    assert (event.action, event.data["unit"], event.data["lead"]) == ("transfer", "czj", "kfq")
    assert (event.data["from"], event.data["to"]) == ("handling", "assigned")


def test_a_co_department_that_becomes_lead_starts_anew(story: Story) -> None:
    story.handled(story.co).sign("co_handler").work(1)
    story.take("ask_transfer", "handler", right_department=story.co, reason=REASON)
    story.take("transfer", "staff", lead=story.co)
    current = Assignment.objects.current().filter(case=story.case)
    assert [(row.department, row.part, row.status) for row in current] == [(story.co, "lead", "sent")]


@pytest.mark.parametrize("wrong", ["own", "judicial"])
def test_it_goes_to_another_unit_that_answers(asked: Story, wrong: str) -> None:
    court = Department.objects.create(code="fy", name="人民法院", short_name="法院", kind="judicial")
    unit = asked.lead if wrong == "own" else court
    with pytest.raises(Refused) as refused:
        asked.take("transfer", "staff", lead=unit)
    assert refused.value.field == "lead"
    assert asked.case.status == "handling"


def test_a_transfer_counts_as_a_bounce_and_the_third_unit_keeps_it(asked: Story) -> None:
    asked.take("transfer", "staff", lead=asked.co)
    asked.take("return", "co_handler", reason="不属本委职能")
    assert Event.objects.filter(action="return").latest("seq").data["bounced"] == 2
    asked.assign()
    with pytest.raises(Refused, match="不能再退回") as refused:
        asked.take("return", "handler", reason="还是不属本局")
    assert refused.value.code == "third_return"


def test_a_withdrawal_that_is_undone_leaves_the_question_where_it_was(asked: Story) -> None:
    asked.take("withdraw", "requester", reason="other")
    assert asked.who_may("transfer") == set()
    asked.take("resume", "staff", called="徐经理", said="愿意继续")
    assert "transfer" in asked.possible("second_staff")


def test_a_reply_takes_the_question_away(asked: Story) -> None:
    asked.reply()
    assert asked.who_may("ask_transfer") == asked.who_may("transfer") == set()
    assert not Clock.objects.running().filter(kind=ClockKind.TRANSFER).exists()


def test_while_the_enterprise_is_asked_the_new_units_clock_stands_still(asked: Story) -> None:
    asked.take("ask", "liaison", text="请补充合同")
    asked.take("transfer", "staff", lead=asked.co)
    assert Clock.objects.running().get(kind=ClockKind.REPLY).paused_on == dt.date(2026, 11, 4)
    asked.work(2).take("supplement", "requester", text="见附件")
    assert Clock.objects.running().get(kind=ClockKind.REPLY).due_on == dt.date(2026, 11, 24)


def test_the_database_refuses_what_is_not_whole(asked: Story) -> None:
    rows = Transfer.objects.all()
    staff, own = asked.people["staff"], asked.people["handler"]
    part = Assignment.objects.get()
    assert_refused("transfer_decided_whole", lambda: rows.update(granted=True, to_assignment=part))
    assert_refused(
        "transfer_granted_has_unit", lambda: rows.update(granted=True, decided_at=asked.at, decided_by=staff)
    )
    assert_refused(
        "transfer_second_person", lambda: rows.update(granted=False, decided_at=asked.at, decided_by=own)
    )
