"""What a visitor typed and has not sent: found again after a reload, and kept in the page without a network."""

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import OpenContext

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
TEXT = "园区东门的路灯坏了半年，晚上下班看不见路，请帮助修复。"


def typed(page: Page) -> None:
    page.goto("/s/gyllzx/")
    with page.expect_response(lambda answer: answer.status == 204):
        page.locator("input[name=requester_kind]").nth(1).check(force=True)
        page.locator("[name=text]").fill(TEXT)
        page.locator("[name=contact]").fill("赵")


def expect_everything(page: Page) -> None:
    assert page.locator("[name=text]").input_value() == TEXT
    assert page.locator("[name=contact]").input_value() == "赵"
    assert page.locator("input[name=requester_kind]").nth(1).is_checked()
    assert "已恢复" in page.content()


def test_a_reload_finds_what_was_typed(tab: OpenContext, origin: str, clock: Any) -> None:
    with tab(base_url=origin) as opened:
        page = opened.new_page()
        typed(page)
        page.reload()
        expect_everything(page)
        assert page.evaluate("() => localStorage.length + sessionStorage.length") == 0


def test_without_a_network_the_page_stays_and_says_so(tab: OpenContext, origin: str, clock: Any) -> None:
    with tab(base_url=origin) as opened:
        page = opened.new_page()
        typed(page)
        opened.set_offline(True)
        page.get_by_role("button", name="提交留言").click()
        page.wait_for_selector("text=现在没有网络")
        assert page.locator("[name=text]").input_value() == TEXT


def test_mistakes_take_the_focus(tab: OpenContext, origin: str, clock: Any) -> None:
    with tab(base_url=origin) as opened:
        page = opened.new_page()
        page.goto("/s/gyllzx/")
        page.get_by_role("button", name="提交留言").click()
        page.wait_for_selector("#errors")
        assert page.evaluate("() => document.activeElement.id") == "errors"
