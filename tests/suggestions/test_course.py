"""The way of a suggestion at the head of its page: what is behind, where it stands, what is to come by when."""

import pytest

from demo.suggestion_scenario import SuggestionScenario
from suggestions.file import SuggestionFile
from suggestions.views.course import course_of

pytestmark = pytest.mark.django_db


def states(scenario: SuggestionScenario) -> str:
    """One letter a stage: behind, now, to come."""
    letters = {"done": "x", "doing": "o", "": "."}
    scenario.row.refresh_from_db()
    return "".join(letters[stage.state] for stage in course_of(SuggestionFile(scenario.row)))


def test_the_way_from_the_draft_to_a_promise_kept(scenario: SuggestionScenario) -> None:
    seen = [states(scenario.draft())]
    for go in (
        scenario.submit, scenario.register, scenario.assign, scenario.sign, scenario.meet,
        lambda: scenario.write("B").take("sign_answer", "head"), scenario.opinion,
        lambda: scenario.wait(days=20).take("keep_promise", "head", evidence="已兑现"),
    ):  # fmt: skip
        go()
        seen.append(states(scenario))
    assert seen == [
        "o.....", "xo....", "xxo...", "xxxo..", "xxxo..", "xxxxo.", "xxxxxo.", "xxxxxxo", "xxxxxox",
    ]  # fmt: skip


def test_each_stage_says_its_day_or_by_when(scenario: SuggestionScenario) -> None:
    scenario.handled()
    words = {stage.title: stage.words for stage in course_of(SuggestionFile(scenario.row))}
    assert words["交办"] == "11月4日"
    assert words["书面答复"].endswith("前")
    assert words["面商"] == ""


def test_what_was_withdrawn_has_no_way_any_more(scenario: SuggestionScenario) -> None:
    scenario.handled().take("withdraw", "author", why="solved", text="办好了")
    assert course_of(SuggestionFile(scenario.row)) == []
