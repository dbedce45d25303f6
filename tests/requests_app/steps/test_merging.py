"""Merging: a case follows another, keeps its own date, gets its own answer; taken out, it goes on by itself."""

import datetime as dt

import pytest

from demo.defaults import ANSWER
from office.models import Notice
from office.refusals import Refused
from requests_app.deadlines.reminders import remind
from requests_app.models import Answer, Assignment, Clock, EnterpriseRequest, Promise
from requests_app.models.clocks import ClockKind
from tests.requests_app.steps.test_look_backs import queue_of
from tests.stories import Story

WHY = "同一条线路停电"


def leading_of(story: Story) -> EnterpriseRequest:
    """A case in hand by the unit; the story goes on with a second one."""
    story.submit().accept().contact().assign().work(1).sign()
    return story.case


def merged(story: Story, leading: EnterpriseRequest) -> Story:
    return story.submit().accept().take("merge", "liaison", leading=leading, reason=WHY)


def running(case: EnterpriseRequest) -> set[str]:
    return set(Clock.objects.running().filter(case=case).values_list("kind", flat=True))


def test_a_merged_case_keeps_its_date_and_the_promised_call(story: Story) -> None:
    leading = leading_of(story)
    merged(story, leading)
    due = story.case.answer_due_on
    assert (story.case.status, story.case.leading) == ("merged", leading)
    assert running(story.case) == {ClockKind.ANSWER, ClockKind.CONTACT}
    story.contact()
    assert running(story.case) == {ClockKind.ANSWER}
    assert story.case.answer_due_on == due
    assert story.possible("liaison") >= {"unmerge", "urge"}


def test_own_assignments_end_and_the_unit_is_told(story: Story) -> None:
    leading = leading_of(story)
    story.submit().accept().assign().take("merge", "staff", leading=leading, reason=WHY)
    assert Assignment.objects.get(case=story.case).status == "ended"
    assert Notice.objects.filter(
        title=f"已合并到 {leading.ledger_number} 办理", recipient=story.people["handler"], channel="inapp"
    ).exists()


def test_what_was_not_accepted_yet_gets_the_earlier_date(story: Story) -> None:
    leading = leading_of(story)
    story.work(5).submit().take("merge", "staff", leading=leading, reason=WHY)
    assert story.case.answer_due_on == leading.answer_due_on
    story.take("unmerge", "staff", reason="原因不同")
    assert story.case.status == "submitted"
    assert ClockKind.ACCEPT in running(story.case)
    story.accept()
    assert story.case.answer_due_on == leading.answer_due_on, "a date that was told does not move"


def test_who_was_merged_before_the_leading_case_had_a_date_gets_it_with_it(story: Story) -> None:
    story.submit()
    leading = story.case
    story.submit().take("merge", "staff", leading=leading, reason=WHY)
    follower = story.case
    assert running(follower) == set()
    story.case = leading
    story.accept()
    follower.refresh_from_db()
    assert follower.answer_due_on == leading.answer_due_on


def test_the_answer_follows_prefilled_and_is_confirmed_for_each_by_staff(story: Story) -> None:
    leading = leading_of(story)
    merged(story, leading)
    follower = story.case
    assert "follow" not in story.possible("staff")
    story.case = leading
    story.work(2).reply("B").work(1).answer()
    story.case = follower
    story.case.refresh_from_db()
    assert running(follower) == {ClockKind.ANSWER, ClockKind.FOLLOW, ClockKind.CONTACT}
    assert "follow" in queue_of(story, "staff")
    with pytest.raises(Refused) as refused:
        story.take("follow", "liaison", text=ANSWER)
    assert refused.value.code == "not_yours"
    story.take("follow", "staff", text=ANSWER)
    assert story.case.status == "answered"
    told = Answer.objects.get(case=follower)
    assert (told.result_class, told.reply) == ("B", Answer.objects.get(case=leading).reply)
    assert Promise.objects.filter(case=follower).exists()
    story.work(1).rate()
    assert (story.case.outcome, EnterpriseRequest.objects.get(pk=leading.pk).status) == (
        "promised",
        "answered",
    )


def test_a_no_of_its_own_goes_on_by_itself(story: Story) -> None:
    leading = leading_of(story)
    merged(story, leading)
    follower = story.case
    story.case = leading
    story.work(1).reply().answer()
    story.case = follower
    story.take("follow", "staff", text=ANSWER).work(1).rate("dissatisfied", "no", "我这里没有解决")
    assert (story.case.status, story.case.round) == ("accepted", 2)
    assert ClockKind.ASSIGN in running(follower)


