import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from groups.models import (
    ProfessionalGroup,
    ProfessionalMembership,
    RegionalMembership,
    Representative,
    Term,
)
from office.models import User
from stations.models import Posting, PostingFunction, Station
from tests.groups.rows import SINCE, a_regional_group, in_office
from tests.stations.test_qr_printing import read_back

pytestmark = pytest.mark.django_db

SECRETS = {
    "phone": "19900000001",
    "born_month": "1975-03",
    "certificate_number": "MC-SECRET",
    "occupation": "机密职业",
    "employer_name": "机密单位",
    "bio": "机密简介",
    "external_id": "ZH-SECRET",
}


@pytest.fixture
def person(representative: User) -> Representative:
    found = representative.representative
    for name, value in SECRETS.items():
        setattr(found, name, value)
    found.save()
    RegionalMembership.objects.create(representative=found, group=a_regional_group(), since=SINCE)
    Posting.objects.get().functions.add(PostingFunction.objects.create(code="finance", name="金融服务"))
    return found


def page(visitor: Client, url: str) -> str:
    answer = visitor.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_profile_shows_groups_functions_and_station(visitor: Client, person: Representative) -> None:
    text = page(visitor, "/representatives/shanxiong/")
    for words in (
        "单雄",
        "财政经济专业代表小组",
        "南湖街道第一代表小组",
        "工业邻里中心代表服务站",
        "金融服务",
    ):
        assert words in text
    assert "长按图片可保存" in text
    assert 'href="/r/shanxiong/"' in text
    assert "<script" not in text


@pytest.mark.parametrize(
    "url", ["/representatives/", "/representatives/?group=finance", "/representatives/shanxiong/"]
)
def test_nothing_personal_is_shown(url: str, visitor: Client, person: Representative) -> None:
    text = page(visitor, url)
    assert "单雄" in text
    assert [name for name, value in SECRETS.items() if value in text] == []


def test_the_profiles_code_is_read_back(visitor: Client, person: Representative) -> None:
    answer = visitor.get("/representatives/shanxiong/qr.png")
    assert answer["Content-Type"] == "image/png"
    assert read_back(answer.content).endswith("/r/shanxiong/")


def test_the_first_list_is_of_those_who_serve(visitor: Client, person: Representative, term: Term) -> None:
    in_office(term, "未进站")
    text = page(visitor, "/representatives/")
    assert "单雄" in text
    assert "未进站" not in text


def test_the_list_is_narrowed_by_name_group_and_unit(
    visitor: Client, person: Representative, term: Term
) -> None:
    in_office(term, "未进站")
    assert "未进站" in page(visitor, "/representatives/?q=进站")
    assert "单雄" in page(visitor, "/representatives/?unit=sy")
    assert "未进站" not in page(visitor, "/representatives/?unit=sy")
    assert "没有找到代表" in page(visitor, "/representatives/?q=查无此人")


@pytest.mark.parametrize(
    "query", ["q=%00", "q=" + "长" * 500, "group=none", "unit=x&group=y", "q=%25_", "q=<b>", "page=x"]
)
def test_odd_queries_are_no_error(query: str, visitor: Client, person: Representative) -> None:
    assert "<b>" not in page(visitor, f"/representatives/?{query}").partition("<main")[2].partition("<ul")[0]


def test_who_is_unknown_or_was_never_elected_has_no_profile(visitor: Client, term: Term) -> None:
    person = in_office(term, "将来", since=dt.date(2026, 12, 1))
    for code in (person.code, "nobody"):
        assert visitor.get(f"/representatives/{code}/").status_code == 404
        assert visitor.get(f"/representatives/{code}/qr.png").status_code == 404


def test_the_list_costs_the_same_for_3_and_for_30(
    visitor: Client, term: Term, finance_group: ProfessionalGroup, station: Station
) -> None:
    function = PostingFunction.objects.create(code="finance", name="金融服务")

    def queries(count: int) -> int:
        for number in range(count):
            person = in_office(term, f"代表{number}")
            ProfessionalMembership.objects.create(representative=person, group=finance_group, since=SINCE)
            RegionalMembership.objects.create(representative=person, group=a_regional_group(), since=SINCE)
            Posting.objects.create(representative=person, station=station, since=SINCE).functions.add(
                function
            )
        with CaptureQueriesContext(connection) as captured:
            page(visitor, "/representatives/")
        return len(captured)

    queries(3)
    assert queries(0) == queries(27) <= 10
