"""One browser and two people: what the back button finds, with the pages that a browser keeps whole (bfcache) allowed."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from office import terminals
from tests.browser.conftest import ARGUMENTS, CHROMIUM, PATIENCE
from tests.browser.town import Town

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

HOME = "/counter/gyllzx/"
STEPS_BACK = 6
SECRETS = ("园区门口的路灯坏了三个月", "钱多多", "13907135678", "确认撤回")
WRITTEN = {
    "text": f"{SECRETS[0]}，晚上下班看不见路，请帮助修复。",
    "enterprise_name": "麻城市某某石材有限公司",
    "contact": SECRETS[1],
    "phone": SECRETS[2],
}
PEOPLE = iter("甲乙丙丁戊己庚辛")
# All that a person could read off the page, what stands in its fields included.
READ = """() => [document.body.innerText, ...[...document.querySelectorAll("input:not([type=hidden]), textarea")]
  .filter((field) => !["radio", "checkbox"].includes(field.type)).map((field) => field.value)].join("\\n")"""
WATCH = "() => window.addEventListener('pageshow', (event) => { window.wasKept = event.persisted })"


@pytest.fixture(scope="module")
def keeping(chromium: Browser) -> Iterator[Browser]:
    """Chromium as people have it: Playwright alone switches the keeping of whole pages off."""
    browser = chromium.browser_type.launch(
        executable_path=CHROMIUM, args=ARGUMENTS, ignore_default_args=["--disable-back-forward-cache"]
    )
    yield browser
    browser.close()


@pytest.fixture
def page(keeping: Browser, origin: str, clock: Any) -> Iterator[Page]:
    context = keeping.new_context(viewport={"width": 800, "height": 1100}, locale="zh-CN", base_url=origin)
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


def open_(page: Page, path: str) -> None:
    page.goto(path)
    page.evaluate(WATCH)


def send(page: Page, clock: Any) -> None:
    """Fill the form as a visitor does, and arrive at the receipt."""
    open_(page, "/s/gyllzx/")
    clock.shift(40)
    page.locator("input[name=requester_kind]").first.check(force=True)
    for name, value in WRITTEN.items():
        page.locator(f"[name={name}]").fill(value)
    # Another person each time: the same words from the same telephone would be asked about.
    page.locator("[name=contact]").fill(f"{SECRETS[1]}{next(PEOPLE)}")
    page.locator("input[name=share_contact]").first.check(force=True)
    page.get_by_role("button", name="提交留言").click()
    if page.get_by_role("button", name="继续提交").count():
        page.get_by_role("button", name="继续提交").click()
    page.wait_for_url("**/receipt/**")
    page.evaluate(WATCH)


def step(page: Page, way: str) -> str:
    """What is to be read after a press on back or forward; not by Playwright's own, which waits for a load."""
    page.evaluate(f"() => {{ setTimeout(() => history.{way}(), 0) }}")
    page.wait_for_timeout(700)
    page.wait_for_function("() => document.readyState === 'complete'")
    return str(page.evaluate(READ))


def expect_nothing_of_the_last_visitor(page: Page) -> None:
    for way in ("back",) * STEPS_BACK + ("forward",) * STEPS_BACK:
        read = step(page, way)
        if page.url == "about:blank":
            break
        for secret in SECRETS:
            assert secret not in read, f"{secret} after {way} at {page.url}"


def test_this_browser_keeps_whole_pages_where_it_may(page: Page, county: Town) -> None:
    """The control: without it the tests below would show nothing about kept pages."""
    open_(page, "/privacy/")
    page.goto("/accessibility/")
    step(page, "back")
    reasons = "() => JSON.stringify(performance.getEntriesByType('navigation')[0].notRestoredReasons)"
    assert page.evaluate("() => window.wasKept") is True, page.evaluate(reasons)


def test_back_on_a_terminal_after_the_turn(page: Page, county: Town, clock: Any) -> None:
    open_(page, HOME)
    send(page, clock)
    assert SECRETS[0] in page.content()
    page.get_by_role("link", name="撤回").click()
    page.wait_for_url("**/withdraw/")
    page.get_by_role("link", name="下一位").click()
    page.wait_for_url(f"**{HOME}")
    expect_nothing_of_the_last_visitor(page)


def test_back_on_a_terminal_after_a_look_up(page: Page, county: Town, clock: Any) -> None:
    filed = county.filed["submitted"]
    open_(page, HOME)
    open_(page, "/track/")
    page.locator("[name=code]").fill(filed.receipt.code)
    page.locator("[name=last4]").fill(county.story.case.phone[-4:] if county.story.case.phone else "")
    page.get_by_role("button", name="查看进度").click()
    page.wait_for_url("**/track/2026-*/")
    number = filed.case.ledger_number
    assert number in page.content()
    page.get_by_role("link", name="撤回").click()
    page.get_by_role("link", name="下一位").click()
    page.wait_for_url(f"**{HOME}")
    for _ in range(STEPS_BACK):
        read = step(page, "back")
        if page.url == "about:blank":
            break
        assert number not in read, page.url
        assert "确认撤回" not in read, page.url


def test_back_on_a_tablet_finds_an_empty_form(page: Page, county: Town, clock: Any) -> None:
    open_(page, "/s/gyllzx/")
    send(page, clock)
    read = step(page, "back")
    assert "/s/gyllzx/" in page.url
    assert "提交留言" in page.content()
    for secret in SECRETS:
        assert secret not in read, secret
    for name in WRITTEN:
        assert page.locator(f"[name={name}]").input_value() == "", name


def test_back_after_the_device_was_cleared(page: Page, county: Town, clock: Any) -> None:
    send(page, clock)
    page.get_by_role("button", name="完成，清除本机").click()
    page.wait_for_selector("text=本机已清除")
    expect_nothing_of_the_last_visitor(page)


def test_a_terminal_left_alone_goes_home_without_a_script(
    keeping: Browser, origin: str, county: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(terminals, "READING_SECONDS", 1)
    monkeypatch.setattr(terminals, "WRITING_SECONDS", 1)
    context = keeping.new_context(java_script_enabled=False, base_url=origin)
    left = context.new_page()
    left.goto(HOME)
    for path in ("/policies/", "/s/gyllzx/", "/track/"):
        left.goto(path)
        left.wait_for_url(f"**{HOME}", timeout=PATIENCE)
    context.close()
