"""补充要点: offered after the request was left, answered by lines of their own, one supplement in the end; told to whoever calls."""

from typing import Any

import pytest
from django.test import Client

from requests_app.models import Category
from requests_app.models.categories import CHECKLIST_AT_MOST
from requests_app.public.forms.checklists import line_name
from tests.people import SignIn
from tests.requests_app.desk.pages import Desk
from tests.requests_app.public.test_progress import read, receipt_of
from tests.stories import Story

HOW_MUCH, WHICH_BANK = "需要多少钱？", "在哪家银行？"


@pytest.fixture
def asked(story: Story) -> Story:
    Category.objects.filter(pk=story.category.pk).update(checklist=[HOW_MUCH, WHICH_BANK])
    return story.submit()


def page_of(visitor: Client, story: Story, name: str = "supplement") -> str:
    return f"{receipt_of(story)}{name}/"


def send(visitor: Client, story: Story, **typed: Any) -> Any:
    url = page_of(visitor, story)
    own = visitor.get(url).context["own"]
    return visitor.post(url, {"stamp": own.stamp.text, "seen": own.seen} | typed)


def test_it_is_offered_until_something_was_added(visitor: Client, asked: Story) -> None:
    page = read(visitor, asked)
    assert HOW_MUCH in page
    assert "补充这几点，办得更快" in page
    assert send(visitor, asked, text="补一句").status_code == 303
    assert HOW_MUCH not in read(visitor, asked)
    assert HOW_MUCH in visitor.get(page_of(visitor, asked)).content.decode()


def test_the_lines_become_one_supplement(visitor: Client, asked: Story, sign_in: SignIn) -> None:
    typed = {line_name(HOW_MUCH): "三百万元", line_name(WHICH_BANK): "", "text": "下月到期"}
    assert send(visitor, asked, **typed).status_code == 303
    said = f"{HOW_MUCH}三百万元\n下月到期"
    page = read(visitor, asked)
    assert HOW_MUCH in page
    assert "三百万元" in page
    assert WHICH_BANK not in page
    asked.accept()
    desk = Desk(asked, sign_in)
    page = desk.get("representative", "contact")
    assert [addition.text for addition in page.context["aside"].additions] == [said]
    in_place = desk.get("representative", "contact", HTTP_HX_REQUEST="true")
    for answer in (page, in_place):
        assert f"<li>{WHICH_BANK}</li>" in answer.content.decode()
    assert "联系时问清" not in desk.get("staff", "urge").content.decode()


def test_one_line_is_enough_and_none_is_not(visitor: Client, asked: Story) -> None:
    assert send(visitor, asked, **{line_name(WHICH_BANK): "农商行"}, text="").status_code == 303
    answer = send(visitor, asked, text="")
    assert answer.status_code == 422
    assert "请填写补充说明" in answer.content.decode()


def test_what_is_too_long_comes_back_whole(visitor: Client, asked: Story) -> None:
    line, words = "长" * 101, "多" * 990
    answer = send(visitor, asked, **{line_name(HOW_MUCH): line}, text=words)
    assert answer.status_code == 422
    assert line in answer.content.decode()
    assert "最多 100 字" in answer.content.decode()
    answer = send(visitor, asked, **{line_name(HOW_MUCH): "三百万元"}, text=words)
    assert answer.status_code == 422
    assert "超过 1000 字" in answer.content.decode()
    assert words in answer.content.decode()


def test_a_line_whose_question_has_gone_is_kept(visitor: Client, asked: Story) -> None:
    url = page_of(visitor, asked)
    own = visitor.get(url).context["own"]
    Category.objects.filter(pk=asked.category.pk).update(checklist=[WHICH_BANK])
    sent = {"stamp": own.stamp.text, "seen": own.seen, line_name(HOW_MUCH): "三百万元", "text": "下月到期"}
    assert visitor.post(url, sent).status_code == 303
    page = read(visitor, asked)
    assert "三百万元" in page
    assert "下月到期" in page


def test_somebodys_question_comes_first(visitor: Client, asked: Story) -> None:
    asked.accept().contact().take("ask", "representative", text="请提供贷款合同")
    page = read(visitor, asked)
    assert "请提供贷款合同" in page
    assert HOW_MUCH not in page


def test_a_category_asks_with_the_one_above_it(story: Story) -> None:
    above = Category(name="融资金融", checklist=["一？", "二？", "三？"])
    below = Category(name="贷款与授信", parent=above, checklist=["二？", "四？", "五？"])
    assert below.whole_checklist == ["二？", "四？", "五？", "一？"]
    assert len(below.whole_checklist) == CHECKLIST_AT_MOST
    assert above.whole_checklist == above.checklist


@pytest.mark.parametrize(
    ("lines", "message"),
    [("一？\n二？\n三？\n四？\n五？", "最多 4 问，现在是 5 问"), ("长" * 41, "每问不超过 40 字")],
)
def test_staff_write_them_a_line_each(story: Story, sign_in: SignIn, lines: str, message: str) -> None:
    desk = sign_in(story.people["staff"])
    url = f"/admin/requests_app/category/{story.category.pk}/change/"
    sent = {
        "name": story.category.name,
        "order": "1",
        "difficulty": "ordinary",
        "default_step": "assign",
        "keywords": "贷款、续贷",
        "defaults-TOTAL_FORMS": "0",
        "defaults-INITIAL_FORMS": "0",
    }
    answer = desk.post(url, sent | {"checklist": lines})
    assert answer.status_code == 200
    assert message in answer.content.decode()
    answer = desk.post(url, sent | {"checklist": "1. 需要多少钱？\n\n在哪家银行？\n在哪家银行？"})
    assert answer.status_code == 302, answer.content.decode()
    story.category.refresh_from_db()
    assert story.category.checklist == [HOW_MUCH, WHICH_BANK]
    assert story.category.keywords == ["贷款", "续贷"]
