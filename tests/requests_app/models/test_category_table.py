"""Categories are read once a page, job or verb; every change of one is seen by the next."""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from groups.models import ProfessionalGroup
from office import snapshots
from office.models import User
from requests_app.models import Category, CategoryDepartment
from requests_app.models.category_table import categories, top_categories, usual_units
from requests_app.triage.vocabulary import classifier
from tests.people import SignIn
from tests.stories import MONDAY, Story

pytestmark = pytest.mark.django_db
ON = MONDAY.date()


@pytest.fixture
def held(story: Story) -> Iterator[None]:
    with snapshots.held():
        yield


def test_choices_follow_every_change_of_a_category(story: Story) -> None:
    first = top_categories(ON)
    assert top_categories(ON)[0] is first[0]
    Category.objects.filter(pk=first[0].pk).update(name="改名")
    assert top_categories(ON)[0].name == "改名"
    Category.objects.filter(pk=first[0].pk).update(closed_on=ON - dt.timedelta(days=1))
    assert first[0] not in top_categories(ON)


def test_what_stands_beside_a_category_is_not_remembered(story: Story) -> None:
    assert str(_group_of_finance()) == "财政经济"
    ProfessionalGroup.objects.filter(code="finance").update(name="财经")
    assert str(_group_of_finance()) == "财经"
    CategoryDepartment.objects.all().delete()
    assert usual_units() == {}


def _group_of_finance() -> ProfessionalGroup | None:
    row = categories().with_code("RZ")
    assert row is not None
    return row.professional_group


def test_a_unit_of_work_reads_them_once(
    held: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):
        for _ in range(3):
            categories().open(ON)
            classifier()


def test_after_something_was_recorded_they_are_read_again(held: None) -> None:
    assert categories().with_code("RZ")
    Category.objects.filter(code="RZ").update(name="改名")
    snapshots.ask_again()
    row = categories().with_code("RZ")
    assert row is not None
    assert row.name == "改名"


def test_the_page_of_acceptance_reads_categories_once(story: Story, sign_in: SignIn) -> None:
    """The field, its layout, the proposals and the classifier ask for the same rows."""
    story.submit()
    client = sign_in(User.objects.get(pk=story.people["staff"].pk))
    with CaptureQueriesContext(
        connection,
    ) as asked:
        page = client.get(f"/desk/requests/{story.case.ledger_number}/steps/accept/")
    assert page.status_code == 200
    assert "融资贷款（不细分）" in page.content.decode()
    of_categories = [each["sql"] for each in asked if 'FROM "requests_app_category" ' in each["sql"]]
    assert len(of_categories) == 1
