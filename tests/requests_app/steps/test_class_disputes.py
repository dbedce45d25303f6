"""结果类别异议: raised by representative or liaison, decided by staff; the unit's text stays, the decided class counts."""

import datetime as dt

import pytest

from office.models import Event, Notice
from office.refusals import Refused
from requests_app.models import Answer, ClassDispute, Clock, Promise, Reply
from requests_app.models.clocks import ClockKind
from tests.breaking import assert_refused
from tests.stories import Story

DECIDED = {
    "promise_on": dt.date(2026, 12, 31),
    "promise_text": "年底前建成投用",
    "decision": "已与财政局商定",
}


@pytest.fixture
def disputed(story: Story) -> Story:
    story.handled().work(1).reply("A")
    return story.take("dispute_class", "representative", held_class="B", reason="还没有建成，只是列入计划")


def test_representative_and_liaison_raise_it_and_staff_decide(story: Story) -> None:
    story.handled()
    assert story.who_may("dispute_class") == set()
    story.reply()
    assert story.who_may("dispute_class") == {"representative", "liaison"}
    story.take("dispute_class", "liaison", held_class="D", reason="只是解释了政策")
    assert story.who_may("decide_class") == {"staff", "second_staff", "approver"}
    assert story.who_may("dispute_class") == set()


def test_the_answer_waits_for_the_decision_the_enterprises_date_does_not(disputed: Story) -> None:
    due = disputed.case.answer_due_on
    assert disputed.who_may("answer") == set()
    with pytest.raises(Refused, match="等代表工作机构认定"):
        disputed.answer()
    assert Clock.objects.running().get(kind=ClockKind.CLASS).due_on == dt.date(2026, 11, 5)
    assert disputed.case.answer_due_on == due
    assert not Clock.objects.running().filter(kind=ClockKind.CHECK).exists()


def test_the_decided_class_counts_and_the_units_text_stays_whole(disputed: Story) -> None:
    text = Reply.objects.get().text
    disputed.take("decide_class", "staff", result_class="B", **DECIDED).answer()
    reply, answer = Reply.objects.get(), Answer.objects.get()
    assert (reply.result_class, reply.text) == ("A", text)
    assert answer.result_class == "B"
    assert Promise.objects.get().due_on == dt.date(2026, 12, 31)
    disputed.rate()
    assert disputed.case.outcome == "promised"


def test_staff_may_hold_with_the_unit(disputed: Story) -> None:
    disputed.take("decide_class", "staff", result_class="A", decision="现场核实确已办好").answer()
    assert Answer.objects.get().result_class == "A"
    assert not Promise.objects.exists()


def test_it_leaves_its_event_and_tells_both(disputed: Story) -> None:
    disputed.take("decide_class", "staff", result_class="B", **DECIDED)
    event = Event.objects.filter(subject=disputed.case.subject).latest("seq")
    assert (event.action, event.data["result_class"], event.data["decided_class"]) == (
        "decide_class",
        "A",
        "B",
    )
    told = Notice.objects.filter(title="结果类别已认定为 B 类，请答复企业")
    assert set(told.values_list("recipient__username", flat=True)) == {"representative", "handler"}


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"result_class": "B", "decision": "已与财政局商定"}, "promise_on"),
        ({"result_class": "C", "decision": "已与财政局商定"}, "basis"),
        ({"result_class": "B", **DECIDED, "promise_on": dt.date(2026, 11, 1)}, "promise_on"),
        ({"result_class": "A", "decision": ""}, "decision"),
    ],
)
def test_a_decision_is_whole_or_refused(disputed: Story, given: dict[str, object], field: str) -> None:
    with pytest.raises(Refused) as refused:
        disputed.take("decide_class", "staff", **given)
    assert refused.value.field == field
    assert ClassDispute.objects.get().decided_at is None


def test_the_same_class_is_no_dispute_and_one_is_raised_once(story: Story) -> None:
    story.handled().reply("A")
    with pytest.raises(Refused, match="正是单位给出的类别"):
        story.take("dispute_class", "representative", held_class="A", reason="没有意见，只是试试")
    story.take("dispute_class", "representative", held_class="D", reason="只是解释了政策")
    with pytest.raises(Refused, match="已经提出过异议"):
        story.take("dispute_class", "liaison", held_class="C", reason="只是解释了政策")


def test_sending_back_makes_the_dispute_needless(disputed: Story) -> None:
    disputed.take("send_back", "representative", remark="请写清何时建成")
    assert not Clock.objects.running().filter(kind=ClockKind.CLASS).exists()
    assert disputed.who_may("decide_class") == set()
    disputed.reply("B").answer()
    assert Answer.objects.get().result_class == "B"


def test_the_database_refuses_half_a_decision(disputed: Story) -> None:
    rows, staff, own = ClassDispute.objects.all(), disputed.people["staff"], disputed.people["representative"]
    decided = {"decided_at": disputed.at, "decided_by": staff}
    assert_refused("class_dispute_decided_whole", lambda: rows.update(**decided))
    assert_refused(
        "class_dispute_decided_at_by", lambda: rows.update(decided_at=disputed.at, decided_class="A")
    )
    assert_refused("class_dispute_b_has_date", lambda: rows.update(**decided, decided_class="B"))
    assert_refused("class_dispute_held_known", lambda: rows.update(held_class="X"))
    assert_refused("class_dispute_decided_known", lambda: rows.update(**decided, decided_class="X"))
    assert_refused(
        "class_dispute_second_person",
        lambda: rows.update(decided_at=disputed.at, decided_class="A", decided_by=own),
    )
