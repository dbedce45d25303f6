"""The way of a suggestion at the head of its page: what is behind, where it stands, what is to come by when."""

import pytest
import time_machine

from demo.suggestion_scenario import SuggestionScenario
from suggestions.file import SuggestionFile
from suggestions.views.course import course_of
from tests.people import SignIn

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


def test_the_date_at_the_head_is_the_one_that_waits_for_the_reader(
    scenario: SuggestionScenario, sign_in: SignIn, clock: time_machine.Traveller
) -> None:
    scenario.answered()
    clock.move_to(scenario.at)
    for who, first in (("author", "代表提出意见"), ("liaison", "核对类别")):
        page = sign_in(scenario.people[who]).get(f"/desk/suggestions/{scenario.row.number}/").content.decode()
        line = page[page.index('<p class="due-line">') :]
        assert line.index(first) == min(line.index("代表提出意见"), line.index("核对类别")), who


def test_what_was_withdrawn_has_no_way_any_more(scenario: SuggestionScenario) -> None:
    scenario.handled().take("withdraw", "author", why="solved", text="办好了")
    assert course_of(SuggestionFile(scenario.row)) == []
