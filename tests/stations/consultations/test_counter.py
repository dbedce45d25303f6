"""接待咨询 at the counter: a line, three taps, a number; found by who serves the counter alone."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from office.models import User
from requests_app.models import EnterpriseRequest
from stations.models import Consultation, Station
from tests.policies.rows import a_kind, a_version, an_item
from tests.proof import verify
from tests.stations.consultations.rows import a_consultation, typed
from tests.stations.receptions.rows import text
from tests.stations.rows import a_station

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
PAGE = "/desk/consultations/"


@pytest.fixture(autouse=True)
def information() -> None:
    a_kind("bllc", name="办理流程")
    an_item(kind=a_kind("bllc"), slug="paiwu", title="排污许可怎么办")
    a_version(policy_options={"slug": "xudai"}, title="小微企业无还本续贷")


def stamp_of(page: Any) -> str:
    return re.findall(r'name="stamp" value="([^"]+)"', text(page))[0]


def test_a_line_and_three_taps_are_a_consultation_with_a_number(
    station: Station, clerk: User, sign_in: SignIn
) -> None:
    desk = sign_in(clerk)
    page = text(desk.get(PAGE))
    assert "办理流程" in page
    assert '<option value="小微企业无还本续贷">' in page
    answer = desk.post(PAGE, typed(ending="explained", item="排污许可怎么办"), follow=True)
    assert "已登记 gyllzx-2026-0001" in text(answer)
    row = Consultation.objects.get()
    assert (row.topic, row.ending, row.basis, row.item, row.source) == (
        "bllc",
        "explained",
        "public",
        "information:paiwu",
        "排污许可怎么办",
    )
    assert (row.how, row.requester_kind, row.station, row.is_late) == ("visit", "enterprise", station, False)
    assert "今天 1 人次" in text(answer)
    detail = text(desk.get(f"{PAGE}{row.number}/"))
    assert "/information/bllc/paiwu/" in detail
    desk.post(PAGE, typed(topic="-", ending="answered", officer="税务局 黎股长"))
    second = Consultation.objects.get(serial=2)
    assert (second.number, second.topic, second.basis) == ("gyllzx-2026-0002", "", "officer")
    assert verify().faults == []


def test_a_policy_is_found_by_words_that_only_it_has(clerk: User, sign_in: SignIn, station: Station) -> None:
    desk = sign_in(clerk)
    assert desk.post(PAGE, typed(ending="answered", item="续贷")).status_code == 303
    assert Consultation.objects.get().item == "policy:xudai"
    refused = desk.post(PAGE, typed(ending="answered", item="没有这条"))
    assert refused.status_code == 422
    assert "没有找到这条公开的政策或资料" in text(refused)
    assert "没有这条" in text(refused)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"words": ""}, "请写一句咨询了什么"),
        ({"words": "长" * 101}, "超过 100 字"),
        ({"topic": "nothing"}, "请选择事项"),
        ({"ending": ""}, "请选择结果"),
        ({"ending": "request"}, "请选择结果"),
        ({"ending": "explained"}, "解释和答复都要写依据"),
        ({"phone": "12"}, "11 位手机号"),
        ({"consulted_at": "2026-11-24T09:00"}, "不能在现在之后"),
        ({"consulted_at": "昨天"}, "请填写日期和时间"),
        ({"line": "Z2026001-01"}, "没有这个表号和行号"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_lost(
    given: dict[str, str], words: str, station: Station, clerk: User, sign_in: SignIn
) -> None:
    answer = sign_in(clerk).post(PAGE, typed(**{"words": "保留的话"} | given))
    assert answer.status_code == 422
    assert words in text(answer)
    assert "words" in given or "保留的话" in text(answer)
    assert not Consultation.objects.exists()


def test_the_same_form_again_is_the_same_consultation(station: Station, clerk: User, sign_in: SignIn) -> None:
    desk = sign_in(clerk)
    stamp = stamp_of(desk.get(PAGE))
    for _ in range(2):
        assert desk.post(PAGE, typed(stamp=stamp)).status_code == 303
    other = desk.post(PAGE, typed(stamp=stamp, words="另一位问入学"))
    assert other.status_code == 409
    assert "另一位问入学" in text(other)
    assert desk.post(PAGE, typed(stamp=stamp_of(other), words="另一位问入学")).status_code == 303
    assert Consultation.objects.count() == 2


def test_personal_data_in_the_words_is_masked_and_that_is_said(
    station: Station, clerk: User, sign_in: SignIn
) -> None:
    answer = sign_in(clerk).post(PAGE, typed(words="王师傅问退税，电话19900020003"), follow=True)
    row = Consultation.objects.get()
    assert "19900020003" not in row.words
    assert "已隐去" in text(answer)


def test_it_becomes_a_request_with_one_tap_once(station: Station, clerk: User, sign_in: SignIn) -> None:
    desk = sign_in(clerk)
    given = {"words": "管委会答应的租金没有退", "enterprise_name": "湖北恒飞线束有限公司"}
    given |= {"contact": "邹厂长", "phone": "19900020003", "how": "phone"}
    answer = desk.post(PAGE, typed(**given, ending="", turn="requests:from_consultation"), follow=True)
    case, row = EnterpriseRequest.objects.get(), Consultation.objects.get()
    assert case.ledger_number in text(answer)
    assert (row.ending, row.request_number) == ("request", case.ledger_number)
    assert (case.source, case.phone, case.phone_grade) == ("telephone", "19900020003", "desk")
    assert desk.get(f"/desk/requests/{case.ledger_number}/slip/").status_code == 200
    again = desk.post(f"{PAGE}{row.number}/request/", follow=True)
    assert case.ledger_number in text(again)
    assert EnterpriseRequest.objects.count() == 1
    taken_down = desk.post(PAGE, typed(words="厂门口没有公交", requester_kind="voter"), follow=True)
    assert "转为诉求" in text(taken_down)
    later = Consultation.objects.get(serial=2)
    desk.post(f"{PAGE}{later.number}/request/")
    assert EnterpriseRequest.objects.get(source="consultation").anonymous
    assert verify().faults == []


def test_an_enterprise_has_its_name_before_it_becomes_a_request(
    station: Station, clerk: User, sign_in: SignIn, now: dt.datetime
) -> None:
    desk = sign_in(clerk)
    refused = desk.post(PAGE, typed(ending="", turn="requests:from_consultation"))
    assert refused.status_code == 422
    assert "转为诉求的，请填写企业名称" in text(refused)
    row = a_consultation(station, clerk, at=now)
    assert "更正时补上" in text(desk.post(f"{PAGE}{row.number}/request/", follow=True))
    assert not EnterpriseRequest.objects.exists()


def test_the_list_is_a_line_each_sorted_both_ways_and_summed(
    station: Station, clerk: User, staff: User, sign_in: SignIn, now: dt.datetime
) -> None:
    first = a_consultation(
        station, clerk, at=now, words="先问", how="phone", topic="", requester_kind="voter"
    )
    second = a_consultation(
        station,
        clerk,
        at=now + dt.timedelta(minutes=1),
        words="后问",
        ending="guided",
        enterprise_name="甲厂",
    )
    desk = sign_in(clerk)

    def order(sort: str, month: str = "") -> list[str]:
        page = text(desk.get(PAGE, {"sort": sort, "month": month}))
        assert "仅反映 1，引导他处 1" in page
        return re.findall(f'title="(?:{first.number}|{second.number}) (先问|后问)', page)

    for sort in ("", "-time", "topic", "who", "how", "-ending", "nothing", "station"):
        assert order(sort) == ["后问", "先问"], sort
    for sort in ("time", "-topic", "-who", "-how", "ending"):
        assert order(sort, "2026-11") == ["先问", "后问"], sort
    assert "?sort=-how#list" in text(desk.get(PAGE, {"sort": "how"}))
    assert "?month=2026-11&amp;sort=how#list" in text(desk.get(PAGE, {"month": "2026-11"}))
    assert "这个月没有登记" in text(desk.get(PAGE, {"month": "2026-10"}))
    assert "今天 2 人次，最近一个月 2 人次" in text(desk.get(PAGE, {"month": "x"}))
    assert "服务站</a></th>" not in text(desk.get(PAGE))
    a_consultation(a_station("bieren"), staff, at=now, words="别站")
    assert "服务站</a></th>" in text(sign_in(staff).get(PAGE))


def test_only_the_own_counters_consultations_are_found(
    station: Station,
    clerk: User,
    liaison: User,
    staff: User,
    auditor: User,
    representative: User,
    sign_in: SignIn,
    now: dt.datetime,
) -> None:
    elsewhere = a_consultation(a_station("bieren"), staff, at=now, words="别站的咨询")
    here = a_consultation(station, clerk, at=now, words="本站的咨询")
    for user in (clerk, liaison):
        desk = sign_in(user)
        page = text(desk.get(PAGE))
        assert "本站的咨询" in page
        assert "别站的咨询" not in page
        for address in (f"{PAGE}{elsewhere.number}/", f"{PAGE}{elsewhere.number}/request/"):
            assert desk.get(address).status_code in (404, 405)
            assert desk.post(address).status_code == 404
        assert desk.post(PAGE, typed(station="bieren")).status_code == 422
    reader = sign_in(auditor)
    assert "别站的咨询" in text(reader.get(PAGE))
    assert reader.post(PAGE, typed()).status_code == 404
    assert reader.post(f"{PAGE}{here.number}/request/").status_code == 404
    assert "别站的咨询" in text(sign_in(staff).get(PAGE))
    assert sign_in(representative).get(PAGE).status_code == 404
