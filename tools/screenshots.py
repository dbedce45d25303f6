"""Pictures of the demo's screens at five widths, by role, in VAR_DIR/screenshots, for a person to look at."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path
from urllib.parse import quote

from demo_guide import answers
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ["VAR_DIR"])
SITE = f"http://127.0.0.1:{os.environ['PORT']}"
# From a small old telephone to the clerk's second screen.
WIDTHS = ((320, 640), (390, 844), (768, 1024), (1366, 768), (1920, 1080))
BOARD = ((1366, 768), (1920, 1080), (3840, 2160))
NOBODY = "visitor"

# What a menu does not lead to, by who looks at it; the pages of each one's menu come beside these.
SCREENS: dict[str, tuple[str, ...]] = {
    NOBODY: (
        "/", "/s/gyllzx/", "/track/", "/representatives/", "/disclosure/", "/policies/", "/policies/?q=贷款",
        "/policies/fit/", "/information/", "/handbook/", "/handbook/finance/", "/counter/gyllzx/", "/accounts/login/",
        "/nowhere/", "/api/docs/", "/board/gyllzx/", "/board/gyllzx/?theme=dark",
    ),
    "representative": (), "liaison": (), "department": (), "head": (), "clerk": (), "approver": (), "auditor": (),
    "staff": (
        "/desk/requests/urge/?scope=late", "/desk/requests/print/?due=over", "/desk/figures/?by=group",
        "/desk/policies/readings/", "/admin/",
    ),
    "administrator": ("/admin/",),
}  # fmt: skip
MENU = ".side a[href]"


def main() -> None:
    """All roles, or those that are named; the pictures stand in an index page, a table of pages by widths each."""
    os.environ["SITE_URL"] = SITE
    folder = VAR_DIR / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(["tools/demo", "prepare"], cwd=ROOT, check=True)
    named = sys.argv[1:] or list(SCREENS)
    failed: list[str] = []
    with web(), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        taken = {who: dict(pictures(browser, folder, who, failed)) for who in named}
        browser.close()
    (folder / "index.html").write_text(index(taken), encoding="utf-8")
    print(folder / "index.html")
    if failed:
        sys.exit("Not answered with a page: " + ", ".join(failed))


def pictures(browser: Browser, folder: Path, who: str, failed: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Each address of a role with the names of its pictures."""
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    paths = list(SCREENS[who])
    if who != NOBODY:
        sign_in(page, who)
        paths = list(
            dict.fromkeys([*page.eval_on_selector_all(MENU, "links => links.map(a => a.pathname)"), *paths])
        )
    for path in paths:
        names = []
        is_board = path.startswith("/board/")
        for width, height in BOARD if is_board else WIDTHS:
            page.set_viewport_size({"width": width, "height": height})
            response = page.goto(SITE + path)
            if response is None or not (response.ok or path == "/nowhere/"):
                failed.append(f"{path} ({who})")
                break
            names.append(f"{who}{path.replace('/', '-').rstrip('-').replace('?', '-')}-{width}.png")
            page.screenshot(path=folder / names[-1], full_page=not is_board)
        yield path, names
    context.close()


def index(taken: dict[str, dict[str, list[str]]]) -> str:
    """One page to look through: roles, then pages, each at its widths."""
    parts = [
        "<!doctype html><meta charset=utf-8><title>Screens</title><style>img{width:15rem;vertical-align:top;margin:.5rem}</style>"
    ]
    for who, paths in taken.items():
        parts.append(f"<h1>{escape(who)}</h1>")
        for path, names in paths.items():
            shown = "".join(
                f'<a href="{quote(name)}"><img src="{quote(name)}" loading=lazy alt=""></a>' for name in names
            )
            parts.append(f"<h2>{escape(path)}</h2><p>{shown}</p>")
    return "\n".join(parts)


def sign_in(page: Page, who: str) -> None:
    page.goto(f"{SITE}/accounts/login/")
    page.fill("input[name=login]", who)
    page.fill("input[name=password]", f"demo-{who}")
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/desk/**")


@contextmanager
def web() -> Iterator[None]:
    command = [".venv/bin/gunicorn", "config.wsgi", "--bind", SITE.removeprefix("http://"), "--workers", "2"]
    with (VAR_DIR / "screenshots.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log, env=os.environ | {"DEMO": "1"})
    try:
        if not answers(f"{SITE}/healthz"):
            sys.exit(f"{SITE} did not answer; see {VAR_DIR}/screenshots.log.")
        yield
    finally:
        process.terminate()
        process.wait()


if __name__ == "__main__":
    main()
