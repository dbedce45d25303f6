"""A browser's visit to the site: everything that it asked for, what its console said, and what may be asserted."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, CDPSession, Page, Request

KILO = 1000
AXE = Axe()
# Chromium repeats in its console the status of a page that is an answer to a mistake.
STATUS_OF_THE_PAGE = "Failed to load resource: the server responded with a status of"
OVERFLOWING = """() => {
  const root = document.documentElement, width = root.clientWidth;
  if (root.scrollWidth <= width) return [];
  const wide = [...document.querySelectorAll("body *")].filter((node) => node.getBoundingClientRect().right > width + 0.5);
  return [root.scrollWidth + " > " + width, ...wide.slice(0, 5).map((node) => node.outerHTML.slice(0, 160))];
}"""


@dataclass
class Transfer:
    """What a cold visit cost: compressed bytes with headers, by kind."""

    requests: list[str]
    total: int
    script: int


@dataclass
class Visit:
    """One tab; `expect_clean` says whether anything went wrong in it."""

    page: Page
    origin: str
    foreign: list[str] = field(default_factory=list)
    console: list[str] = field(default_factory=list)

    @classmethod
    def begin(cls, context: BrowserContext, origin: str) -> "Visit":
        visit = cls(context.new_page(), origin)
        visit.page.on("request", visit._requested)
        visit.page.on("pageerror", lambda error: visit.console.append(f"error: {error}"))
        visit.page.on(
            "console",
            lambda message: (
                visit.console.append(f"{message.type}: {message.text}")
                if message.type in ("error", "warning") and STATUS_OF_THE_PAGE not in message.text
                else None
            ),
        )
        return visit

    def _requested(self, request: Request) -> None:
        if not request.url.startswith((f"{self.origin}/", "data:")):
            self.foreign.append(request.url)

    def open(self, path: str, status: int = 200) -> Page:
        response = self.page.goto(self.origin + path, wait_until="load")
        assert response is not None
        assert response.status == status, f"{path}: {response.status}"
        return self.page

    def expect_clean(self) -> None:
        """No console error, no violation of the content security policy, nobody else was asked for anything."""
        assert self.console == []
        assert self.foreign == []

    def expect_accessible(self) -> None:
        """axe finds nothing, and is not left in doubt about any contrast."""
        found = AXE.run(self.page, options={"resultTypes": ["violations", "incomplete"]}).response
        doubts = [rule for rule in found["incomplete"] if rule["id"] == "color-contrast"]
        assert [*_told(found["violations"]), *_told(doubts)] == []

    def expect_no_overflow(self, widths: Iterable[int], zooms: Iterable[int] = (100, 150, 200)) -> None:
        for width in widths:
            self.page.set_viewport_size({"width": width, "height": 760})
            for zoom in zooms:
                self.page.evaluate("zoom => { document.documentElement.style.fontSize = zoom + '%' }", zoom)
                assert self.page.evaluate(OVERFLOWING) == [], f"{self.page.url} at {width} px, {zoom} %"
        self.page.evaluate("() => { document.documentElement.style.fontSize = '' }")


def measured(context: BrowserContext, origin: str, path: str) -> Transfer:
    """Opens the page as the first of a visit and adds up what came over the wire."""
    page = context.new_page()
    session = context.new_cdp_session(page)
    asked, weights = _listen(session)
    page.goto(origin + path, wait_until="networkidle")
    sizes = {asked[key][0]: weight for key, weight in weights.items() if key in asked}
    scripts = [asked[key][0] for key in asked if asked[key][1] == "Script"]
    page.close()
    return Transfer(
        requests=[url.removeprefix(origin) for url in sizes],
        total=sum(sizes.values()),
        script=sum(sizes[url] for url in scripts),
    )


def _listen(session: CDPSession) -> tuple[dict[str, tuple[str, str]], dict[str, int]]:
    asked: dict[str, tuple[str, str]] = {}
    weights: dict[str, int] = {}

    def sent(event: dict[str, Any]) -> None:
        if not event["request"]["url"].startswith("data:"):
            asked[event["requestId"]] = (event["request"]["url"], event.get("type", ""))

    def finished(event: dict[str, Any]) -> None:
        weights[event["requestId"]] = round(event["encodedDataLength"])

    session.on("Network.requestWillBeSent", sent)
    session.on("Network.loadingFinished", finished)
    session.send("Network.enable")
    return asked, weights


def _told(rules: list[dict[str, Any]]) -> list[str]:
    return [
        f"{rule['id']}: {node['html'][:200]} {json.dumps(_reason(node), ensure_ascii=False)}"
        for rule in rules
        for node in rule["nodes"]
    ]


def _reason(node: dict[str, Any]) -> list[str]:
    return [check["message"] for check in [*node["any"], *node["all"], *node["none"]]]
