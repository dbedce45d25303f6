"""One history, two readers: the same events in the words of the desk and of the requester."""

from datetime import UTC, datetime
from typing import Any

import pytest

from casework.history import Names, Words, desk_title, requester_entry
from office import events
from office.actors import Actor
from office.events import Fact
from office.models import Event
from requests_app.access.case_access import CaseAccess, access_of
from requests_app.history import case_history
from requests_app.history.case_history import WORDS
from requests_app.history.looks import Rounds
from requests_app.models.case_file import CaseFile
from requests_app.steps.table import STEPS
from tests.stories import Story

# What the requester is not told: advice, work at the units, and what others do beside the handling.
UNTOLD = {
    "propose_assignment", "propose_spot_answer", "propose_decline", "propose_consult", "name_complained",
    "leave_to_liaison", "note", "release_summary", "name_helper", "end_help", "seal", "confirm", "hand_back", "check", "record_finding",
    "ask_extension", "refuse_extension", "ask_transfer", "refuse_transfer", "dispute_class", "decide_class",
    "drop_consult", "release", "open_look_back", "ask_lasting", "change_officer",
}  # fmt: skip


def desk_of(story: Story, who: str) -> CaseAccess:
    return access_of(CaseFile(story.case), story.people[who], story.at.date())


def recorded(action: str, data: dict[str, Any]) -> Event:
    fact = Fact("case:1", action, data, {})
    return events.record(fact, by=Actor.system("test"), at=datetime(2026, 11, 23, 2, tzinfo=UTC))[0]


def requester_titles(story: Story) -> list[str]:
    """As the requester reads it, oldest first."""
    entries = case_history.for_requester(story.case, story.case.assignments.all(), [], {}, str, Rounds())
    return [entry.title for entry in reversed(entries)]


def test_both_readers_are_told_the_same_events_in_their_own_words(story: Story) -> None:
    story.answered().work(1).rate()
    desk = [entry.title for entry in reversed(case_history.for_desk(story.case, desk_of(story, "staff")))]
    assert desk == [
        "提交诉求",
        "受理",
        "联系企业",
        "交办",
        "财政局签收",
        "财政局回复",
        "答复企业",
        "企业评价",
    ]
    assert requester_titles(story) == [
        "您提交了诉求", "受理", "代表电话联系您", "交办给财政局", "财政局签收", "财政局回复代表", "代表答复",
        "您评价：满意",
    ]  # fmt: skip


def test_a_unit_does_not_read_the_advice_within_the_office(story: Story) -> None:
    story.submit().accept()
    story.take("propose_assignment", "representative", lead=story.lead, text="应由财政局办理").assign()
    for who, reads in (("liaison", True), ("handler", False)):
        titles = [entry.title for entry in case_history.for_desk(story.case, desk_of(story, who))]
        assert ("提出拟办意见" in titles) is reads
    assert "提出拟办意见" not in requester_titles(story)


def test_every_step_is_told_to_the_requester_or_kept_on_purpose() -> None:
    assert {name for name in STEPS if not WORDS[name].requester} == UNTOLD


def test_what_is_advice_is_told_neither_to_visitors_nor_to_the_requester() -> None:
    inner = {name: words for name, words in WORDS.items() if words.is_inner}
    assert not [name for name, words in inner.items() if words.is_told_at_counter]
    assert {name for name, words in inner.items() if words.requester} == {
        "agree_to_be_named",
        "check_phone",
        "hand_over",
    }


@pytest.mark.parametrize(
    ("action", "data", "title"),
    [
        ("extend", {"answer_due_on": "2026-12-01"}, "办理期限延长到12月1日"),
        ("extend", {}, "办理期限延长"),
        ("transfer", {"unit": "czj", "lead": "gone"}, "由财政局转给承办单位办理"),
        ("contact", {"how": "telephone", "on_behalf": True}, "工作人员电话联系您，没有联系上"),
        ("split_off", {"from": "2026-00001"}, "从您的一次留言中分出，单独办理"),
        ("check_exclusion", {"outcome": "right"}, None),
        ("record_look_back", {"outcome": "not_reached"}, None),
        (
            "calendar_moved",
            {"moved": [{"kind": "reply", "was": "2026-10-08", "becomes": "2026-10-09"}]},
            None,
        ),
        ("reveal", {"why": "contact"}, None),
    ],
)
def test_the_requester_is_told(db: None, action: str, data: dict[str, Any], title: str | None) -> None:
    entry = requester_entry(recorded(action, data), WORDS[action], Names(units={"czj": "财政局"}))
    assert (entry.title if entry else None) == title


def test_a_part_that_was_split_off_has_a_title_on_the_desk(db: None) -> None:
    event = recorded("split_off", {"from": "2026-00001"})
    assert desk_title(event, WORDS["split_off"], Names(units={})) == "从另一件中分出"


def test_an_action_without_words_is_shown_by_its_name(db: None) -> None:
    assert desk_title(recorded("viewed", {}), Words(), Names(units={})) == "viewed"
