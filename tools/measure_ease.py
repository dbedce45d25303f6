"""Taps and seconds of the commonest tasks in a browser, the way they were done one by one and the way they can be done.

Needs the demo running at PORT (`make demo`) and changes its data: run it on a demo that may be thrown away. Seconds are
counted, not waited for: so many for each tap and for what is typed, none for reading; the pages' own loading is told
apart. Prints the rows of the table in docs/design.md; words of a task's name choose it.
"""

import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page, sync_playwright

SITE = f"http://127.0.0.1:{os.environ['PORT']}"
# A slow thumb on a telephone; digits of one's own number come twice as fast. A clerk at a keyboard.
CHARACTERS_A_MINUTE, DIGITS_A_MINUTE = 40, 80
SECONDS_A_TAP = 1.5
PHONE, LAPTOP = {"width": 390, "height": 844}, {"width": 1366, "height": 768}
# A case of the queue that is accepted by the usual form: what was found in an activity has another.
PLAIN = ".rows tr:not(:has-text('活动发现')) a.title"
TEXT = "厂门口路灯坏了一个月，夜班不安全。"


@dataclass
class Hand:
    """Does what a person does, and counts it."""

    page: Page
    taps: int = 0
    typed: float = 0.0
    loading: float = 0.0

    def open(self, path: str) -> None:
        """Where one begins; counted as loading alone."""
        self._timed(lambda: self.page.goto(SITE + path))

    def tap(self, selector: str) -> None:
        self.taps += 1
        self._timed(self.page.locator(selector).first.click)

    def key(self, key: str) -> None:
        self.taps += 1
        self._timed(lambda: self._pressed(key))

    def write(self, selector: str, text: str) -> None:
        """A field is tapped and filled."""
        self.taps += 1
        self.page.locator(selector).first.fill(text)
        a_minute = DIGITS_A_MINUTE if text.isdigit() else CHARACTERS_A_MINUTE
        self.typed += len(text) * 60 / a_minute

    @property
    def seconds(self) -> float:
        """At hand; what the pages take to load depends on the machine and is told apart."""
        return self.taps * SECONDS_A_TAP + self.typed

    def _pressed(self, key: str) -> None:
        with self.page.expect_navigation():
            self.page.keyboard.press(key)

    def _timed(self, act: Callable[[], object]) -> None:
        begun = time.monotonic()
        act()
        self.page.wait_for_load_state()
        self.loading += time.monotonic() - begun


def leave_request(hand: Hand) -> None:
    """An enterprise at the code: a sentence, its name, a person, a number."""
    hand.open("/s/gyllzx/")
    hand.write("[name=text]", TEXT)
    hand.write("[name=enterprise_name]", "鼎旺变压器")
    hand.write("[name=contact]", "王明")
    # Another each time: the same within an hour is asked about.
    hand.write("[name=phone]", f"139{int(time.time()) % 10**8:08}")
    hand.tap("label:has(input[name=share_contact])")
    hand.tap("form[data-keep] button.primary")
    hand.page.wait_for_url("**/r*/**")


def accept_one_by_one(hand: Hand) -> None:
    """List, case, form, back to the list: three times."""
    for _ in range(3):
        hand.open("/desk/requests/?queue=accept")
        hand.tap(PLAIN)
        hand.tap(".act a.btn.primary, main .actions a.btn.primary")
        hand.tap("form.step .form-end button:not([name])")


def accept_and_next(hand: Hand) -> None:
    """Home, then Ctrl+Enter from form to form: three times."""
    hand.open("/desk/requests/?queue=accept")
    hand.tap(PLAIN)
    hand.tap(".act a.btn.primary, main .actions a.btn.primary")
    for _ in range(3):
        hand.key("Control+Enter")


def accept_together(hand: Hand) -> None:
    """What is sure, ticked and confirmed once."""
    hand.open("/desk/requests/?queue=accept")
    hand.tap(".rows th.tick input")
    hand.tap("#bulk button[formaction*=accept]")
    hand.tap("form.step button.primary")


def call_enterprise(hand: Hand) -> None:
    """A representative from the home to the number that can be tapped."""
    hand.open("/desk/")
    hand.tap(".queue a:has-text('联系企业'), .next a.btn.primary:has-text('联系')")
    if hand.page.locator("form.step").count() == 0:
        hand.tap(".act a.btn.primary, main .actions a.btn.primary, a.btn:has-text('联系企业')")
    if hand.page.locator("button:has-text('显示电话')").count():
        hand.tap("button:has-text('显示电话')")
        hand.page.wait_for_selector("a[href^='tel:']")


DEMAND = "请三个工作日内上门勘查，答复企业接电方案、费用由谁承担和接通日期。"


def _assign(hand: Hand, fill_in: Callable[[], None]) -> None:
    """From the queue of those that wait for it, the words of the demand by `fill_in`."""
    hand.open("/desk/requests/?queue=assign")
    hand.tap(".rows a.title")
    hand.tap(".act a.btn.primary, main .actions a.btn.primary")
    fill_in()
    hand.tap("form.step .form-end button:not([name])")


def assign_by_hand(hand: Hand) -> None:
    _assign(hand, lambda: hand.write("[name=text]", DEMAND))


def assign_by_preset(hand: Hand) -> None:
    def press() -> None:
        preset = "button[name=preset]:has-text('用电报装')"
        if not hand.page.locator(preset).first.is_visible():
            hand.tap("summary:has-text('常用处理')")
        hand.tap(preset)

    _assign(hand, press)


def find_a_policy(hand: Hand) -> None:
    """An everyday word, and the first that is found."""
    hand.open("/policies/")
    hand.write("[name=q]", "招不到人")
    hand.tap(".searchbar button")
    hand.tap(".entries a")


TASKS: tuple[tuple[str, str, dict[str, int], Callable[[Hand], None]], ...] = (
    ("visitor", "leave a request (17 characters at 40 a minute)", PHONE, leave_request),
    ("visitor", "find a policy by an everyday word", PHONE, find_a_policy),
    ("staff", "accept three cases, back to the list after each", LAPTOP, accept_one_by_one),
    ("staff", "accept three cases, from one to the next", LAPTOP, accept_and_next),
    ("staff", "accept together all of a page that are sure", LAPTOP, accept_together),
    ("staff", "assign a case, the demand of 33 characters typed", LAPTOP, assign_by_hand),
    ("staff", "assign a case by a preset", LAPTOP, assign_by_preset),
    ("representative", "from the home to the enterprise's number", PHONE, call_enterprise),
)


def main() -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for who, task, size, act in TASKS:
            if sys.argv[1:] and not any(words in task for words in sys.argv[1:]):
                continue
            context = browser.new_context(viewport=size, locale="zh-CN")  # type: ignore[arg-type]
            page = context.new_page()
            if who != "visitor":
                page.goto(f"{SITE}/accounts/login/")
                page.fill("input[name=login]", who)
                page.fill("input[name=password]", f"demo-{who}")
                page.press("input[name=password]", "Enter")
                page.wait_for_url("**/desk/**")
            hand = Hand(page)
            act(hand)
            print(
                f"| {task} | {who} | {hand.taps} | {hand.seconds:.0f} | pages loaded in {hand.loading:.1f} s"
            )
            context.close()
        browser.close()


if __name__ == "__main__":
    main()
