"""The visitor's way by keyboard alone, and from the form to the rating in a browser that runs no script."""

import datetime as dt
import re
from typing import Any

import pytest
from playwright.sync_api import Page

from requests_app.models import EnterpriseRequest
from tests.browser.conftest import Apart, OpenVisit
from tests.browser.town import Town
from tests.conftest import NOW
from tests.requests_app.public.pages import TEXT

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

TIME_TO_WRITE = 40
MOST_TABS = 40
NUMBER = re.compile(r"\d{4}-\d{5}")
CODE = re.compile(r"\b\d{4}[ -]\d{4}[ -]\d{4}\b")
WRITTEN = {
    "text": TEXT,
    "enterprise_name": "湖北锦绣蓝天服饰有限公司",
    "contact": "徐经理",
    "phone": "13807135678",
}
# What has the focus, and whether one sees that it has.
FOCUSED = """() => {
  const node = document.activeElement, label = node.closest("label") || (node.id && document.querySelector(`label[for="${node.id}"]`));
  const seen = [node, label].filter(Boolean).some((each) => getComputedStyle(each).outlineStyle !== "none");
  return {name: node.name || node.textContent.trim(), seen};
}"""


def tab_to(page: Page, name: str) -> None:
    """Presses Tab until the control has the focus; every stop on the way shows that it has it."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        assert focused["seen"], f"no focus to be seen on {focused['name']}"
        if focused["name"] == name:
            return
    raise AssertionError(f"{name} is not reached in {MOST_TABS} steps")


def test_the_form_is_completed_by_keyboard_alone(visit: OpenVisit, clock: Any) -> None:
    with visit() as opened:
        page = opened.open("/s/gyllzx/")
        clock.shift(TIME_TO_WRITE)
        for name, value in WRITTEN.items():
            tab_to(page, name)
            page.keyboard.type(value)
        tab_to(page, "share_contact")
        page.keyboard.press("Space")
        tab_to(page, "提交留言")
        page.keyboard.press("Enter")
        page.wait_for_url("**/receipt/**")
        assert NUMBER.search(page.inner_text("main"))


@pytest.mark.parametrize("width", [320, 360])
def test_the_whole_way_without_a_script(
    width: int, visit: OpenVisit, clock: Any, county: Town, apart: Apart
) -> None:
    with visit(width=width, java_script_enabled=False) as opened:
        # The same words within the hour would be asked about.
        number, code = send(opened.open("/s/gyllzx/"), clock, f"{WRITTEN['text']}已经等了{width}小时。")
        answered_at = apart(answer, county, number)
        clock.move_to(answered_at + dt.timedelta(hours=1), tick=False)
        page = opened.open("/track/")
        page.get_by_label("查询码").fill(code)
        page.get_by_label("后四位").fill(WRITTEN["phone"][-4:])
        page.get_by_role("button", name="查看进度").click()
        page.wait_for_url(f"**/track/{number}/")
        page.get_by_label("满意", exact=True).check()
        page.locator("input[name=agreed][value=yes]").check()
        page.locator("form:has(input[name=satisfaction]) button.primary").click()
        assert "满意" in page.inner_text("main")
        assert apart(state_of, number) == "closed"


def send(page: Page, clock: Any, text: str) -> tuple[str, str]:
    """Fills in P1 with this text; returns the number and the code of P2."""
    clock.shift(TIME_TO_WRITE)
    for name, value in {**WRITTEN, "text": text}.items():
        page.locator(f"[name={name}]").fill(value)
    page.get_by_label("同意将联系方式提供给承办单位用于办理").check()
    page.get_by_role("button", name="提交留言").click()
    page.wait_for_url("**/receipt/**")
    shown = page.inner_text("main")
    number, code = NUMBER.search(shown), CODE.search(shown)
    assert number, shown
    assert code, shown
    return number.group(0), code.group(0)


def answer(county: Town, number: str) -> dt.datetime:
    """The office's part, by its own people; returns when it was answered."""
    story = county.story
    story.case = EnterpriseRequest.objects.get(ledger_number=number)
    story.at = NOW + dt.timedelta(hours=1)
    story.accept().wait(hours=1).contact().wait(hours=1).assign()
    return story.work(1).sign().work(2).reply().work(1).answer().at


def state_of(number: str) -> str:
    return EnterpriseRequest.objects.get(ledger_number=number).status
