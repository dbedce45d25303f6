"""The lobby screen: the same at every size, light, quiet on the network, and level after hours of polling."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

import pytest
from django.core.cache import cache
from playwright.sync_api import CDPSession, Page, Route

from tests.browser.conftest import OpenContext, OpenVisit
from tests.browser.visits import KILO
from tests.conftest import NOW

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

BOARD = "/board/gyllzx/"
POLL = "**/board/gyllzx/main/"
SIZES = ((1366, 768), (1920, 1080), (3840, 2160))
SMALLEST_TEXT, LOWEST_ROW, A_LITTLE = 1.625, 2.5, 0.2
MINUTE, A_MOMENT = 60_000, 30
POLLS = 4
SWAPS = 300
WARM = 20
# With it, a poll comes every 60 seconds exactly.
NO_JITTER = "Math.random = () => 0.5"
# In rem, so that the sizes can be compared: what is too small, too low, or outside the frame.
FAULTS = """([text, row]) => {
  const root = document.documentElement, rem = parseFloat(getComputedStyle(root).fontSize), faults = [];
  if (root.scrollWidth > root.clientWidth || root.scrollHeight > root.clientHeight) faults.push("the page scrolls");
  for (const node of document.querySelectorAll("body *")) {
    const box = node.getBoundingClientRect(), words = [...node.childNodes].some((each) => each.nodeType === 3 && each.data.trim());
    if (!box.width || !node.checkVisibility({visibilityProperty: true})) continue;
    if (words && parseFloat(getComputedStyle(node).fontSize) < (text - 0.01) * rem) faults.push("small: " + node.outerHTML.slice(0, 120));
    if (node.matches("tbody tr") && box.height < (row - 0.01) * rem) faults.push("low: " + node.outerHTML.slice(0, 120));
    if (node.closest("main") && box.bottom > document.querySelector("footer").getBoundingClientRect().top + 1) faults.push("under the footer: " + node.outerHTML.slice(0, 120));
    if (box.right > root.clientWidth + 1 || box.bottom > root.clientHeight + 1) faults.push("outside: " + node.outerHTML.slice(0, 120));
  }
  return faults;
}"""
PLACES = """() => {
  const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
  return [...document.querySelectorAll("header, main > *, footer, .b-rail img")].map((node) => {
    const box = node.getBoundingClientRect();
    return [box.x, box.y, box.width, box.height].map((each) => each / rem);
  });
}"""


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_every_scene_is_read_from_afar(width: int, height: int, visit: OpenVisit) -> None:
    with visit(width=width, height=height) as opened:
        page = opened.open(f"{BOARD}?rotate=0")
        for tab in page.locator("[data-tab]").all():
            tab.click()
            assert page.evaluate(FAULTS, [SMALLEST_TEXT, LOWEST_ROW]) == []


def test_the_board_is_the_same_at_every_size(visit: OpenVisit) -> None:
    with visit() as opened:
        page = opened.open(f"{BOARD}?rotate=0")
        places = []
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            places.append(page.evaluate(PLACES))
    for other in places[1:]:
        assert [[pytest.approx(each, abs=A_LITTLE) for each in box] for box in places[0]] == other


@pytest.mark.parametrize("theme", ["", "dark"])
def test_every_scene_is_accessible(theme: str, visit: OpenVisit) -> None:
    with visit(width=1920, height=1080) as opened:
        page = opened.open(f"{BOARD}?rotate=0&theme={theme}")
        background = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert background == ("rgb(25, 20, 19)" if theme else "rgb(247, 244, 239)")
        for tab in page.locator("[data-tab]").all():
            tab.click()
            opened.expect_accessible()


def test_the_board_is_light(visit: OpenVisit) -> None:
    with visit(width=1920, height=1080) as opened:
        opened.open(BOARD, settled=True)
        opened.cost.expect_within(25 * KILO, 5, 5 * KILO)


def test_scenes_turn_unless_told_not_to(tab: OpenContext, origin: str) -> None:
    for query, turns in (("", True), ("?rotate=0", False)):
        with held(tab, origin + BOARD + query) as page:
            first = shown(page)
            page.clock.run_for(MINUTE // 2)
            assert (shown(page) != first) is turns


def test_polls_are_answered_without_a_body_while_nothing_changes(tab: OpenContext, origin: str) -> None:
    # A screenful that another test left there would be made anew while this one polls.
    cache.clear()
    with held(tab, origin + BOARD) as page:
        statuses: list[int] = []
        page.on("response", lambda response: statuses.append(response.status))
        while len(statuses) < POLLS:
            page.clock.run_for(MINUTE // 4)
            page.wait_for_timeout(A_MOMENT)
        assert statuses == [200, *[304] * (POLLS - 1)]


def test_three_lost_polls_are_said_and_the_next_answer_takes_it_back(tab: OpenContext, origin: str) -> None:
    with held(tab, origin + BOARD) as page:
        lost = page.locator(".b-foot .lost")
        page.route(POLL, lambda route: route.abort())
        for misses in (1, 2, 3):
            assert not lost.is_visible(), f"after {misses - 1} misses"
            with page.expect_event("requestfailed"):
                page.clock.run_for(MINUTE)
        lost.wait_for(state="visible")
        assert lost.inner_text().startswith("网络中断，显示 ")
        page.unroute(POLL)
        page.clock.run_for(MINUTE)
        lost.wait_for(state="hidden")


def test_a_board_that_runs_for_hours_stays_level(tab: OpenContext, origin: str) -> None:
    """Five hours of polls, each with other content."""
    with held(tab, origin + BOARD) as page:
        session = page.context.new_cdp_session(page)
        served = page.request.get(f"{origin}{BOARD}main/").text()
        number = count(1)
        page.route(POLL, lambda route: swap_in(route, served, next(number)))
        swap(page, range(1, WARM + 1))
        nodes, heap = burden(session)
        swap(page, range(WARM + 1, WARM + SWAPS + 1))
        nodes_after, heap_after = burden(session)
    print(
        f"{SWAPS} swaps: nodes {nodes} to {nodes_after}, heap {heap / 1e6:.2f} to {heap_after / 1e6:.2f} MB"
    )
    assert abs(nodes_after - nodes) <= nodes * 0.02
    assert heap_after - heap < 0.5e6


@contextmanager
def held(tab: OpenContext, url: str) -> Iterator[Page]:
    """The board with a clock that the test moves, in a lobby's browser."""
    with tab(width=1920, height=1080) as context:
        page = context.new_page()
        page.add_init_script(NO_JITTER)
        page.clock.install(time=NOW)
        page.goto(url)
        page.clock.pause_at(NOW + dt.timedelta(minutes=1))
        yield page


