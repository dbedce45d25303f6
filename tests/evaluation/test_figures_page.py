"""月度指标: every number opens its list, what is left out stands with its reason, by every dimension, in Excel."""

import re
from collections.abc import Callable
from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from evaluation.figure_tables import DIMENSION_LABELS
from office.models import Event, User
from tests.stories import MONDAY, Story

SignIn = Callable[[User], Client]
PAGE = "/desk/figures/"
LINK = re.compile(r'href="(/desk/figures/list/[^"]+)">(\d+)')


@pytest.fixture
def desk(story: Story, sign_in: SignIn) -> Callable[[str], Client]:
    return lambda who: sign_in(story.people[who])


def read(client: Client, address: str = PAGE, **query: str) -> str:
    answer = client.get(address, query)
    assert answer.status_code == 200
    return answer.content.decode()


def some(story: Story, count: int = 1) -> None:
    """Settled in November, one each."""
    for _ in range(count):
        story.at = MONDAY
        story.answered().work(1).rate()


def withdrawn(story: Story) -> None:
    story.at = MONDAY
    story.submit(phone="").accept().contact()
    story.take("withdraw", "requester", reason="solved")


def test_every_number_opens_a_list_of_that_length(story: Story, desk: Callable[[str], Client]) -> None:
    some(story, 2)
    withdrawn(story)
    auditor = desk("auditor")
    links = LINK.findall(read(auditor, month="2026-11"))
    assert len(links) >= 12
    for address, number in links:
        page = read(auditor, address.replace("&amp;", "&"))
        assert page.count('<a class="title"') == int(number), address


def test_what_is_left_out_stands_with_its_reason(story: Story, desk: Callable[[str], Client]) -> None:
    some(story)
    withdrawn(story)
    page = read(desk("staff"), month="2026-11")
    assert "企业撤回" in page.split("未计入的件和原因")[1]
    assert "分子 + 未达到 + 未计入 = 全部" in page


@pytest.mark.parametrize("dimension", DIMENSION_LABELS)
def test_it_is_shown_by_every_dimension_and_each_rate_opens_its_list(
    story: Story, desk: Callable[[str], Client], dimension: str
) -> None:
    some(story)
    staff = desk("staff")
    page = read(staff, month="2026-11", by=dimension)
    assert "100%" in page
    address = re.search(r'href="(/desk/figures/list/[^"]+)"', page)
    assert address is not None
    listed = read(staff, address[1].replace("&amp;", "&"))
    assert story.case.ledger_number in listed


def test_enterprises_employees_and_voters_are_kept_apart(story: Story, desk: Callable[[str], Client]) -> None:
    some(story)
    story.at = MONDAY
    story.submit(requester_kind="employee", enterprise_name="", phone="").accept().contact()
    rows = read(desk("staff"), month="2026-11", by="kind").split("<tbody>")[1].split("</tr>")
    assert ["企业" in rows[0], "园区员工" in rows[1]] == [True, True]


@pytest.mark.parametrize("who", ["liaison", "representative", "handler", "head", "clerk"])
def test_it_is_for_the_office_and_the_auditor(story: Story, desk: Callable[[str], Client], who: str) -> None:
    for address in (PAGE, f"{PAGE}list/?figure=response&part=all", f"{PAGE}figures.xlsx"):
        assert desk(who).get(address).status_code == 404


def test_what_is_not_there_is_a_404_and_a_wrong_month_is_said(
    story: Story, desk: Callable[[str], Client]
) -> None:
    staff = desk("staff")
    for query in (
        {"figure": "nothing", "part": "all"},
        {"figure": "response", "part": "broken"},
        {"figure": "response"},
        {"figure": "response", "part": "all", "by": "group", "key": "nothing"},
        {"figure": "response", "part": "all", "by": "weather"},
        {"figure": "response", "part": "excluded", "reason": "nothing"},
    ):
        assert staff.get(f"{PAGE}list/", query).status_code == 404, query
    assert staff.get(PAGE, {"by": "weather"}).status_code == 404
    for month in ("2026-13", "x", "0000-00"):
        assert "月份写作 2026-10" in read(staff, month=month)
    assert "这里没有诉求" in read(staff, f"{PAGE}list/", figure="response", part="all", month="2030-01")


def test_the_workbook_has_a_sheet_for_each_dimension(story: Story, desk: Callable[[str], Client]) -> None:
    some(story)
    withdrawn(story)
    content = desk("auditor").get(f"{PAGE}figures.xlsx", {"month": "2026-11"}).content
    book = openpyxl.load_workbook(BytesIO(content))
    assert book.sheetnames == [
        "2026年11月",
        "未计入",
        "接待、咨询和活动",
        "代表建议",
        *DIMENSION_LABELS.values(),
    ]
    first = next(row for row in book.worksheets[0].iter_rows(values_only=True) if row[0] == "响应率")
    assert first[2:6] == ("100%", 1, 1, 1)
    assert ("响应率", "企业撤回", 1, 1) in list(book.worksheets[1].iter_rows(values_only=True))
    assert Event.objects.get(action="export").data["page"] == "figures"


@pytest.mark.postgres
@pytest.mark.parametrize("dimension", ["", "group", "representative"])
def test_a_month_of_thirty_costs_no_more_queries_than_one_of_three(
    story: Story, desk: Callable[[str], Client], dimension: str
) -> None:
    def cost() -> int:
        client = desk("staff")
        read(client, month="2026-11", by=dimension)
        with CaptureQueriesContext(connection) as captured:
            read(client, month="2026-11", by=dimension)
        return len(captured)

    some(story, 2)
    withdrawn(story)
    few = cost()
    some(story, 3)
    withdrawn(story)
    assert cost() <= few


def test_the_admins_start_page_leads_to_them(story: Story, desk: Callable[[str], Client]) -> None:
    some(story)
    assert f'href="{PAGE}?month=2026-11"' in read(desk("staff"), "/admin/")
