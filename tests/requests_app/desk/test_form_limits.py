"""Every field of every form of a step: the longest value that is accepted passes to the end, and twice is once."""

from typing import Any

import pytest

from casework.inputs import input_fields
from office.models import Event
from requests_app.steps.table import STEPS
from tests.controls import Controls
from tests.requests_app.desk.pages import Desk
from tests.requests_app.stages import SCENES, STAGES

# What must be right for the step to be taken, where the first of every choice is not.
BESIDE: dict[str, dict[str, Any]] = {
    "assign": {"lead": "czj", "co": ["kfq"]},
    "propose_assignment": {"lead": "czj", "co": ["kfq"]},
    "consult": {"departments": ["czj", "kfq"], "meets_at": "2026-11-26T09:00"},
    "propose_consult": {"departments": ["czj", "kfq"]},
    "name_complained": {"departments": ["kfq"]},
    "return": {"right_department": "kfq"},
    "record_return": {"right_department": "kfq"},
    "ask_transfer": {"right_department": "kfq"},
    "ask_extension": {"until_on": "2026-12-10"},
    "terminate": {"reason": "duplicate"},
    "supervise": {"until_on": "2026-12-31"},
    "name_helper": {"because": "knows"},
    "release_summary": {"checked": "yes"},
    "dispute_class": {"held_class": "C"},
}
DATES = {"date": "2026-11-23", "datetime": "2026-11-23T09:00"}


def filled_in(desk: Desk, name: str, actor: str, *, letter: str = "长") -> dict[str, Any]:
    """The opened form with the longest texts, sent as a browser would."""
    page = Controls(desk.get(actor, name).content.decode(), form='id="step-form"')
    texts: dict[str, Any] = {}
    for field, asked in input_fields(STEPS[name].inputs).items():
        if field not in page.typed:
            continue
        if asked.kind in ("text", "line"):
            texts[field] = letter * (asked.max_length or 1000)
        elif asked.kind == "phone":
            texts[field] = "0713-2920011"
        elif asked.kind in DATES and asked.required:
            texts[field] = DATES[asked.kind]
    return page.filled(**texts | BESIDE.get(name, {}))


@pytest.mark.parametrize("name", SCENES)
def test_the_longest_that_the_form_accepts_passes_and_twice_is_once(
    desk: Desk, name: str, clock: Any
) -> None:
    """A text that the form took was too long for a column or for its event; a second press was an error page."""
    stage, actor = SCENES[name]
    story = STAGES[stage](desk.story)
    clock.move_to(story.at)
    taken = Event.objects.filter(subject=story.case.subject, action=name)
    before = taken.count()
    client = desk.sign_in(story.people[actor])
    body = filled_in(desk, name, actor)
    sent = client.post(desk.url(name), body)
    assert sent.status_code == 303, sent.content.decode()[:6000]
    assert taken.count() == before + 1
    again = client.post(desk.url(name), body)
    assert again.status_code in (404, 409), again.status_code
    other = {
        key: value.replace("长", "短") if isinstance(value, str) else value for key, value in body.items()
    }
    changed = client.post(desk.url(name), other)
    assert changed.status_code in (404, 409), changed.status_code
    if changed.status_code == 409:
        assert all(
            value in changed.content.decode()
            for value in other.values()
            if isinstance(value, str) and "短" in value
        )
    assert taken.count() == before + 1
