"""Cases that resemble a text, with why; repeats; and what was answered then, to be quoted."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from demo.defaults import ANSWER, TEXT
from office import search
from office.models import User
from requests_app.models import EnterpriseRequest
from requests_app.triage import learning, similar
from tests.people import SignIn
from tests.requests_app.api.test_requests import token_of
from tests.stories import Story

AGAIN = "贷款这个月底就到期了，银行要求先还后贷，没有过桥资金，希望帮助续贷。"
POWER = "车间一开机就停电跳闸，变压器容量不够，要求增容。"

pytestmark = pytest.mark.postgres


def rows() -> Any:
    return EnterpriseRequest.objects.all()


def test_what_both_texts_say_makes_them_alike_and_is_named(story: Story) -> None:
    learning.learn(at=story.at)
    first = story.submit().case
    story.submit(text=POWER, enterprise_name="别家企业", phone="19900020012")
    found = similar.similar_to(AGAIN, rows())
    assert [one.case for one in found] == [first]
    assert found[0].because.startswith("都提到“")
    assert not found[0].is_repeat


def test_the_same_requester_in_almost_the_same_words_may_be_a_repeat(story: Story) -> None:
    story.submit()
    second = story.submit(text=TEXT + "急。").case
    found = similar.similar_to(second.text, rows(), own=second)
    assert found[0].is_repeat
    assert "可能是重复件" in found[0].because


@pytest.mark.parametrize("text", ["", "？", "123456", "\U0001f600" * 9, "我们希望领导解决"])
def test_a_text_that_says_nothing_resembles_nothing(story: Story, text: str) -> None:
    story.submit(text=POWER)
    assert similar.similar_to(text, rows()) == []


def test_an_answer_is_shown_to_be_quoted_beside_a_similar_case(
    story: Story, opened: Callable[[str], str]
) -> None:
    story.answered().rate()
    story.submit(text=AGAIN, enterprise_name="别家企业", phone="19900020012")
    page = opened("liaison")
    assert "当时的答复，可参考引用" in page
    assert ANSWER in page
    assert "都提到“" in page


def test_an_answer_that_was_rejected_is_quoted_to_nobody(story: Story) -> None:
    case = story.answered().rate("dissatisfied", "no", "没有解决").case
    assert similar.answers_of([case]) == {}


def test_nobody_is_shown_a_case_that_is_not_theirs_to_see(story: Story, opened: Callable[[str], str]) -> None:
    story.submit().accept()
    first = story.case.ledger_number
    story.submit(text=AGAIN, enterprise_name="别家企业", phone="19900020012").accept().assign()
    assert first in opened("staff")
    assert first not in opened("handler")


def test_rare_pairs_lead_to_their_holders_the_heaviest_first(db: None) -> None:
    search.index_many("case", [(1, "停电跳闸"), (2, "停电"), (3, "停水")])
    assert search.resembling("case", {"停电": 2.0, "跳闸": 1.0}) == [1, 2]
    assert search.resembling("case", {"停电": 1.0}, limit=1) == [2]
    assert search.resembling("case", {}) == []
    assert search.resembling("policy", {"停电": 1.0}) == []


def test_the_call_answers_with_everything_proposed_each_with_why(story: Story, client: Client) -> None:
    story.submit()
    answer = client.get("/api/v1/proposals/", {"text": AGAIN}, headers=token_of(story.people["staff"]))
    assert answer.status_code == 200
    body = answer.json()
    assert set(body) == {"categories", "departments", "representatives", "similar", "policies"}
    assert body["categories"][0]["code"] == "RZ01"
    assert body["departments"][0]["code"] == "czj"
    assert body["representatives"][0]["code"] in ("shanxiong", "qiuying")
    assert body["similar"][0]["code"] == story.case.ledger_number
    for row in (*body["categories"], *body["departments"], *body["representatives"], *body["similar"]):
        assert row["because"]
        assert row["score"] > 0


def test_the_call_says_what_is_none_of_the_stations_matters(story: Story, client: Client) -> None:
    text = {"text": "举报某局科长收红包，吃拿卡要"}
    body = client.get("/api/v1/proposals/", text, headers=token_of(story.people["staff"])).json()
    assert (body["departments"][0]["step"], body["departments"][0]["reason"]) == ("refer", "report")
    assert "检举控告" in body["departments"][0]["because"]


@pytest.mark.parametrize("text", ["", "短", "长" * 1001, "\x00坏字符坏字符"])
def test_a_text_that_is_none_is_refused_by_its_field(story: Story, client: Client, text: str) -> None:
    answer = client.get("/api/v1/proposals/", {"text": text}, headers=token_of(story.people["staff"]))
    assert answer.status_code == 422
    assert "text" in answer.json()["errors"]


def test_similar_cases_of_the_call_are_those_its_owner_sees(
    story: Story, client: Client, stranger: User, sign_in: SignIn
) -> None:
    story.submit()
    body = client.get("/api/v1/proposals/", {"text": AGAIN}, headers=token_of(stranger)).json()
    assert body["similar"] == []
    assert client.get("/api/v1/proposals/", {"text": AGAIN}).status_code == 401
