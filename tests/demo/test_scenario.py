"""The verbs in which the invented year and the tests tell their cases."""

import dataclasses

import pytest

from demo import defaults
from demo.scenario import Scenario
from office.actors import Actor
from office.models import User
from office.refusals import Refused
from requests_app.models import Reply
from requests_app.models.grades import Grade
from requests_app.steps.table import STEPS
from tests.stories import Story


@pytest.mark.parametrize("step", defaults.STEPS)
def test_default_inputs_are_inputs_of_the_step(step: str) -> None:
    asked = {field.name for field in dataclasses.fields(STEPS[step].inputs)}
    assert defaults.STEPS[step].inputs.keys() <= asked


def test_a_default_step_is_taken_by_its_usual_person_but_for_the_changes(story: Story) -> None:
    story.submit().accept().contact(said="约好周三到厂里看。").assign()
    event = story.case.contacts.get()
    assert (event.by_id, event.said) == (story.people["representative"].pk, "约好周三到厂里看。")
    with pytest.raises(Refused):
        story.take_default("sign", "co_handler")


@pytest.mark.parametrize("result_class", "ABCD")
def test_a_reply_brings_what_its_class_needs(story: Story, result_class: str) -> None:
    story.handled().reply(result_class)
    assert Reply.objects.get().result_class == result_class


def test_a_request_comes_by_the_public_form_or_at_the_counter(story: Story) -> None:
    assert {key.grade for key in story.submit().case.access_keys.all()} == {Grade.OWN}
    story.submit("clerk", source="reception", contact_note="当面")
    assert Grade.SLIP in {key.grade for key in story.case.access_keys.all()}


def test_a_scenario_without_people_acts_for_requester_and_accounts(story: Story, staff: User) -> None:
    bare = Scenario(story.submit().case, at=story.at)
    assert bare.actor("slip") == Actor.requester("slip")
    assert bare.take("seal", staff).case.sealed
    with pytest.raises(LookupError):
        bare.take("accept", "liaison")
