"""The analysis page: each number and the list behind it, families once, filters in the address."""

import datetime as dt
import re
from collections.abc import Callable
from html import unescape
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from evaluation.analysis.matters import Asked, counted, read
from evaluation.analysis.whole import Analysis, analyse, topics
from groups.models import Liaison, ProfessionalGroup
from office import calendar
from office.models import User
from office.months import Month
from requests_app.models import CaseState, EnterpriseRequest
from suggestions.models import MechanismSource
from tests.requests_app.api.test_requests import token_of
from tests.stories import SHANGHAI, Story
from tests.suggestions.mechanisms.rows import in_force

SignIn = Callable[[User], Client]
ON = dt.date(2026, 11, 23)


@pytest.fixture
def raised(story: Story) -> Story:
    """Five of November, one of them settled; two of one enterprise; one of June; one withdrawn."""
    names = ("甲厂", "乙厂", "丙厂", "丁厂", "丁厂")
    for number, name in enumerate(names):
        story.at = dt.datetime(2026, 11, 9, 9, 30 + number, tzinfo=SHANGHAI)
        story.submit(enterprise_name=name, phone=f"1990008700{number}").accept().contact().assign().sign()
    story.reply().work(1).answer().rate()
    story.at = dt.datetime(2026, 6, 9, 9, 30, tzinfo=SHANGHAI)
    story.submit(enterprise_name="戊厂").accept()
    return story


def found(**narrow: int) -> Analysis:
    return analyse(Asked(Month.of(ON), 12, ON, **narrow), calendar.load())


def test_one_enterprise_counts_once_a_month_and_category(raised: Story) -> None:
    by_month = {line.month.month: line.received for line in found().months}
    assert (by_month[11], by_month[6]) == (4, 1)
    assert found(unit=raised.lead.pk + 999).matters == 0


def test_merged_and_split_cases_are_one(raised: Story) -> None:
    matters = read(Asked(Month.of(ON), 12, ON))
    family = matters[0].family
    merged = [each._replace(family=family) for each in matters]
    assert len(counted(merged)) == 1


def test_three_enterprises_at_one_unit_repeat_and_are_a_topic(raised: Story) -> None:
    analysis = found()
    assert [(row.matters, row.enterprises) for row in analysis.repeated] == [(4, 4)]
    assert any("反复出现" in each.title for each in topics(analysis))


def test_every_number_of_the_page_opens_a_list_with_as_many(raised: Story, sign_in: SignIn) -> None:
    """Lists name each case; a number counts what belongs together once, so it is never more."""
    office = sign_in(raised.people["staff"])
    page = office.get("/desk/analysis/").content.decode()
    links = re.findall(r'href="(/desk/analysis/list/[^"]+)">(\d+)', page)
    assert len(links) > 5
    for address, number in links:
        rows = office.get(unescape(address)).content.decode().count('class="title"')
        assert int(number) <= rows <= int(number) + 1, (address, number)


def test_enterprises_reopened_cases_and_those_that_became_something_open_their_lists(
    raised: Story, sign_in: SignIn
) -> None:
    EnterpriseRequest.objects.filter(enterprise_name="乙厂").update(round=2)
    mechanism = in_force(raised)
    sources = EnterpriseRequest.objects.filter(enterprise_name__in=("甲厂", "戊厂"))
    MechanismSource.objects.filter(mechanism=mechanism).delete()
    for case in sources:
        MechanismSource.objects.create(mechanism=mechanism, case=case)
    office = sign_in(raised.people["staff"])
    page = office.get("/desk/analysis/").content.decode()
    links = re.findall(r'href="(/desk/analysis/list/[^"]+)">(\d+)', page)
    opened = {
        what: (int(number), office.get(unescape(address)).content.decode())
        for what in ("enterprises", "reopened", "became")
        for address, number in links
        if f"what={what}" in address
    }
    assert {what: number for what, (number, _) in opened.items()} == {
        "enterprises": 4,
        "reopened": 1,
        "became": 2,
    }
    assert "丙厂（1 件）、丁厂（2 件）" in re.sub(r"\s+、", "、", opened["enterprises"][1])
    for what in ("reopened", "became"):
        assert opened[what][1].count('class="title"') == opened[what][0]
    for query in ("what=became", "what=became&of=odd:1", "what=enterprises"):
        assert office.get(f"/desk/analysis/list/?{query}").status_code == 404


