"""承诺事项: milestones, kept with evidence, confirmed by the enterprise or a look-back, broken by hand or by time."""

import datetime as dt

import pytest

from office.models import Event, Notice
from office.refusals import Refused
from requests_app.deadlines.reminders import remind
from requests_app.followup import after_closing, automatic
from requests_app.models import Attachment, Clock, LookBack, Promise
from requests_app.models.clocks import ClockKind
from tests.requests_app.ends import promised, to_the_promise
from tests.stories import SHANGHAI, Story

EVIDENCE = "12月10日路灯全部安装通电，附验收单。"


def test_a_kept_promise_is_settled_once_the_enterprise_says_so(story: Story) -> None:
    promised(story)
    story.take("keep_promise", "liaison", evidence=EVIDENCE)
    promise = Promise.objects.get()
    assert (story.case.outcome, promise.state_label) == ("promised", "已兑现，待确认")
    assert Clock.objects.running().get(case=story.case).kind == ClockKind.LOOK_BACK
    story.take("still_there", holds="yes")
    promise.refresh_from_db()
    assert (story.case.status, story.case.outcome) == ("closed", "settled")
    assert (promise.confirmed_by, promise.state_label) == ("enterprise", "已兑现")
    assert LookBack.objects.get().outcome == "holds"
    assert not Clock.objects.running().filter(case=story.case).exists()


def test_a_kept_promise_is_settled_by_a_look_back_that_holds(story: Story) -> None:
    promised(story)
    story.take("keep_promise", "staff", evidence=EVIDENCE)
    assert "record_look_back" not in story.possible("staff")
    story.take("record_look_back", "second_staff", outcome="holds", called="徐经理", said="路灯都亮了。")
    assert story.case.outcome == "settled"
    assert Promise.objects.get().confirmed_by == "look_back"
    assert "still_there" in story.possible("requester")


def test_a_look_back_that_comes_back_breaks_the_promise_and_reopens(story: Story) -> None:
    promised(story)
    story.take("keep_promise", "staff", evidence=EVIDENCE)
    story.take("record_look_back", "second_staff", outcome="came_back", called="徐经理", said="还没装。")
    assert (story.case.status, story.case.round) == ("handling", 2)
    assert Promise.objects.get().broken_on is not None
    assert Clock.objects.running().filter(case=story.case, kind=ClockKind.REPLY).exists()


def test_milestones_are_the_enterprises_to_read_and_proof_goes_with_the_keeping(story: Story) -> None:
    promised(story)
    story.take("report_milestone", "handler", text="已完成招标，12月上旬进场。")
    story.take("report_milestone", "liaison", text="路灯基础已浇筑。")
    assert [each.text for each in Promise.objects.get().milestones.all()] == [
        "已完成招标，12月上旬进场。",
        "路灯基础已浇筑。",
    ]
    story.take("keep_promise", "liaison", evidence=EVIDENCE)
    with pytest.raises(Refused, match="没有待兑现的承诺"):
        story.take("report_milestone", "handler", text="又一条")
    assert not Attachment.objects.filter(purpose="proof").exists()


@pytest.mark.parametrize(
    "who", ["representative", "handler", "head", "clerk", "auditor", "colleague", "requester"]
)
@pytest.mark.parametrize("step", ["keep_promise", "break_promise"])
def test_only_liaison_and_staff_keep_or_break(story: Story, step: str, who: str) -> None:
    promised(story)
    assert step not in story.possible(who)
    with pytest.raises(Refused) as refused:
        story.take(step, who)
    assert refused.value.code == "not_yours"


def test_keeping_twice_or_without_a_promise_is_refused(story: Story) -> None:
    promised(story)
    story.take("keep_promise", "liaison", evidence=EVIDENCE)
    with pytest.raises(Refused, match="没有待兑现的承诺"):
        story.take("keep_promise", "liaison", evidence=EVIDENCE)
    story.at = story.at - dt.timedelta(days=30)
    story.answered("A").work(1).rate()
    with pytest.raises(Refused, match="没有待兑现的承诺"):
        story.take("break_promise", "liaison", reason="没有做到")


def test_breaking_goes_back_to_work_and_proposes_supervision(story: Story) -> None:
    promised(story)
    story.take("break_promise", "liaison", reason="资金没有到位")
    assert (story.case.status, story.case.round, story.case.outcome) == ("handling", 2, "")
    reply = Clock.objects.running().get(case=story.case, kind=ClockKind.REPLY)
    assert reply.days == 6
    told = Notice.objects.get(title="承诺没有兑现，建议列为重点督办", channel="inapp")
    assert told.kind == "escalation"
    story.work(1).reply().work(1).answer().work(1).rate("dissatisfied", "no", "还没有装")
    assert story.case.status == "handling", "the first no of the enterprise reopens, whatever broke before"


def test_the_sweeper_breaks_it_when_the_working_day_after_its_date_closes(story: Story) -> None:
    promised(story)
    due = to_the_promise(story)
    day_after = story.work(1).at
    assert after_closing.lapse_promises(day_after.replace(hour=17, minute=59)) == 0
    assert day_after.date() > due
    automatic.sweep(day_after.replace(hour=18, minute=1))
    story.case.refresh_from_db()
    assert story.case.status == "handling"
    assert Promise.objects.get().broken_on == day_after.date()
    automatic.sweep(day_after.replace(hour=18, minute=6))
    assert Event.objects.filter(subject=story.case.subject, action="lapse_promise").count() == 1


def test_on_its_date_the_look_back_opens_by_itself_and_waits_for_the_keeping(story: Story) -> None:
    promised(story)
    to_the_promise(story)
    automatic.sweep(story.at)
    row = LookBack.objects.get()
    assert (row.source, row.opened_on) == ("promise", story.at.date())
    with pytest.raises(Refused, match="请先登记承诺已兑现"):
        story.take("record_look_back", "second_staff", outcome="holds", called="徐经理", said="都好了。")
    story.take("keep_promise", "liaison", evidence=EVIDENCE)
    story.take("record_look_back", "second_staff", outcome="holds", called="徐经理", said="都好了。")
    assert story.case.outcome == "settled"


def test_a_promise_is_reminded_of_30_7_and_0_days_before(story: Story) -> None:
    promised(story)
    clock = Clock.objects.get(case=story.case, kind=ClockKind.PROMISE)
    for left in (30, 7, 0):
        day = clock.due_on - dt.timedelta(days=left)
        remind(dt.datetime.combine(day, dt.time(9, 5), tzinfo=SHANGHAI))
    keys = set(Notice.objects.filter(key__startswith=f"{clock.topic}:").values_list("key", flat=True))
    assert {key.rsplit(":", 1)[1] for key in keys} == {"-30c", "-7c", "-0c"}


def test_a_promise_the_enterprise_does_not_accept_ends_and_is_in_no_list(story: Story) -> None:
    story.answered("B").work(1).rate("dissatisfied", "no", "太晚了")
    promise = Promise.objects.get()
    assert promise.state_label == "已失效"
    assert not Promise.objects.standing().exists()
    assert not Promise.objects.valid().exists()


def test_a_failing_notice_undoes_the_keeping(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    promised(story)

    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError("outbox")

    monkeypatch.setattr("requests_app.notifications.messages.notify", broken)
    with pytest.raises(RuntimeError):
        story.take("keep_promise", "liaison", evidence=EVIDENCE)
    assert Promise.objects.get().kept_at is None
    assert not LookBack.objects.filter(opened_at__isnull=False).exists()
