"""更正 by the requester: it begins with what stands there, and after acceptance the page says where to turn."""

import re
from typing import Any

import pytest
from django.test import Client

from office.models import Message
from tests.requests_app.public.test_own_steps import address, sent
from tests.stories import Story


def test_the_text_may_be_corrected_before_acceptance(visitor: Client, story: Story, on_the_day: Any) -> None:
    on_the_day(story.submit())
    page = sent(visitor, story, "correct", field="text", value="改成这样一段话。", reason="写错了")
    assert page.status_code == 303
    assert "改成这样一段话。" in visitor.get(address(story)).content.decode()


def test_a_corrected_telephone_ends_the_old_link_and_sends_a_new_one(
    visitor: Client, story: Story, on_the_day: Any
) -> None:
    on_the_day(story.submit())
    page = sent(visitor, story, "correct", field="phone", value="13900001234", reason="换号了")
    assert (page.status_code, page["Location"]) == (303, "/track/")
    html = visitor.get("/track/").content.decode()
    assert "新的链接和查询码已发到新号码" in html
    assert visitor.get(address(story)).status_code == 404
    assert "13900001234" in [message.address for message in Message.objects.all()]


def test_a_correction_begins_with_what_stands_there(visitor: Client, story: Story, on_the_day: Any) -> None:
    on_the_day(story.submit())
    page = visitor.get(address(story, "correct")).content.decode()
    assert story.case.text in page.split("<textarea")[1]
    assert all(
        f'?field={name}"' in page for name in ("category", "requester_kind", "share_contact", "private")
    )
    page = visitor.get(f"{address(story, 'correct')}?field=category").content.decode()
    assert 'value="RZ" ' in page
    page = visitor.get(f"{address(story, 'correct')}?field=requester_kind").content.decode()
    assert re.search(r'value="enterprise"[^>]* checked', page)
    page = visitor.get(f"{address(story, 'correct')}?field=phone").content.decode()
    assert story.case.phone not in page
    assert "这里不显示原来的" in page


def test_after_acceptance_the_page_says_where_to_turn(visitor: Client, story: Story, on_the_day: Any) -> None:
    on_the_day(story.submit().accept())
    page = visitor.get(address(story, "correct")).content.decode()
    assert "其他内容怎样更正" in page
    assert f'href="{address(story, "supplement")}"' in page
    assert story.case.station.name in page
    assert '?field=share_contact"' in page
    assert '?field=text"' not in page
    refused = sent(visitor, story, "correct", field="text", value="改成这样一段话。", reason="写错了")
    assert refused.status_code == 422
    assert "其他内容怎样更正" in refused.content.decode()
    assert "改成这样一段话。" in refused.content.decode()


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("phone", "12", "请填写 11 位手机号"),
        ("contact", "长" * 61, "联系人最多 60 字"),
        ("text", "短", "至少 5 个字"),
        ("text", "\x00", "内容含有无法识别的字符"),
        ("status", "x", "更正什么"),
    ],
)
def test_a_bad_correction_is_refused_with_what_was_typed(
    visitor: Client, story: Story, on_the_day: Any, field: str, value: str, message: str
) -> None:
    on_the_day(story.submit())
    page = sent(visitor, story, "correct", field=field, value=value, reason="写错了")
    assert page.status_code == 422
    assert message in page.content.decode()
    assert "写错了" in page.content.decode()
