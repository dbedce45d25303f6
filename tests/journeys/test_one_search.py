"""One analyser finds the same on the desk, in the directory and in policies, however the words are written."""

import pytest
from django.test import Client

from groups.models import Representative
from office.search import analyser
from office.search.variants import simplified
from policies import search as policies_search
from policies.search import Document
from tests.people import SignIn
from tests.stories import Story

NAME = "麻城鑫达（湖北）机械有限公司"
WRITTEN = (
    "鑫达湖北机械",
    "鑫达(湖北)机械",
    "鑫达（湖北）机械",
    "鑫達〔湖北〕機械",
    "xinda",
    "xindahubeijixie",
    "XINDA",
    "ｘｉｎｄａ",
    "xdhbjx",
)


@pytest.fixture
def written(story: Story) -> Story:
    story.submit(enterprise_name=NAME, text="车间变压器容量不够，机器经常跳闸。")
    return story


@pytest.mark.parametrize("query", [*WRITTEN, "變壓器", "变压器 xinda", "biany", "hbjx 变压器"])
def test_the_desk_finds_a_case_however_it_is_written(written: Story, sign_in: SignIn, query: str) -> None:
    page = sign_in(written.people["staff"]).get("/desk/requests/", {"q": query})
    assert written.case.ledger_number in page.content.decode()


@pytest.mark.parametrize("query", ["鑫大机械", "xinta", "机械 停水"])
def test_what_is_not_there_is_not_found(written: Story, sign_in: SignIn, query: str) -> None:
    page = sign_in(written.people["staff"]).get("/desk/requests/", {"q": query})
    assert written.case.ledger_number not in page.content.decode()


@pytest.mark.parametrize("query", ["{0}", " {0} ", "受理编号：{0}", "{1}", "{2}", "{3}"])
@pytest.mark.parametrize("who", ["staff", "clerk"])
def test_a_number_typed_whole_opens_the_case(written: Story, sign_in: SignIn, query: str, who: str) -> None:
    number = written.case.ledger_number
    full_width = "".join(chr(ord(sign) + 0xFEE0) for sign in number)
    typed = query.format(number, full_width, number.replace("-", ""), number.replace("-", "—"))
    answer = sign_in(written.people[who]).get("/desk/requests/", {"q": typed})
    assert (answer.status_code, answer.headers.get("Location")) == (302, f"/desk/requests/{number}/")


def test_a_number_of_a_strangers_case_opens_nothing(written: Story, sign_in: SignIn) -> None:
    answer = sign_in(written.people["handler"]).get("/desk/requests/", {"q": written.case.ledger_number})
    assert answer.status_code == 200
    assert "变压器" not in answer.content.decode()


@pytest.mark.parametrize("query", ["古丽·买买提", "古丽买买提", "古麗．買買提", "guli", "ＧＵＬＩ", "glmmt"])
def test_the_directory_finds_a_person_however_the_name_is_written(
    story: Story, client: Client, query: str
) -> None:
    person = story.representative()
    Representative.objects.filter(pk=person.pk).update(name="古丽·买买提")
    assert "古丽·买买提" in client.get("/representatives/", {"q": query}).content.decode()
    listed = client.get("/api/v1/representatives/", {"q": query}).json()["results"]
    assert [row["name"] for row in listed] == ["古丽·买买提"]
    assert "古丽·买买提" not in client.get("/representatives/", {"q": "麦麦提"}).content.decode()


@pytest.mark.parametrize("query", ["shanxiong", "sx", "單雄"])
def test_a_surname_is_spelled_as_it_is_read(story: Story, client: Client, query: str) -> None:
    assert "单雄" in client.get("/representatives/", {"q": query}).content.decode()


@pytest.mark.parametrize("query", [*WRITTEN[:4], "xindahubeijixie", "xdhbjx"])
def test_policies_find_the_same(story: Story, query: str) -> None:
    index = policies_search.build([Document("policy", "a", f"{NAME}专项补贴", "", "")], {})
    found = policies_search.find(query, index, on=story.at.date())
    assert [hit.document.key for hit in found.hits] == ["a"]


def test_every_traditional_character_is_one_simplified_one_in_its_place() -> None:
    typed = "臺灣鑫達機械廠開業補貼與勞動糾紛,磚窯鍋爐氫氧鑄鋼"
    assert simplified(typed) == "台湾鑫达机械厂开业补贴与劳动纠纷,砖窑锅炉氢氧铸钢"
    assert analyser.normalised("（鑫達）【機械】 “A”") == "鑫达机械 a"
