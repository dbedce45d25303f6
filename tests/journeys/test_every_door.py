"""What people type is accepted or refused alike at every door, with the same words, and stored in one form."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Callable
from io import BytesIO

import pytest
from django.test import Client

from groups.models import Term
from groups.roster import plan_roster, read_roster
from office.models import User
from office.models.throttle import ThrottleCounter
from office.typed import names
from office.typed.phones import stored
from requests_app.access import keys
from requests_app.models import EnterpriseRequest
from tests.journeys.doors import Doors, stored_in_case
from tests.people import SignIn
from tests.requests_app.public.pages import PAGE, stamp_in
from tests.stories import Story

CODE = "91110000600037341L"
# By kind: what is typed, and what is stored; None: refused, with a part of the reason.
TABLE: dict[str, list[tuple[str, str | None, str]]] = {
    "phone": [
        ("138 1234 5678", "13812345678", ""),
        ("＋８６－１３８１２３４５６７８", "13812345678", ""),
        ("手机：13812345678。", "13812345678", ""),
        ("（0713）295-0001 转 802", "07132950001转802", ""),
        ("0713-2950001-802", "07132950001转802", ""),
        ("400-123-4567", "4001234567", ""),
        ("+852 2123 4567", "+85221234567", ""),
        ("+886 912 345 678", "+886912345678", ""),
        ("027-8765432-1", None, "断开的地方不对"),
        ("1381234567-8", None, "断开的地方不对"),
        ("13812345678/13912345678", None, "两个号码"),
        ("0713-2950001、2950002", None, "两个号码"),
        ("2950001", None, "加上区号"),
        ("13812345678转1", None, "没有分机"),
        ("138O2345678", None, "11 位手机号"),
    ],
    "email": [
        ("ｌｉ＠ｅｘａｍｐｌｅ．ｃｎ", "li@example.cn", ""),
        ("li@example。cn；", "li@example.cn", ""),
        (" <Li@EXAMPLE.cn>, ", "Li@example.cn", ""),
        ("李四@example.cn", None, "混入了汉字"),
        ("li@例子.公司", None, "混入了汉字"),
        ("a@b.cn;c@d.cn", None, "两个邮箱"),
        ("li@example", None, "有效的电子邮箱"),
    ],
    "uscc": [
        (CODE.lower(), CODE, ""),
        ("９１１１ 00006000 3734 1L", CODE, ""),
        (f"{CODE[:-1]}X", None, "校验位对不上"),
        ("9111OOOO600037341L", None, "第 5 位的字母 O 可能是数字 0"),
        (CODE[:-1], None, "这里是 17 位"),
        ("麻城某某公司", None, "只有数字和大写字母"),
    ],
    "name": [
        ("古丽．买买提", "古丽·买买提", ""),
        ("古丽 • 买买提", "古丽·买买提", ""),
        ("古丽.买买提", "古丽·买买提", ""),
        ("张　三", "张三", ""),
        ("陈𬭎", "陈𬭎", ""),
        ("张\ue815", "张\ue815", ""),
        ("张三1", None, "不像姓名"),
        ("张三、李四", None, "不像姓名"),
    ],
}


@pytest.fixture
def doors(story: Story, sign_in: SignIn, term: Term, now: dt.datetime, administrator: User) -> Doors:
    story.at = now
    story.people["administrator"] = administrator
    return Doors(story, sign_in, term, now)


OF_STATIONS = ("booking", "booking_api", "consultation", "walk_in")
OPEN_TO = {
    "phone": ("form", "desk", "api", "correction", "roster", "representative", "account", *OF_STATIONS),
    "email": ("form", "desk", "api", "account"),
    "uscc": ("form", "desk", "api", "enterprise"),
    "name": ("form", "desk", "api", "correction", "roster", "representative", *OF_STATIONS),
}


@pytest.mark.parametrize("kind", TABLE)
def test_the_same_input_is_accepted_or_refused_alike_at_every_door(kind: str, doors: Doors) -> None:
    for typed, wanted, reason in TABLE[kind]:
        ThrottleCounter.objects.all().delete()  # many forms with one number are asked about
        for name in OPEN_TO[kind]:
            door: Callable[[str, str], tuple[str | None, str]] = getattr(doors, name)
            found, said = door(kind, typed)
            assert found == wanted, (name, typed, found)
            assert reason in said, (name, typed)


def test_a_rare_name_is_noted_where_it_is_handled(doors: Doors) -> None:
    doors.form("name", "陈𬭎")
    case = EnterpriseRequest.objects.latest("pk")
    page = doors.sign_in(doors.story.people["staff"]).get(f"/desk/requests/{case.ledger_number}/")
    assert names.RARE in page.content.decode()
    roster = read_roster(BytesIO("姓名,代表证号\n陈𬭎,MCRD-0016".encode()), "名册.csv", on=doors.now.date())
    plan = plan_roster(roster, term=doors.term, on=doors.now.date())
    assert [str(each) for each in plan.warnings] == [f"第 2 行“姓名”：{names.RARE}"]


def test_a_number_with_extension_opens_by_what_the_person_would_say(doors: Doors) -> None:
    doors.form("phone", "0713-2950001转802")
    case = EnterpriseRequest.objects.latest("pk")
    assert (case.phone, case.phone_extension) == ("07132950001", "802")
    code = keys.shown_receipt(doors.token).code
    for said, opens in (("0001", True), ("1802", True), ("0713-2950001 转 802", True), ("2950", False)):
        answer = Client().post("/track/", {"code": code, "last4": said})
        assert (answer.status_code == 303) is opens, said
        body = json.dumps({"receipt_code": code, "phone_last4": said})
        answer = Client().post("/api/v1/track/", body, content_type="application/json")
        assert (answer.status_code == 200) is opens, said


def test_every_spelling_of_a_number_finds_its_case(doors: Doors) -> None:
    """The desk's search is a door, too."""
    accepted = [typed for typed, wanted, _ in TABLE["phone"] if wanted]
    for typed in accepted:
        doors.form("phone", typed)
    for typed in accepted:
        page = (
            doors.sign_in(doors.story.people["staff"]).get("/desk/requests/", {"q": typed}).content.decode()
        )
        number = stored(_read(typed)).number
        of_number = [case for case in EnterpriseRequest.objects.all() if case.phone == number]
        assert of_number
        assert all(case.ledger_number in page for case in of_number), typed


