"""The engine over both of its tables: what it promises holds of a request and of a suggestion alike."""

import dataclasses
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from casework import engine
from casework.engine import Importance, Step
from demo.suggestion_scenario import SuggestionScenario
from groups.models import Department
from office.models import Event, Notice, User
from office.refusals import Refused
from tests.stories import Story

pytestmark = pytest.mark.django_db


@dataclass
class Handled:
    """A subject at the desk: `step` is what `who` may do with it next, `take` does it, `noun` what screens call it."""

    noun: str
    told: Story | SuggestionScenario
    step: str
    who: str
    take: Callable[[], object]

    @property
    def subject(self) -> Any:
        return self.told.case if isinstance(self.told, Story) else self.told.row

    def status(self) -> str:
        return str(type(self.subject).objects.get(pk=self.subject.pk).status)

    def refused(self, name: str, who: str) -> Refused:
        with pytest.raises(Refused) as refusal:
            engine.take(name, self.subject, by=self.told.actor(who), at=self.told.at)
        return refusal.value


@pytest.fixture(params=["诉求", "建议"])
def handled(
    request: pytest.FixtureRequest,
    story: Story,
    department: Department,
    colleague: User,
    approver: User,
    stranger: User,
    now: dt.datetime,
) -> Handled:
    story.people["stranger"] = stranger
    if request.param == "诉求":
        return Handled("诉求", story.submit(), "accept", "liaison", story.accept)
    people = {**story.people, "author": story.people["representative"]}
    scenario = SuggestionScenario(people, department, at=now)
    return Handled("建议", scenario.submit(), "register", "staff", scenario.register)


def test_a_made_up_step_is_refused(handled: Handled) -> None:
    assert handled.refused("made_up", handled.who).code == "unknown_step"


def test_whoever_has_no_part_is_refused_and_nothing_is_written(handled: Handled) -> None:
    before, events = handled.status(), Event.objects.count()
    refusal = handled.refused(handled.step, "stranger")
    assert (refusal.code, refusal.possible) == ("not_yours", ())
    assert (handled.status(), Event.objects.count()) == (before, events)


def test_a_second_time_it_says_in_its_own_words_what_may_be_done_now(handled: Handled) -> None:
    handled.take()
    events, refusal = Event.objects.count(), handled.refused(handled.step, handled.who)
    offered = {step.name for step in _possible(handled)}
    assert refusal.code == "illegal_step"
    assert refusal.message.startswith(f"这件{handled.noun}现在是“")
    assert set(refusal.possible) == offered
    assert Event.objects.count() == events


def test_the_event_says_from_where_to_where_and_as_which_party(handled: Handled) -> None:
    before = handled.status()
    assert handled.step in {step.name for step in _possible(handled)}
    handled.take()
    event = Event.objects.filter(subject=handled.subject.subject, action=handled.step).get()
    assert (event.data["from"], event.data["to"]) == (before, handled.status())
    assert event.data["party"] in engine.step_named(handled.subject, handled.step).who
    # The object that was handed in tells the same as its row.
    assert handled.subject.status == handled.status()


def test_what_fails_afterwards_undoes_all_of_it(handled: Handled, monkeypatch: pytest.MonkeyPatch) -> None:
    before, rows = handled.status(), (Event.objects.count(), Notice.objects.count())

    def broken(*given: object, **named: object) -> None:
        raise RuntimeError("notices")

    monkeypatch.setattr("office.notifications.notices.dealt_with", broken)
    with pytest.raises(RuntimeError):
        handled.take()
    assert (handled.status(), Event.objects.count(), Notice.objects.count()) == (before, *rows)


def test_no_effect_leads_where_the_table_does_not(handled: Handled, monkeypatch: pytest.MonkeyPatch) -> None:
    subject, workflow = handled.subject, engine.workflow_of(handled.subject)
    known = workflow.steps[handled.step]
    odd = Step(
        "odd", "歧路", sources=known.sources, who=known.who, effect=lambda context: context.move("nowhere")
    )
    told = dataclasses.replace(workflow, steps={**workflow.steps, "odd": odd})
    monkeypatch.setitem(engine._workflows, type(subject), told)
    before = handled.status()
    with pytest.raises(AssertionError, match="nowhere"):
        engine.take("odd", subject, by=handled.told.actor(handled.who), at=handled.told.at)
    assert handled.status() == before


def test_what_is_offered_stands_in_the_order_of_its_importance(handled: Handled) -> None:
    importance = [step.importance for step in _possible(handled)]
    assert importance == sorted(importance)
    assert len(set(importance)) > 1
    assert all(isinstance(each, Importance) for each in importance)


def _possible(handled: Handled) -> list[Step]:
    return engine.possible(handled.subject, by=handled.told.actor(handled.who), at=handled.told.at)
