"""承诺墙: what units promised in answers to suggestions, by the public title, until it is kept."""

import datetime as dt

import pytest

from casework.models.assignments import Publicity
from demo.suggestion_scenario import SuggestionScenario
from evaluation.promise_wall.entries import WallEntry
from evaluation.promise_wall.wall import wall_of
from suggestions.models import Suggestion, SuggestionPromise
from tests.suggestions.conftest import scenario

pytestmark = pytest.mark.django_db
__all__ = ["scenario"]


def only(scenario: SuggestionScenario, *, days: int = 0) -> WallEntry:
    [entry] = wall_of(scenario.on + dt.timedelta(days=days)).entries
    return entry


def test_a_promise_stays_until_the_author_is_content_that_it_was_kept(scenario: SuggestionScenario) -> None:
    scenario.answered("B")
    entry = only(scenario)
    assert (entry.state, entry.title, entry.unit) == ("open", scenario.row.title, "财政局")
    assert entry.promises == {("suggestion", SuggestionPromise.objects.get().pk)}
    assert entry.text == "", "the answer is not published yet"
    scenario.work(1).opinion().work(1).take("keep_promise", "head", evidence="资金已全部到账，附清单。")
    assert only(scenario).state == "due"
    scenario.work(1).opinion()
    assert (only(scenario).state, only(scenario).confirmed_by) == ("kept", "代表确认")
    assert only(scenario).progress == ""
    scenario.take("propose_publication", "staff", secrecy_checked_by="石敏").take("publish", "approver")
    assert only(scenario).progress == "资金已全部到账，附清单。"
    assert wall_of(scenario.on + dt.timedelta(days=400)).entries == ()


def test_a_broken_one_stays_and_nothing_kept_back_is_named(scenario: SuggestionScenario) -> None:
    scenario.answered("B").work(1).opinion()
    scenario.wait_until(SuggestionPromise.objects.get().due_on + dt.timedelta(days=3))
    assert only(scenario).state == "due"
    scenario.take("break_promise", "staff", reason="资金没有下达")
    assert only(scenario, days=4000).state == "broken"
    scenario.take("propose_publication", "staff", secrecy_checked_by="石敏").take("publish", "approver")
    assert only(scenario).text == SuggestionPromise.objects.get().text
    Suggestion.objects.update(publicity=Publicity.CLOSED)
    assert wall_of(scenario.on).entries == ()