def _read(typed: str) -> str:
    return next(wanted for text, wanted, _ in TABLE["phone"] if text == typed and wanted)


@pytest.mark.parametrize("typed", [f"{CODE[:-1]}X", "9111OOOO600037341L", CODE[:-1]])
def test_a_code_with_advice_is_used_anyway_at_every_door(doors: Doors, typed: str) -> None:
    visitor, clerk = Client(), doors.sign_in(doors.story.people["clerk"])
    for client, url, more in (
        (visitor, PAGE, {}),
        (clerk, "/desk/intake/", {"station": "gyllzx", "source": "consultation"}),
    ):
        sent, extra = doors._typed("uscc", typed)
        body = sent | more | {"category": "RZ", "enterprise_name": "某某公司", "share_contact": "yes"}
        body["stamp"] = stamp_in(client.get(url).content.decode())
        advised = client.post(url, body, **extra).content.decode()
        assert f'name="uscc_anyway" value="{typed}"' in advised
        another = client.post(url, body | {"uscc_anyway": CODE}, **extra)
        assert another.status_code == 422, "said of another code"
        assert client.post(url, body | {"uscc_anyway": typed}, **extra).status_code == 303
        assert stored_in_case("uscc") == typed
    sent, extra = doors._typed("uscc", typed)
    body = sent | {"station": "gyllzx", "category": "RZ01", "enterprise": "某某公司", "share_contact": True}
    key = {"Idempotency-Key": str(uuid.uuid4())}
    text = json.dumps(body | {"uscc_anyway": True})
    answer = Client().post("/api/v1/requests/", text, content_type="application/json", headers=key, **extra)
    assert answer.status_code == 201, answer.content.decode()
    assert stored_in_case("uscc") == typed
