"""A browser's visit to the site: everything that it asked for, what its console said, and what may be asserted."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, CDPSession, Page, Request

KILO = 1000
AXE = Axe()
# Chromium repeats in its console the status of a page that is an answer to a mistake.
STATUS_OF_THE_PAGE = "Failed to load resource: the server responded with a status of"
LAYOUT_SHIFTS = """() => new Promise((tell) => {
  new PerformanceObserver((list) => tell(list.getEntries().reduce((sum, each) => sum + each.value, 0)))
    .observe({type: "layout-shift", buffered: true});
  setTimeout(() => tell(0), 200);
})"""
LARGEST_PAINT = """() => new Promise((tell) => {
  new PerformanceObserver((list) => tell(Math.max(...list.getEntries().map((each) => each.startTime))))
    .observe({type: "largest-contentful-paint", buffered: true});
  setTimeout(() => tell(-1), 2000);
})"""
# As Lighthouse throttles: 150 ms there and back, 1.6 Mbit/s.
SLOW_4G = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 93_750}
OVERFLOWING = """() => {
  const root = document.documentElement, width = root.clientWidth;
  if (root.scrollWidth <= width) return [];
  const wide = [...document.querySelectorAll("body *")].filter((node) => node.getBoundingClientRect().right > width + 0.5);
  return [root.scrollWidth + " > " + width, ...wide.slice(0, 5).map((node) => node.outerHTML.slice(0, 160))];
}"""
# A cell whose words stand below each other, a letter or two on each line.
SQUEEZED = """() => [...document.querySelectorAll("td, th")].filter((cell) => {
  const words = cell.innerText.trim(), style = getComputedStyle(cell), box = cell.getBoundingClientRect();
  const lies = [cell, ...cell.children].every((node) => getComputedStyle(node).writingMode.startsWith("horizontal"));
  if (!box.height || words.length < 5 || !lies) return false;
  const inner = box.height - parseFloat(style.paddingTop) - parseFloat(style.paddingBottom);
  const lines = Math.round(inner / parseFloat(style.lineHeight));
  return box.width < 60 && lines > 2 && words.length / lines < 3;
}).slice(0, 5).map((cell) => cell.outerHTML.slice(0, 160))"""


@dataclass
class Transfer:
    """What came over the wire, in compressed bytes with headers; data: addresses ask for nothing."""

    kinds: dict[str, tuple[str, str]] = field(default_factory=dict)
    weights: dict[str, int] = field(default_factory=dict)

    def listen(self, session: CDPSession) -> None:
        session.on("Network.requestWillBeSent", self._sent)
        session.on("Network.loadingFinished", self._finished)
        session.send("Network.enable")

    def _sent(self, event: dict[str, Any]) -> None:
        url = event["request"]["url"]
        if not url.startswith("data:"):
            self.kinds[event["requestId"]] = (urlsplit(url).path, event.get("type", ""))

    def _finished(self, event: dict[str, Any]) -> None:
        self.weights[event["requestId"]] = round(event["encodedDataLength"])

    @property
    def requests(self) -> list[str]:
        return [path for path, _ in self.kinds.values()]

    @property
    def total(self) -> int:
        return sum(self.weights.get(key, 0) for key in self.kinds)

    @property
    def script(self) -> int:
        return sum(self.weights.get(key, 0) for key, (_, kind) in self.kinds.items() if kind == "Script")

    def expect_within(self, total: int, requests: int, script: int = 0) -> None:
        print(
            f"{self.requests[0]}: {self.total} bytes, {self.script} of script, {len(self.requests)} requests"
        )
        assert self.total <= total, self.requests
        assert len(self.requests) <= requests, self.requests
        assert self.script <= script, self.requests


@dataclass
class Visit:
    """One tab; `expect_clean` says whether anything went wrong in it."""

    page: Page
    origin: str
    foreign: list[str] = field(default_factory=list)
    console: list[str] = field(default_factory=list)
    cost: Transfer = field(default_factory=Transfer)

    @classmethod
    def begin(cls, context: BrowserContext, origin: str) -> "Visit":
        """In a fresh profile, so that `cost` is that of a first view."""
        visit = cls(context.new_page(), origin)
        visit.cost.listen(context.new_cdp_session(visit.page))
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

    def open(self, path: str, status: int = 200, *, settled: bool = False) -> Page:
        response = self.page.goto(self.origin + path, wait_until="networkidle" if settled else "load")
        assert response is not None
        assert response.status == status, f"{path}: {response.status}"
        return self.page

    def expect_clean(self) -> None:
        """No console error, no violation of the content security policy, nobody else was asked for anything."""
        assert self.console == []
        assert self.foreign == []

    def expect_accessible(self) -> None:
        """axe finds nothing, and is not left in doubt about any contrast."""
        found = AXE.run(
            self.page, options={"resultTypes": ["violations", "incomplete"], "iframes": False}
        ).response
        doubts = [rule for rule in found["incomplete"] if rule["id"] == "color-contrast"]
        assert [*_described(found["violations"]), *_described(doubts)] == []

    def expect_steady(self) -> None:
        """Nothing moved while the page was drawn."""
        assert self.page.evaluate(LAYOUT_SHIFTS) == 0

    def slow_down(self) -> None:
        """From now on the line is a slow 4G."""
        session = self.page.context.new_cdp_session(self.page)
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", SLOW_4G)

    def largest_paint(self) -> float:
        """Milliseconds until the largest part of the page was drawn."""
        return float(self.page.evaluate(LARGEST_PAINT))

    def expect_no_overflow(self, widths: Iterable[int], zooms: Iterable[int] = (100, 150, 200)) -> None:
        for width in widths:
            self.page.set_viewport_size({"width": width, "height": 760})
            for zoom in zooms:
                self.page.evaluate("zoom => { document.documentElement.style.fontSize = zoom + '%' }", zoom)
                wide = self.page.evaluate(OVERFLOWING)
                assert not wide, f"{self.page.url} at {width} px, {zoom} %: {wide}"
            # What is to be printed keeps its columns; the largest letters may break words.
            squeezed = [] if self.page.url.endswith("/print/") else self.page.evaluate(SQUEEZED)
            assert not squeezed, f"{self.page.url} at {width} px: {squeezed}"
        self.page.evaluate("() => { document.documentElement.style.fontSize = '' }")


def _described(rules: list[dict[str, Any]]) -> list[str]:
    return [
        f"{rule['id']}: {node['html'][:200]} {json.dumps(_reason(node), ensure_ascii=False)}"
        for rule in rules
        for node in rule["nodes"]
    ]


def _reason(node: dict[str, Any]) -> list[str]:
    return [check["message"] for check in [*node["any"], *node["all"], *node["none"]]]
