"""提示的依据: what returned assignments taught, for the office; nothing of a case that teaches nothing."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from groups.models import Department
from requests_app.models import Category, EnterpriseRequest
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


def recategorised(story: Story, number: int = 0) -> Story:
    story.submit(phone=f"1990004{number:04}").accept()
    return story.take("correct", "staff", field="category", value="PT", reason=f"说的是停电 {number}")


@pytest.fixture
def other_category(story: Story) -> Category:
    return Category.objects.create(code="PT", name="水电气路与园区配套")


@pytest.mark.usefixtures("other_category")
def test_a_category_that_was_put_right_counts_as_what_it_became(story: Story, sign_in: SignIn) -> None:
    client = sign_in(story.people["staff"])
    assert "近一年没有改过类别" in client.get(PAGE).content.decode()
    recategorised(story)
    page = client.get(PAGE).content.decode()
    for words in (
        story.category.name,
        "水电气路与园区配套",
        "说的是停电 0",
        "办结后按水电气路与园区配套计入",
    ):
        assert words in page
    story.take("correct", "staff", field="title", value="车间停电", reason="写清楚")
    assert "写清楚" not in client.get(PAGE).content.decode()
    EnterpriseRequest.objects.update(sealed=True, sealed_for=story.people["staff"])
    assert "说的是停电" not in client.get(PAGE).content.decode()


@pytest.mark.usefixtures("other_category")
def test_corrections_are_asked_for_once(story: Story, sign_in: SignIn) -> None:
    client = sign_in(story.people["staff"])
    for number in range(3):
        recategorised(story, number)
    client.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        client.get(PAGE)
    for number in range(3, 30):
        recategorised(story, number)
    with CaptureQueriesContext(connection) as many:
        page = client.get(PAGE).content.decode()
    assert page.count("说的是停电") == 30
    assert len(many) <= len(few)
