"""The pages of groups: in public and on the desk, the crossing with its filters and its sheet."""

from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from groups.models import (
    GroupOfficer,
    Liaison,
    ProfessionalGroup,
    ProfessionalMembership,
    RegionalGroup,
    RegionalMembership,
    Representative,
    Term,
)
from office.models import Event, User
from tests.groups.rows import SINCE, a_regional_group, in_office
from tests.people import SignIn
from tests.stories import Story

pytestmark = pytest.mark.django_db


@pytest.fixture
def regional(representative: User) -> RegionalGroup:
    """A group of an area: the representative convenes it and leads the finance group."""
    person, group = Representative.objects.get(user=representative), a_regional_group()
    RegionalMembership.objects.create(representative=person, group=group, since=SINCE)
    GroupOfficer.objects.create(representative=person, regional_group=group, post="convener", since=SINCE)
    GroupOfficer.objects.create(
        representative=person,
        professional_group=ProfessionalGroup.objects.get(code="finance"),
        post="leader",
        since=SINCE,
    )
    return group


def page(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


def test_visitors_find_groups_officers_and_liaisons(
    visitor: Client, regional: RegionalGroup, liaison: User
) -> None:
    Liaison.objects.create(user=liaison, regional_group=regional, is_main=True, since=SINCE)
    text = page(visitor, "/groups/")
    for words in ("财政经济专业代表小组", "组长 单雄", "试验街道", "召集人 单雄，联络员 连络"):
        assert words in text
    text = page(visitor, "/groups/finance/")
    assert "单雄　组长" in text
    assert "连络" in text
    assert "单雄　召集人" in page(visitor, f"/groups/{regional.code}/")


def test_a_group_shows_nobody_out_of_office(visitor: Client, regional: RegionalGroup) -> None:
    person = Representative.objects.get(name="单雄")
    person.mandates.update(status="suspended", reason_kind="other")
    for url in ("/groups/", "/groups/finance/", f"/groups/{regional.code}/"):
        assert "单雄" not in page(visitor, url)


def test_an_unknown_group_is_a_404(visitor: Client, staff: User, sign_in: SignIn) -> None:
    assert visitor.get("/groups/wrong/").status_code == 404
    assert sign_in(staff).get("/desk/groups/wrong/").status_code == 404
    assert sign_in(staff).get("/desk/groups/crossing/finance/wrong/").status_code == 404


def test_the_desk_shows_a_group_with_its_requests(story: Story, sign_in: SignIn) -> None:
    story.submit(text="到期续贷困难，请帮助协调。").accept().contact().assign().sign()
    text = page(sign_in(story.people["liaison"]), "/desk/groups/finance/")
    assert story.case.ledger_number in text
    assert "财政局" in text
    assert story.case.ledger_number not in page(sign_in(story.people["stranger"]), "/desk/groups/finance/")


def test_picture_and_table_of_the_crossing_lead_to_members(
    staff: User, regional: RegionalGroup, sign_in: SignIn
) -> None:
    client = sign_in(staff)
    text = page(client, "/desk/groups/")
    assert "1 个交叉有成员，0 个已联合活动，1 个还没有" in text
    assert text.count('href="/desk/groups/crossing/finance/sy/"') == 2
    assert 'class="m-doing"' in text
    assert "单雄" in page(client, "/desk/groups/crossing/finance/sy/")
    assert "没有符合条件的地域小组" in page(client, "/desk/groups/?kind=field")


@pytest.mark.parametrize("query", ["?year=1999", "?year=x", "?action=nothing&level=%00", "?only=<b>"])
def test_odd_filters_are_said_and_the_page_stands(
    staff: User, regional: RegionalGroup, sign_in: SignIn, query: str
) -> None:
    assert "1 个交叉有成员" in page(sign_in(staff), f"/desk/groups/{query}")


def test_the_sheets_tell_what_the_picture_tells(
    staff: User, regional: RegionalGroup, sign_in: SignIn
) -> None:
    client = sign_in(staff)
    book = load_workbook(BytesIO(client.get("/desk/groups/crossing.xlsx").content))
    by_unit = [[cell.value for cell in row] for row in book["按单位"].rows]
    assert by_unit[1][by_unit[0].index("财政经济")] == "0/1"
    by_group = [[cell.value for cell in row] for row in book["按小组"].rows]
    assert by_group[1][by_group[0].index("财政经济成员")] == 1
    roll = load_workbook(BytesIO(client.get("/desk/groups/finance/members.xlsx").content)).worksheets[0]
    assert [cell.value for cell in roll[2]][:3] == [1, "单雄", "组长"]
    exports = Event.objects.filter(subject=f"user:{staff.pk}", action="export")
    assert exports.count() == 2


def test_a_group_of_thirty_asks_as_often_as_one_of_three(
    staff: User, term: Term, regional: RegionalGroup, finance_group: ProfessionalGroup, sign_in: SignIn
) -> None:
    def grow(many: int) -> None:
        for number in range(many):
            person = in_office(term, f"成员{number}")
            ProfessionalMembership.objects.create(representative=person, group=finance_group, since=SINCE)
            RegionalMembership.objects.create(representative=person, group=regional, since=SINCE)

    client = sign_in(staff)
    urls = ("/groups/finance/", "/desk/groups/finance/", "/desk/groups/crossing/finance/sy/")
    asked = []
    for many in (2, 27):
        grow(many)
        for url in urls:
            page(client, url)
            with CaptureQueriesContext(connection) as captured:
                page(client, url)
            asked.append(len(captured))
    assert asked[:3] == asked[3:]
