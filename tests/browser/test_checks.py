"""The checks of this folder have been seen to fail: a page that is wrong on purpose does not pass them."""

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import OpenContext
from tests.browser.visits import Visit

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

SPOIL = """([style, text]) => {
  const node = document.createElement("p");
  node.textContent = text;
  Object.assign(node.style, style);
  document.querySelector("main").append(node);
}"""


def spoil(page: Page, text: str, **style: str) -> None:
    page.evaluate(SPOIL, [style, text])


def test_each_check_sees_what_it_is_for(tab: OpenContext, origin: str) -> None:
    with tab(width=320) as context:
        visit = Visit.begin(context, origin)
        page = visit.open("/track/", settled=True)
        with pytest.raises(AssertionError):
            visit.cost.expect_within(visit.cost.total - 1, 4)
        with pytest.raises(AssertionError):
            visit.cost.expect_within(visit.cost.total, len(visit.cost.requests) - 1)
        spoil(page, "看不清", color="#eeeeee")
        with pytest.raises(AssertionError, match="color-contrast"):
            visit.expect_accessible()
        spoil(page, "太宽", width="50rem")
        with pytest.raises(AssertionError, match="at 320 px, 100 %"):
            visit.expect_no_overflow((320,))
        visit.expect_clean()
        page.evaluate("document.querySelector('main').setAttribute('style', 'color: red')")
        page.evaluate(
            "document.body.append(Object.assign(new Image(), {src: 'http://127.0.0.2/elsewhere.png'}))"
        )
        page.wait_for_timeout(100)
        with pytest.raises(AssertionError):
            visit.expect_clean()
        assert any("Content Security Policy" in line for line in visit.console)
