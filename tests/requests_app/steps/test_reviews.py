"""条件复查: what could not be settled carries a date, and staff say then whether conditions have changed."""

import datetime as dt

import pytest

from office import options
from office.actors import Actor
from office.models import Event, Message, Notice
from office.refusals import Refused
from requests_app.deadlines.reminders import remind
from requests_app.followup import automatic
from requests_app.models import Clock
from requests_app.models.clocks import ClockKind
from tests.requests_app.ends import settled
from tests.stories import Story

REASON = "用地指标还没有下达，明年再看。"


def _running(story: Story) -> Clock | None:
    return Clock.objects.running().filter(case=story.case, kind=ClockKind.REVIEW).first()


def test_what_was_explained_as_c_is_reviewed_after_six_months(story: Story) -> None:
    settled(story, "C")
    clock = _running(story)
    assert clock is not None
    assert clock.due_on == dt.date(2027, 5, 10)
    story.wait_until(clock.due_on)
    remind(story.at)
    told = Notice.objects.filter(key__startswith=clock.topic)
    assert {notice.recipient for notice in told} == {story.people["staff"], story.people["second_staff"]}
    assert all("条件复查" in notice.title for notice in told)


@pytest.mark.parametrize("result_class", ["A", "B", "D"])
def test_no_other_class_is_reviewed(story: Story, result_class: str) -> None:
    settled(story, result_class)
    assert _running(story) is None
    with pytest.raises(Refused, match="没有要复查的条件"):
        story.take("review_conditions", "staff", conditions="over", reason=REASON)


def test_a_c_that_nobody_rated_is_reviewed_as_well(story: Story) -> None:
    automatic.sweep(story.answered("C").work(9).at)
    story.case.refresh_from_db()
    assert (story.case.outcome, _running(story) is not None) == ("unrated", True)


def test_unchanged_conditions_are_looked_at_on_the_day_that_is_named_or_after_the_usual_time(
    story: Story,
) -> None:
    settled(story, "C").work(20)
    named = story.on + dt.timedelta(days=40)
    story.take("review_conditions", "staff", conditions="unchanged", reason=REASON, again_on=named)
    first = _running(story)
    assert first is not None
    assert (first.due_on, first.days) == (named, 0)
    story.work(1).take("review_conditions", "second_staff", conditions="unchanged", reason=REASON)
    second = _running(story)
    assert second is not None
    assert second.due_on > story.on + dt.timedelta(days=180)
    event = Event.objects.filter(action="review_conditions").latest("pk")
    assert event.data["again_on"] == second.due_on.isoformat()
    assert event.private("reason") == REASON
    assert Message.objects.filter(notices__title="暂不能解决的事项已复查", channel="sms").count() == 2


def test_changed_conditions_bring_the_case_back_to_work(story: Story) -> None:
    settled(story, "C").work(3)
    story.take_default("review_conditions")
    assert (story.case.status, story.case.round, story.case.outcome) == ("handling", 2, "")
    assert _running(story) is None
    assert Clock.objects.running().filter(case=story.case, kind=ClockKind.REPLY).exists()
    # What is settled now needs no review any more.
    story.reply("A").answer().rate()
    assert _running(story) is None


def test_a_review_that_ends_it_leaves_no_date(story: Story) -> None:
    settled(story, "C").take("review_conditions", "staff", conditions="over", reason="企业已经迁走。")
    assert (story.case.status, _running(story)) == ("closed", None)
    with pytest.raises(Refused, match="没有要复查的条件"):
        story.take("review_conditions", "staff", conditions="over", reason=REASON)


def test_the_day_of_the_next_review_lies_ahead_and_belongs_to_unchanged_conditions(story: Story) -> None:
    settled(story, "C")
    for conditions, days in (("changed", 30), ("over", 30), ("unchanged", 0), ("unchanged", 1200)):
        with pytest.raises(Refused) as refused:
            story.take(
                "review_conditions",
                "staff",
                conditions=conditions,
                reason=REASON,
                again_on=story.on + dt.timedelta(days=days),
            )
        assert (refused.value.code, refused.value.field) == ("invalid", "again_on")
    assert _running(story) is not None


def test_only_staff_review(story: Story) -> None:
    settled(story, "C")
    assert story.who_may("review_conditions") <= {"staff", "second_staff", "approver"}
    for who in ("liaison", "representative", "handler", "clerk", "auditor"):
        with pytest.raises(Refused) as refused:
            story.take("review_conditions", who)
        assert refused.value.code == "not_yours"


def test_reopening_and_sealing_end_it_and_the_office_sets_its_length(story: Story) -> None:
    by, tomorrow = Actor.system("test"), story.on + dt.timedelta(days=1)
    options.change("clock_review", 3, effective_on=tomorrow, by=by, at=story.at)
    settled(story, "C")
    clock = _running(story)
    assert clock is not None
    assert clock.due_on < dt.date(2027, 3, 1)
    story.take("reopen", "staff", reason="企业补充了新的材料")
    assert _running(story) is None
