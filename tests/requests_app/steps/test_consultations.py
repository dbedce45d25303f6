"""部门协同会诊: proposed, convened, written down; one outcome; invited units see the case, others do not."""

import datetime as dt

import pytest

from casework.queues.table import Moment
from groups.models import Department
from office.models import Event, Notice
from office.refusals import Refused
from requests_app.deadlines.reminders import remind
from requests_app.models import Clock, EnterpriseRequest, JointConsultation, Seat
from requests_app.models.clocks import ClockKind
from requests_app.queues import CASE_QUEUES
from requests_app.triage.advice import units_for
from stations.scopes import Scopes
from tests.breaking import assert_refused
from tests.stories import SHANGHAI, Story

MEETS = dt.datetime(2026, 11, 4, 15, tzinfo=SHANGHAI)
MINUTES = "由开发区牵头，财政局三日内拨付，月底前办成。"


def convene(story: Story, *units: Department, who: str = "liaison") -> Story:
    given = {"place": "工业邻里中心二楼会议室", "meets_at": MEETS, "text": "续贷与贴息由谁牵头"}
    return story.take("consult", who, departments=units or (story.lead, story.co), **given)


def hold(story: Story, **given: object) -> Story:
    values = {"came": (story.lead, story.co), "minutes": MINUTES, "outcome": "开发区牵头，月底前办成"}
    story.at = dt.datetime(2026, 11, 4, 17, tzinfo=SHANGHAI)
    return story.take("record_consult", "liaison", **(values | given))


def waits(story: Story, who: str, queue: str) -> bool:
    from office import calendar

    on = calendar.local_date(story.at)
    found = CASE_QUEUES.subjects_in(
        queue,
        Scopes.of(type(story.people[who]).objects.get(pk=story.people[who].pk), on),
        Moment(on, calendar.load()),
    )
    return EnterpriseRequest.objects.filter(found, pk=story.case.pk).exists()


def test_the_representative_proposes_liaison_and_staff_convene(story: Story) -> None:
    story.handled()
    assert story.who_may("propose_consult") == {"representative"}
    assert story.who_may("consult") == {"liaison", "staff", "second_staff", "approver"}
    story.take("propose_consult", "representative", departments=(story.lead, story.co), reason="两家职责交叉")
    assert story.who_may("propose_consult") == set()
    assert waits(story, "liaison", "consult")
    assert Notice.objects.filter(
        title="代表建议组织部门协同会诊，请决定", recipient=story.people["liaison"]
    ).exists()


def test_invited_units_see_the_case_and_are_asked_to_come(story: Story) -> None:
    story.handled()
    visible = EnterpriseRequest.objects.visible_to(story.people["co_handler"], dt.date(2026, 11, 2))
    assert not visible.exists()
    convene(story)
    story.people["co_handler"].__dict__.pop("_scopes", None)
    assert EnterpriseRequest.objects.visible_to(story.people["co_handler"], dt.date(2026, 11, 2)).exists()
    told = Notice.objects.filter(title="请派员参加会诊：11月4日（周三） 15:00，工业邻里中心二楼会议室")
    assert set(told.values_list("recipient__username", flat=True)) >= {
        "handler",
        "cohandler",
        "representative",
    }
    assert waits(story, "co_handler", "sit")
    assert story.possible("co_handler") == set()


def test_one_outcome_is_told_to_all_and_proposes_the_lead(story: Story) -> None:
    story.submit().accept().contact()
    hold(convene(story), lead=story.co)
    row = JointConsultation.objects.get()
    assert (row.state, row.outcome, row.lead) == ("held", "开发区牵头，月底前办成", story.co)
    assert list(Seat.objects.order_by("id").values_list("came", flat=True)) == [True, True]
    assert units_for(story.case).lead == story.co
    assert Notice.objects.filter(title="会诊结论：开发区牵头，月底前办成").count() >= 2
    assert not Clock.objects.running().filter(kind=ClockKind.MINUTES).exists()
    event = Event.objects.filter(subject=story.case.subject).latest("seq")
    assert (event.action, event.data["units"], event.data["lead"]) == (
        "record_consult",
        ["czj", "kfq"],
        "kfq",
    )


def test_who_stayed_away_and_who_came_unasked_stand_in_the_record(story: Story) -> None:
    convene(story.handled())
    hold(story, came=(story.lead, story.paper))
    came = dict(Seat.objects.values_list("department__code", "came"))
    assert came == {"czj": True, "kfq": False, "gdgs": True}


