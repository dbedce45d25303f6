"""Heights of the demo's pages on a telephone, by role, and tables there that have to be pushed sideways.

Follows each role's menu, then one page of every address that those lead to, and so on. Prints the long ones, the
longest first, and ends with 1 where there are any; `--all` prints every page. Roles may be named.
"""

import os
import sys
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from urllib.parse import urldefrag, urlsplit

import django
from django.urls import Resolver404, resolve
from playwright.sync_api import Browser, Page, sync_playwright
from screenshots import MENU, NOBODY, ROOT, SCREENS, SITE, sign_in, web

SCREEN = {"width": 390, "height": 844}
# docs/design.md: a page is at most so many screens long.
SCREENS_AT_MOST = 5
# Each step and kind of page is one of its own; of cases and people one is enough.
TELLING = ("step", "act", "verb", "kind", "tab", "scope", "by")
# Not screens for a telephone: the back office, the board, the terminal. The large edition stays when it
# was once chosen. Papers to print are known by their style sheet.
ELSEWHERE = (
    "/large/",
    "/counter/",
    "/admin/",
    "/board/",
    "/api/",
    "/accounts/logout/",
    "/static/",
    "/healthz",
)
INSIDE = ("/desk/", "/accounts/")
LINKS = "links => links.filter(a => !a.hasAttribute('download') && !a.target).map(a => a.href)"
SIDEWAYS = """() => [...document.querySelectorAll('main .scroll')].filter(box => box.scrollWidth > box.clientWidth + 1)
    .map(box => (box.getAttribute('aria-label') || '') + ' +' + (box.scrollWidth - box.clientWidth))"""
PAPER = "document.querySelector('link[href*=\"css/print\"]') !== null"
HEIGHT = "document.documentElement.scrollHeight"


@dataclass(frozen=True)
class Measured:
    who: str
    path: str
    height: int
    sideways: tuple[str, ...]

    def __str__(self) -> str:
        screens = self.height / SCREEN["height"]
        pushed = f"  sideways: {'; '.join(self.sideways)}" if self.sideways else ""
        return f"{self.height:6d} px  {screens:4.1f} screens  {self.who:15} {self.path}{pushed}"

    @property
    def is_long(self) -> bool:
        return self.height > SCREENS_AT_MOST * SCREEN["height"]


def main() -> None:
    os.environ.update(DEMO="1", SITE_URL=SITE, DJANGO_SETTINGS_MODULE="config.settings")
    sys.path.insert(0, str(ROOT))
    import_module("config.environment").load()
    django.setup()
    everything = "--all" in sys.argv
    named = [name for name in sys.argv[1:] if not name.startswith("-")] or list(SCREENS)
    with web(), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        found = [each for who in named for each in measured(browser, who)]
        browser.close()
    long = [each for each in found if each.is_long]
    for each in sorted(found, key=lambda each: -each.height):
        if everything or each.is_long or each.sideways:
            print(each)
    print(f"{len(found)} pages, {len(long)} longer than {SCREENS_AT_MOST} screens")
    sys.exit(1 if long else 0)


def measured(browser: Browser, who: str) -> Iterator[Measured]:
    context = browser.new_context(viewport=SCREEN, locale="zh-CN")  # type: ignore[arg-type]
    page = context.new_page()
    paths = list(SCREENS[who])
    if who != NOBODY:
        sign_in(page, who)
        paths += page.eval_on_selector_all(MENU, LINKS)
    waiting, seen = deque(paths), set[tuple[str, ...]]()
    while waiting:
        path = _local(waiting.popleft())
        key = kind_of(path)
        # Public pages are the same for everybody: they are measured once.
        if key is None or key in seen or (who != NOBODY and not path.startswith(INSIDE)):
            continue
        seen.add(key)
        if not _opened(page, path) or page.evaluate(PAPER):
            continue
        yield Measured(who, path, page.evaluate(HEIGHT), tuple(page.evaluate(SIDEWAYS)))
        waiting.extend(page.eval_on_selector_all("main a[href]", LINKS))
    context.close()


def kind_of(path: str) -> tuple[str, ...] | None:
    """What makes it a page of its own; None for what is none of the product's screens."""
    place = urlsplit(path)
    if (
        not path.startswith("/")
        or path.startswith(ELSEWHERE)
        or place.path.endswith((".pdf", ".xlsx", ".ics"))
    ):
        return None
    try:
        match = resolve(place.path)
    except Resolver404:
        return None
    told = (f"{name}={value}" for name, value in match.kwargs.items() if name in TELLING)
    asked = (part for part in place.query.split("&") if part.split("=")[0] in TELLING)
    return match.view_name, *told, *asked


def _local(address: str) -> str:
    return urldefrag(address.removeprefix(SITE))[0]


def _opened(page: Page, path: str) -> bool:
    """A file that is saved instead of shown, and what is no page, is none to measure."""
    answer = page.request.head(SITE + path)
    if not answer.ok or not answer.headers.get("content-type", "").startswith("text/html"):
        return False
    if "attachment" in answer.headers.get("content-disposition", ""):
        return False
    page.goto(SITE + path)
    return True


if __name__ == "__main__":
    main()
