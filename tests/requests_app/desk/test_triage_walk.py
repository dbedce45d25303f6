"""From one case of a queue to the next; the short title that triage gives."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from office.models import User
from requests_app.access.keys import title_of
from requests_app.models import EnterpriseRequest
from requests_app.texts.titles import LONGEST, cut, proposed_title
from tests.stories import Story

SignIn = Callable[[User], Client]


@pytest.mark.parametrize(
    ("text", "words", "title"),
    [
        ("您好，我们厂二期用电增容报了半年没有动静，能不能快点", ("增容",), "二期用电增容报了半年没有动静"),
        ("招普工太难了。缺冲压工、焊工32人，希望组织招聘会", ("招聘会",), "招普工太难了"),
        ("厂房消防验收没通过，怎么补办", ("消防",), "厂房消防验收没通过"),
        ("园区里头有冇得幼儿园啊", (), "园区里头有冇得幼儿园"),
        ("急", (), ""),
        ("", (), ""),
    ],
)
def test_a_short_title_is_a_whole_clause_without_what_stands_before_the_matter(
    text: str, words: tuple[str, ...], title: str
) -> None:
    assert proposed_title(text, words) == title


def test_a_title_is_cut_at_its_last_comma_not_within_a_word() -> None:
    long = "我们公司上半年的订单都靠这条线，一停电就全部报废，损失一次四万多，实在受不了"
    assert title_of(long) == "我们公司上半年的订单都靠这条线，一停电就全部报废"
    assert cut("没有逗号的一句话长得不得了还在继续往下写", 10) == "没有逗号的一句话长…"
    assert len(cut("一，二" * 20, LONGEST)) <= LONGEST


@pytest.fixture
def desk(story: Story, sign_in: SignIn) -> Client:
    return sign_in(story.people["staff"])


def form_of(case: EnterpriseRequest) -> str:
    return f"/desk/requests/{case.ledger_number}/steps/accept/"


def filled(client: Client, case: EnterpriseRequest) -> dict[str, Any]:
    """What the form proposes, as a browser would send it."""
    page = client.get(form_of(case)).content.decode()
    form = page.split('id="step-form"')[1].split("</form>")[0]
    found: dict[str, Any] = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))
    found |= dict(re.findall(r'<input type="text" name="([^"]+)" value="([^"]*)"', form))
    for name, body in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', body)
        found[name] = chosen[1] if chosen else ""
    for name, value in re.findall(r'type="radio" name="([^"]+)" value="([^"]*)"[^>]*checked', form):
        found[name] = value
    return found


def test_accepting_leads_to_the_next_of_the_queue_and_at_its_end_to_the_list(
    story: Story, desk: Client
) -> None:
    first, second, third = (story.submit(phone="").case for _ in range(3))
    page = desk.get(form_of(second)).content.decode()
    assert "待受理：第 2 件，共 3 件" in page
    assert 'href="?skip=1"' in page
    assert desk.get(f"{form_of(second)}?skip=1")["Location"] == form_of(third)
    sent = desk.post(form_of(second), {**filled(desk, second), "title": "变压器老是跳闸", "next": "1"})
    assert sent["Location"] == form_of(third)
    assert f"（{second.ledger_number} 变压器老是跳闸）" in desk.get(form_of(third)).content.decode()
    second.refresh_from_db()
    assert (second.title, second.status) == ("变压器老是跳闸", "accepted")
    assert second.text != second.title
    # What was skipped comes after the last.
    assert desk.post(form_of(third), {**filled(desk, third), "next": "1"})["Location"] == form_of(first)
    sent = desk.post(form_of(first), {**filled(desk, first), "next": "1"})
    assert (
        sent["Location"] == f"/desk/requests/{first.ledger_number}/" or sent["Location"] == "/desk/requests/"
    )
    assert "都办完了" in desk.get("/desk/requests/").content.decode()


def test_the_next_case_that_somebody_else_took_meanwhile_is_passed_over(story: Story, desk: Client) -> None:
    first, second, third = (story.submit(phone="").case for _ in range(3))
    data = filled(desk, first)
    story.case = second
    story.accept()
    assert desk.post(form_of(first), {**data, "next": "1"})["Location"] == form_of(third)


def test_a_mistake_keeps_the_form_and_its_title(story: Story, desk: Client) -> None:
    case, _ = story.submit(phone="").case, story.submit(phone="").case
    page = desk.post(form_of(case), {**filled(desk, case), "title": "长" * 19, "next": "1"})
    assert page.status_code == 422
    assert "短标题超过 18 字" in page.content.decode()


def test_a_title_is_masked_corrected_by_staff_alone_and_outlives_other_words(
    story: Story, desk: Client
) -> None:
    case = story.submit(phone="").case
    desk.post(form_of(case), {**filled(desk, case), "title": "打13871234567没人接"})
    case.refresh_from_db()
    assert "13871234567" not in case.title
    story.case = case
    story.take("correct", "staff", field="title", value="热线没人接", reason="太长")
    case.refresh_from_db()
    assert case.title == "热线没人接"
    story.take("correct", "staff", field="text", value="换成别的话，内容完全不同了", reason="更正")
    case.refresh_from_db()
    assert case.title == "热线没人接"