def test_minutes_are_due_two_working_days_after_the_table_met(story: Story) -> None:
    convene(story.handled())
    assert Clock.objects.running().get(kind=ClockKind.MINUTES).due_on == dt.date(2026, 11, 6)
    assert not waits(story, "liaison", "minutes")
    story.work(3)
    assert waits(story, "liaison", "minutes")
    remind(story.at.replace(day=9))
    assert Notice.objects.filter(title__startswith="会诊纪要已超期", recipient=story.people["staff"]).exists()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"meets_at": dt.datetime(2026, 11, 1, 9, tzinfo=SHANGHAI)}, "meets_at"),
        ({"meets_at": dt.datetime(2027, 11, 1, 9, tzinfo=SHANGHAI)}, "meets_at"),
        ({"place": " "}, "place"),
        ({"departments": ()}, "departments"),
    ],
)
def test_what_cannot_be_a_meeting_is_refused(story: Story, given: dict[str, object], field: str) -> None:
    story.handled()
    values = {
        "departments": (story.lead, story.co),
        "place": "会议室",
        "meets_at": MEETS,
        "text": "由谁牵头办理",
    }
    with pytest.raises(Refused) as refused:
        story.take("consult", "staff", **(values | given))
    assert refused.value.field == field


def test_a_table_needs_two_and_no_court(story: Story) -> None:
    story.handled()
    with pytest.raises(Refused, match="至少请两个单位"):
        convene(story, story.lead)
    court = Department.objects.create(code="fy", name="人民法院", short_name="法院", kind="judicial")
    with pytest.raises(Refused, match="不承办具体诉求"):
        convene(story, story.lead, court)


def test_steps_out_of_turn_are_refused(story: Story) -> None:
    story.handled()
    for step in ("record_consult", "drop_consult"):
        assert story.who_may(step) == set()
    convene(story)
    with pytest.raises(Refused, match="已经通知"):
        convene(story)
    with pytest.raises(Refused, match="到时间以后再记录"):
        story.take("record_consult", "liaison", came=(story.lead,), minutes=MINUTES, outcome="待定")
    with pytest.raises(Refused) as refused:
        story.take("consult", "handler", departments=(), place="", meets_at=MEETS, text="")
    assert refused.value.code == "not_yours"


def test_it_may_be_dropped_with_a_reason(story: Story) -> None:
    convene(story.handled()).take("drop_consult", "staff", reason="两家已电话商定")
    assert JointConsultation.objects.get().state == "dropped"
    assert Notice.objects.filter(title="会诊取消").exists()
    assert not Clock.objects.running().filter(kind__in=(ClockKind.CONSULT, ClockKind.MINUTES)).exists()
    assert "consult" in story.possible("liaison")


def test_a_second_return_asks_for_one_by_itself_and_the_third_unit_keeps_the_case(story: Story) -> None:
    story.submit().accept().assign().take("return", "handler", reason="不属本局")
    story.assign(lead=story.co).take("return", "co_handler", reason="不属本委")
    row = JointConsultation.objects.get()
    assert (row.state, row.proposed_by) == ("proposed", None)
    assert waits(story, "staff", "consult")
    assert Notice.objects.filter(title__contains="请组织会诊", recipient=story.people["staff"]).exists()
    story.assign(text="两家都退回，经研究仍由你单位主办")
    with pytest.raises(Refused, match="不能再退回"):
        story.take("return", "handler", reason="不属本局")


def test_an_answer_leaves_no_table_waiting(story: Story) -> None:
    convene(story.handled()).reply().answer()
    assert not Clock.objects.running().filter(kind=ClockKind.MINUTES).exists()
    assert not waits(story, "co_handler", "sit")


def test_the_database_refuses_half_a_table(story: Story) -> None:
    convene(story.handled())
    rows, seats = JointConsultation.objects.all(), Seat.objects.all()
    assert_refused("joint_consultation_state_known", lambda: rows.update(state="perhaps"))
    assert_refused("joint_consultation_convened_has_place", lambda: rows.update(place=""))
    assert_refused("joint_consultation_held_has_outcome", lambda: rows.update(state="held"))
    assert_refused("joint_consultation_meets_at_on", lambda: rows.update(meets_on=None))
    assert_refused("joint_consultation_recorded_at_by", lambda: rows.update(recorded_at=story.at))
    first = seats.first()
    assert first is not None
    assert_refused(
        "seat_once_per_consultation",
        lambda: Seat.objects.create(consultation=first.consultation, department=first.department),
    )
