"""Every mistake of a form is said at once, those across fields beside those of single fields."""

from typing import Any

import pytest

from casework.inputs import input_fields
from requests_app.steps.table import STEPS
from tests.mistakes import listed
from tests.requests_app.desk.pages import Desk
from tests.requests_app.desk.test_steps import REPLIED
from tests.requests_app.stages import SCENES, STAGES

# Step, what is sent of it, and where the mistakes are: some fields' own, some held against others or the case.
LACKING: dict[str, tuple[dict[str, Any], set[str]]] = {
    "reply": (
        REPLIED | {"text": "短", "result_class": "B", "officer_phone": "123"},
        {"text", "officer_phone", "promise_on", "promise_text"},
    ),
    "record_reply": (
        REPLIED | {"result_class": "C", "signer": "", "received_on": "2026-12-30"},
        {"signer", "basis", "received_on", "recorded_from"},
    ),
    "decline": ({"reason": "outside"}, {"explanation", "guidance"}),
    "consult": ({"departments": ["czj"], "meets_at": "2026-11-01T09:00"}, {"departments", "meets_at", "place", "text"}),
    "supervise": ({"until_on": "2026-11-01"}, {"until_on", "reason"}),
    "ask_extension": ({"until_on": "2026-11-01"}, {"until_on", "reason"}),
    "ask_transfer": ({"right_department": "czj"}, {"right_department", "reason"}),
    "return": ({"right_department": "czj"}, {"right_department", "reason"}),
    "record_verdict": ({"satisfaction": "dissatisfied"}, {"agreed", "called", "reason"}),
    "hand_over": ({"representative": "shanxiong"}, {"representative", "reason"}),
    "name_helper": ({"representative": "shanxiong", "because": "other"}, {"representative", "note"}),
    "assign": ({"lead": "czj", "co": ["czj"], "expected_outcome": "长" * 201}, {"co", "expected_outcome"}),
    "release_summary": ({"text": "湖北锦绣蓝天服饰有限公司反映", "checked": "no"}, {"text", "checked"}),
}  # fmt: skip


@pytest.mark.parametrize("name", LACKING)
def test_fields_and_what_is_held_against_the_case_are_said_together(
    desk: Desk, name: str, clock: Any
) -> None:
    """Of a reply of class B two of four gaps were said, and the others once these had been filled."""
    stage, actor = SCENES[name]
    clock.move_to(STAGES[stage](desk.story).at)
    typed, wrong = LACKING[name]
    answer = desk.send(actor, name, **typed)
    html = answer.content.decode()
    assert answer.status_code == 422
    messages = listed(html)
    assert {field for field in input_fields(STEPS[name].inputs) if f'id="id_{field}_error"' in html} == wrong
    assert len(messages) == len(wrong)


@pytest.mark.parametrize("name", SCENES)
def test_the_count_equals_the_list_on_the_form_of_every_step(desk: Desk, name: str, clock: Any) -> None:
    stage, actor = SCENES[name]
    clock.move_to(STAGES[stage](desk.story).at)
    asked = input_fields(STEPS[name].inputs)
    texts = {
        field: "长" * 4000
        for field, each in asked.items()
        if each.kind in ("text", "line") and field != "explained"
    }
    answer = desk.send(actor, name, **texts)
    if texts:
        assert answer.status_code == 422
        assert len(listed(answer.content.decode())) >= len(texts)


def test_the_focus_goes_to_the_summary(desk: Desk, clock: Any) -> None:
    clock.move_to(STAGES["handling"](desk.story).at)
    page = desk.send("handler", "reply").content.decode()
    summary = page.split('<div class="error-summary"')[1].split(">")[0]
    assert 'tabindex="-1"' in summary
    assert summary.endswith("autofocus")
