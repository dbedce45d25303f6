"""How often the list, a case, the form of a step and the step itself ask the database, as they are served."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.requests_app.desk.pages import Desk, in_hand


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("who", "most"), [("staff", 10), ("handler", 11)])
def test_the_list_asks_seldom(desk: Desk, who: str, most: int) -> None:
    in_hand(desk.story).work(1)
    assert _asked(desk.sign_in(desk.story.people[who]), "/desk/requests/") <= most


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("who", "most"), [("staff", 27), ("handler", 28)])
def test_a_case_asks_for_everything_once(desk: Desk, who: str, most: int) -> None:
    in_hand(desk.story).work(1)
    url = f"/desk/requests/{desk.story.case.ledger_number}/"
    assert _asked(desk.sign_in(desk.story.people[who]), url) <= most


def _asked(client: Client, url: str) -> int:
    """Statements of the second time: the first fills what is kept between two pages."""
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("who", "step", "most"),
    [("staff", "answer", 36), ("representative", "answer", 33), ("handler", "ask", 16)],
)
def test_the_form_of_a_step_asks_for_everything_once(desk: Desk, who: str, step: str, most: int) -> None:
    in_hand(desk.story).work(1)
    if step == "answer":
        desk.story.reply()
    assert _asked(desk.sign_in(desk.story.people[who]), desk.url(step)) <= most


@pytest.mark.django_db(transaction=True)
def test_a_step_taken_by_its_form_asks_seldom(desk: Desk) -> None:
    in_hand(desk.story).work(1)
    client = desk.sign_in(desk.story.people["staff"])
    carried = desk.form("staff", "urge") | {"text": "请抓紧办理"}
    with CaptureQueriesContext(connection) as captured:
        assert client.post(desk.url("urge"), carried).status_code == 303
    assert len(captured) <= 50