def shown(page: Page) -> str:
    return page.locator("[data-scene]:not([hidden])").evaluate(
        "node => node.dataset.scene + node.dataset.page"
    )


def swap_in(route: Route, served: str, number: int) -> None:
    html = served.replace('data-at="', f'data-at="{number} ')
    route.fulfill(body=html, content_type="text/html; charset=utf-8", headers={"ETag": f'"{number}"'})


def swap(page: Page, numbers: range) -> None:
    for number in numbers:
        page.clock.run_for(MINUTE)
        page.locator(f"main[data-at^='{number} ']").wait_for(state="attached")


def burden(session: CDPSession) -> tuple[int, int]:
    session.send("HeapProfiler.collectGarbage")
    return session.send("Memory.getDOMCounters")["nodes"], session.send("Runtime.getHeapUsage")["usedSize"]


# Every number of the sums and rates has three digits, and every table seven rows of long words.
CROWD = """() => {
  const rows = 7, tall = 8 * parseFloat(getComputedStyle(document.documentElement).fontSize);
  const parts = document.querySelector(".b-parts dl");
  while (parts.children.length < 5) parts.append(parts.lastElementChild.cloneNode(true));
  document.querySelectorAll(".b-parts b").forEach((each) => { each.textContent = "888"; });
  document.querySelectorAll(".b-rates dd").forEach((each) => { each.innerHTML = "<b>100</b><small>%</small><span>888 / 888 件</span>"; });
  document.querySelectorAll(".b-scenes section").forEach((scene) => {
    const body = scene.querySelector("tbody");
    if (!body) return;
    const wanted = body.querySelector(".words") ? 4 : rows;
    while (body.rows.length < wanted) body.append(body.rows[0].cloneNode(true));
    body.querySelectorAll("td.num").forEach((each) => { if (/^\\d+$/.test(each.textContent)) each.textContent = "888"; });
  });
}"""
# What is cut off at the bottom of its scene, or written in two lines.
CUT = """() => {
  const faults = [], lines = (node) => {
    const range = document.createRange();
    range.selectNodeContents(node);
    const boxes = [...range.getClientRects()].filter((box) => box.width);
    return boxes.some((box, place) => place && box.left < boxes[place - 1].left - 2) ? 2 : 1;
  };
  document.querySelectorAll(".b-parts dd, .b-parts dt, .b-rates b, .b-rates span, .b-table td.num, .b-table th").forEach((node) => {
    if (node.checkVisibility() && lines(node) > 1) faults.push("wraps: " + node.outerHTML.slice(0, 90));
  });
  document.querySelectorAll(".b-parts dl > div, .b-rates > div").forEach((node) => {
    const right = Math.max(...[...node.querySelectorAll("dd *")].map((each) => each.getBoundingClientRect().right));
    if (right > node.getBoundingClientRect().right - 2) faults.push("too wide: " + node.outerHTML.slice(0, 90));
  });
  const left = document.querySelector(".b-left").getBoundingClientRect();
  document.querySelectorAll(".b-scenes section:not([hidden])").forEach((scene) => {
    const limit = scene.parentElement.getBoundingClientRect().bottom;
    scene.querySelectorAll("tr").forEach((row, place) => {
      if (row.getBoundingClientRect().bottom > limit + 1) faults.push(`row ${place} of ${scene.dataset.scene} is cut`);
    });
  });
  const sums = document.querySelector(".b-parts").getBoundingClientRect();
  if (sums.right > left.right + 1) faults.push("the sums leave their place");
  return faults;
}"""


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_three_digits_do_not_wrap_and_the_seventh_row_is_whole(
    width: int, height: int, visit: OpenVisit
) -> None:
    with visit(width=width, height=height) as opened:
        page = opened.open(f"{BOARD}?rotate=0")
        page.evaluate(CROWD)
        for tab in page.locator("[data-tab]").all():
            tab.click()
            assert page.evaluate(CUT) == []
