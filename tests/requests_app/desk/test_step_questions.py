"""How often the form of a step and the step itself ask the database, as they are served."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.requests_app.desk.pages import Desk, in_hand


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("who", "step", "most"),
    [("staff", "answer", 30), ("representative", "answer", 30), ("handler", "ask", 17)],
)
def test_the_form_of_a_step_asks_for_everything_once(desk: Desk, who: str, step: str, most: int) -> None:
    in_hand(desk.story).work(1)
    if step == "answer":
        desk.story.reply()
    client = desk.sign_in(desk.story.people[who])
    client.get(desk.url(step))
    with CaptureQueriesContext(connection) as captured:
        assert client.get(desk.url(step)).status_code == 200
    assert len(captured) <= most


@pytest.mark.django_db(transaction=True)
def test_a_step_taken_by_its_form_asks_seldom(desk: Desk) -> None:
    in_hand(desk.story).work(1)
    client = desk.sign_in(desk.story.people["staff"])
    carried = desk.form("staff", "urge") | {"text": "请抓紧办理"}
    with CaptureQueriesContext(connection) as captured:
        assert client.post(desk.url("urge"), carried).status_code == 303
    assert len(captured) <= 50
