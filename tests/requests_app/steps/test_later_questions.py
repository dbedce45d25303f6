"""问题彻底解决了吗: asked once, by link, four weeks after the end; and calls after a withdrawal."""

import pytest

from office.models import Event
from office.refusals import Refused
from requests_app.followup import automatic
from requests_app.models import Clock, LaterQuestion, LookBack
from requests_app.models.clocks import ClockKind
from tests.requests_app.ends import later, promised, settled
from tests.stories import Story


def test_it_is_asked_once_four_weeks_after_the_end(story: Story) -> None:
    settled(story)
    automatic.sweep(later(story, 27).at)
    assert not LaterQuestion.objects.exists()
    assert "still_there" not in story.possible("requester")
    automatic.sweep(later(story, 1).at)
    automatic.sweep(later(story, 1).at)
    assert LaterQuestion.objects.get().kind == "lasting"
    assert Event.objects.filter(subject=story.case.subject, action="ask_lasting").count() == 1


def test_what_ended_long_before_is_not_asked(story: Story) -> None:
    settled(story)
    automatic.sweep(later(story, 60).at)
    assert not LaterQuestion.objects.exists()


def test_a_yes_is_written_down_and_changes_nothing_of_a_settled_case(story: Story) -> None:
    settled(story)
    automatic.sweep(later(story, 28).at)
    story.take("still_there", holds="yes", said="")
    assert LaterQuestion.objects.get().holds is True
    assert not LookBack.objects.opened().exists()
    with pytest.raises(Refused, match="已经回答过"):
        story.take("still_there", holds="no", said="")


def test_a_no_opens_a_look_back_and_does_not_reopen_by_itself(story: Story) -> None:
    settled(story)
    automatic.sweep(later(story, 28).at)
    story.take("still_there", holds="no", said="周五又停了。")
    assert story.case.status == "closed"
    row = LookBack.objects.opened().get()
    assert (row.source, row.opened_on) == ("asked", story.at.date())
    assert Clock.objects.running().get(case=story.case).kind == ClockKind.LOOK_BACK


@pytest.mark.parametrize("who", ["slip", "staff", "liaison", "representative", "handler", "clerk", "auditor"])
def test_only_the_enterprises_own_link_answers(story: Story, who: str) -> None:
    settled(story)
    automatic.sweep(later(story, 28).at)
    with pytest.raises(Refused) as refused:
        story.take("still_there", who, holds="yes", said="")
    assert refused.value.code == "not_yours"


def test_it_is_not_asked_while_a_promise_is_to_come_or_without_an_address(story: Story) -> None:
    promised(story)
    automatic.sweep(later(story, 28).at)
    story.submit(phone="", email="", contact="").accept()
    assert not LaterQuestion.objects.exists()


def test_an_unrated_a_may_be_called_settled_after_the_enterprises_yes(story: Story) -> None:
    story.answered("A").work(10)
    automatic.sweep(story.at)
    story.case.refresh_from_db()
    assert story.case.outcome == "unrated"
    automatic.sweep(later(story, 28).at)
    story.take("still_there", holds="yes", said="")
    assert story.case.outcome == "settled"


def test_who_was_talked_out_of_it_is_called_and_it_goes_on(story: Story) -> None:
    story.submit().accept().work(2).take("withdraw", "requester", reason="pressed", text="有人打电话让我撤")
    assert Clock.objects.running().get(case=story.case).kind == ClockKind.CALL_BACK
    assert "record_call_back" not in story.possible("liaison"), "the liaison accepted it"
    story.work(1).take("record_call_back", "staff", outcome="pressed", called="徐经理", said="说是被劝的。")
    assert story.case.status == "accepted"
    assert Clock.objects.running().filter(case=story.case, kind=ClockKind.ANSWER).exists()
    assert LookBack.objects.get().outcome == "pressed"


def test_of_its_own_will_stays_withdrawn(story: Story) -> None:
    story.submit().take("withdraw", "requester", reason="pressed", text="")
    story.take(
        "record_call_back", "staff", outcome="own_will", called="徐经理", said="说填错了，是自己撤的。"
    )
    assert story.case.status == "withdrawn"
    assert not Clock.objects.running().filter(case=story.case).exists()
    with pytest.raises(Refused, match="没有要回头看"):
        story.take("record_call_back", "staff", outcome="own_will", called="徐经理", said="再问一次。")


def test_resuming_does_the_call_that_waits(story: Story) -> None:
    story.submit().accept().take("withdraw", "requester", reason="pressed", text="")
    story.take("resume", "staff", called="徐经理", said="说是被劝的。")
    assert LookBack.objects.get().outcome == "pressed"
    assert not Clock.objects.running().filter(kind=ClockKind.CALL_BACK).exists()