def test_a_no_to_what_nobody_had_accepted_waits_to_be_accepted(story: Story) -> None:
    leading = leading_of(story)
    story.submit().take("merge", "liaison", leading=leading, reason=WHY)
    follower = story.case
    story.case = leading
    story.work(1).reply().answer()
    story.case = follower
    story.take("follow", "staff", text=ANSWER).work(1).rate("dissatisfied", "no", "我这里没有解决")
    due = story.case.answer_due_on
    assert (story.case.status, story.case.round, story.case.group) == ("submitted", 2, None)
    assert running(follower) == {ClockKind.ANSWER, ClockKind.ACCEPT}
    assert "accept" in queue_of(story, "liaison")
    story.accept().assign()
    assert (story.case.status, story.case.answer_due_on) == ("assigned", due)
    story.work(1).sign().reply().answer().work(1).rate()
    assert (story.case.status, story.case.outcome) == ("closed", "settled")


def test_into_an_answered_case_the_answer_waits_at_once(story: Story) -> None:
    story.answered()
    merged(story, story.case)
    assert ClockKind.FOLLOW in running(story.case)


def test_a_leading_case_that_is_reopened_takes_the_confirmation_back(story: Story) -> None:
    leading = leading_of(story)
    merged(story, leading)
    follower = story.case
    story.case = leading
    story.work(1).reply().answer().work(1).rate("dissatisfied", "no", "没有解决")
    assert ClockKind.FOLLOW not in running(follower)
    story.work(1).reply().answer()
    assert ClockKind.FOLLOW in running(follower)


@pytest.mark.parametrize("how", ["refer", "terminate", "withdraw"])
def test_the_system_takes_them_out_when_the_leading_case_leaves(story: Story, how: str) -> None:
    leading = leading_of(story)
    merged(story, leading)
    follower, due = story.case, story.case.answer_due_on
    story.case = leading
    if how == "withdraw":
        story.take("withdraw", "requester", reason="solved")
    else:
        story.take("propose_decline", "liaison", kind="decline", text="不归服务站办")
        more = {"referred_to": "市人民法院"} if how == "refer" else {}
        story.take(how, "staff", reason="litigation", explanation="已经立案", guidance="请向法院查询", **more)
    follower.refresh_from_db()
    assert (follower.status, follower.leading, follower.answer_due_on) == ("accepted", None, due)
    assert running(follower) >= {ClockKind.ASSIGN, ClockKind.ANSWER}


@pytest.mark.parametrize(
    "who", ["representative", "handler", "head", "clerk", "auditor", "requester", "stranger"]
)
def test_only_liaison_and_staff_merge_and_take_out(story: Story, who: str) -> None:
    leading = leading_of(story)
    merged(story, leading)
    for step in ("merge", "unmerge"):
        with pytest.raises(Refused) as refused:
            story.take(step, who)
        assert refused.value.code == "not_yours"


def test_what_cannot_lead_is_refused_beside_its_field(story: Story) -> None:
    leading = leading_of(story)
    merged(story, leading)
    follower = story.case
    story.submit().accept()
    for wrong, words in ((story.case, "自己"), (follower, "已合并办理")):
        with pytest.raises(Refused, match=words) as refused:
            story.take("merge", "liaison", leading=wrong, reason=WHY)
        assert refused.value.field == "leading"
    other = story.case
    story.case = leading
    with pytest.raises(Refused, match="先把它们改为单独办理"):
        story.take("merge", "liaison", leading=other, reason=WHY)


def test_a_case_that_one_may_not_see_cannot_lead(story: Story) -> None:
    leading = leading_of(story)
    story.submit()
    story.case = leading
    story.take("seal", "staff")
    story.submit().accept()
    with pytest.raises(Refused, match="没有这个受理编号"):
        story.take("merge", "liaison", leading=leading, reason=WHY)


def test_its_own_date_is_reminded_of_while_it_is_merged(story: Story) -> None:
    leading = leading_of(story)
    merged(story, leading)
    clock = Clock.objects.get(case=story.case, kind=ClockKind.ANSWER)
    remind(dt.datetime.combine(clock.due_on, dt.time(9, 5), tzinfo=story.at.tzinfo) - dt.timedelta(days=5))
    remind(dt.datetime.combine(clock.due_on, dt.time(9, 5), tzinfo=story.at.tzinfo) + dt.timedelta(days=1))
    assert Notice.objects.filter(key__startswith=f"{clock.topic}:").exists()


def test_withdrawn_while_merged_and_resumed_it_stands_alone_with_its_clocks(story: Story) -> None:
    leading = leading_of(story)
    merged(story, leading).work(1).take("withdraw", "requester", reason="pressed", text="")
    story.work(1).take("resume", "staff", called="徐经理", said="是被劝的。")
    assert (story.case.status, story.case.leading) == ("accepted", None)
    assert running(story.case) >= {ClockKind.ASSIGN, ClockKind.ANSWER}
