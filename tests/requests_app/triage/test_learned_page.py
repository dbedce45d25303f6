"""提示的依据: what returned assignments taught, for the office; nothing of a case that teaches nothing."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from groups.models import Department
from requests_app.models import EnterpriseRequest
from requests_app.triage import examples, learning
from tests.people import SignIn
from tests.stories import Story

PAGE = "/desk/learned/"


def returned(story: Story, unit: Department, number: int = 0) -> Story:
    story.submit(phone=f"1990003{number:04}").accept().contact().assign(lead=unit)
    return story.take("return", "co_handler", reason="此项职能属市财政局。", right_department=story.lead)


@pytest.mark.usefixtures("co_handler")
def test_what_was_returned_teaches_the_unit_that_answered(
    story: Story, sign_in: SignIn, co_department: Department
) -> None:
    learning.learn(at=story.at)
    client = sign_in(story.people["staff"])
    returned(story, co_department)
    page = client.get(PAGE).content.decode()
    assert "此项职能属市财政局。" in page
    assert "待交办" in page
    story.assign()
    assert "办结后按" in client.get(PAGE).content.decode()
    story.sign().work(1).reply().answer().rate()
    assert "已按" in client.get(PAGE).content.decode()
    assert [one.unit for one in examples.decided()] == ["czj"]
    EnterpriseRequest.objects.update(sealed=True, sealed_for=story.people["staff"])
    assert "此项职能属市财政局。" not in client.get(PAGE).content.decode()


@pytest.mark.usefixtures("co_handler")
def test_it_asks_as_often_for_thirty_rows_as_for_three(
    story: Story, sign_in: SignIn, co_department: Department
) -> None:
    client = sign_in(story.people["staff"])
    for number in range(3):
        returned(story, co_department, number).assign()
    client.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        client.get(PAGE)
    for number in range(3, 30):
        returned(story, co_department, number).assign()
    with CaptureQueriesContext(connection) as many:
        page = client.get(PAGE).content.decode()
    assert page.count("此项职能属市财政局。") == 30
    assert len(many) <= len(few)