def test_a_liaison_reads_the_own_group_whatever_the_address_asks(
    raised: Story, liaison: User, sign_in: SignIn
) -> None:
    other = ProfessionalGroup.objects.exclude(pk=raised.group.pk).order_by("pk").first()
    assert other is not None
    moved = CaseState.objects.filter(case__enterprise_name="甲厂")
    moved.update(group=other)
    own = sign_in(liaison)
    for query in ({}, {"group": other.code}, {"group": "nonsense"}):
        page = own.get("/desk/analysis/", query).content.decode()
        numbers = re.findall(r'href="(/desk/analysis/list/[^"]+)"', page)
        assert numbers
        assert "年度问卷" not in page
        first = next(unescape(each) for each in numbers if "2026-11" in each and "received" in each)
        assert "甲厂" not in own.get(first).content.decode()
    # What may not be opened is listed for nobody, wherever it counts.
    first = re.findall(
        r'href="(/desk/analysis/list/[^"]+2026-11[^"]+)"', own.get("/desk/analysis/").content.decode()
    )[0]
    assert "乙厂" in own.get(unescape(first)).content.decode()
    EnterpriseRequest.objects.filter(enterprise_name="乙厂").update(group=other)
    assert "乙厂" not in own.get(unescape(first)).content.decode()
    Liaison.objects.filter(user=liaison).update(until=ON)
    assert own.get("/desk/analysis/").status_code in (200, 403, 404)
    assert "/desk/analysis/list/" not in own.get("/desk/analysis/").content.decode()


def test_filters_stand_in_the_address_and_a_wrong_one_is_said(raised: Story, sign_in: SignIn) -> None:
    office = sign_in(raised.people["staff"])
    code = raised.case.category.code
    assert "共 1 件" in office.get("/desk/analysis/?months=12&last=2026-06").content.decode()
    assert "共 5 件" in office.get(f"/desk/analysis/?category={code}").content.decode()
    wrong = office.get("/desk/analysis/?category=nothing&months=7&last=zz")
    assert wrong.status_code == 200
    assert "没有这个类别" in wrong.content.decode()
    for address in ("?what=odd", "?what=over&turn=odd", "?what=received&first=x"):
        assert office.get(f"/desk/analysis/list/{address}").status_code == 404


def test_the_workbook_has_every_table(raised: Story, sign_in: SignIn) -> None:
    answer = sign_in(raised.people["auditor"]).get("/desk/analysis/analysis.xlsx")
    book = load_workbook(BytesIO(answer.content))
    assert len(book.sheetnames) == 9
    assert sum(row[1] for row in book["每月数量"].iter_rows(min_row=2, values_only=True)) == 5


def test_a_proposed_topic_opens_the_form_with_its_words(raised: Story, sign_in: SignIn) -> None:
    office = sign_in(raised.people["staff"])
    page = office.get("/desk/analysis/").content.decode()
    address = re.search(r'href="(/desk/agenda/new/[^"]+)"', page)
    assert address
    assert "反复出现" in office.get(unescape(address[1])).content.decode()


def test_a_program_reads_the_same_with_the_addresses_of_the_lists(raised: Story) -> None:
    people, client, url = raised.people, Client(), "/api/v1/analysis/"
    staff = token_of(people["staff"], "figures:read")
    found = client.get(f"{url}?since=2026-06&until=2026-11", headers=staff).json()
    assert [row["received"] for row in found["months"]] == [1, 0, 0, 0, 0, 4]
    assert found["months"][-1]["url"].startswith("/desk/analysis/list/?")
    for query in ("since=x", "since=2020-01", "until=2027-01", "category=nothing"):
        assert client.get(f"{url}?{query}", headers=staff).status_code == 422
    assert client.get(url, headers=token_of(people["liaison"], "figures:read")).status_code == 404


def test_it_asks_as_often_for_more(raised: Story) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            found()
        return len(asked)

    queries()
    before = queries()
    raised.at = dt.datetime(2026, 10, 9, 9, 30, tzinfo=SHANGHAI)
    for number in range(4):
        raised.submit(
            enterprise_name=f"己厂{number}", phone=f"1990008800{number}"
        ).accept().contact().assign()
    assert queries() == before
