"""Pictures of the demo's screens at the widths that matter, in VAR_DIR/screenshots, for a person to look at."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from demo_guide import answers
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ["VAR_DIR"])
SITE = f"http://127.0.0.1:{os.environ['PORT']}"
PHONE, LAPTOP, LOBBY, LOBBY_4K = (360, 760), (1366, 768), (1920, 1080), (3840, 2160)
NOBODY = ""

# Who looks at what, and on what.
SCREENS = (
    (NOBODY, "/", (PHONE, LAPTOP)),
    (NOBODY, "/s/gyllzx/", (PHONE, LAPTOP)),
    (NOBODY, "/track/", (PHONE,)),
    (NOBODY, "/representatives/", (PHONE, LAPTOP)),
    (NOBODY, "/disclosure/", (PHONE, LAPTOP)),
    (NOBODY, "/policies/", (PHONE, LAPTOP)),
    (NOBODY, "/policies/?q=贷款", (PHONE,)),
    (NOBODY, "/policies/fit/", (PHONE,)),
    (NOBODY, "/information/", (PHONE,)),
    (NOBODY, "/handbook/", (PHONE, LAPTOP)),
    (NOBODY, "/handbook/finance/", (PHONE,)),
    (NOBODY, "/counter/gyllzx/", (LAPTOP, LOBBY)),
    (NOBODY, "/accounts/login/", (PHONE, LAPTOP)),
    (NOBODY, "/nowhere/", (PHONE,)),
    (NOBODY, "/board/gyllzx/", (LAPTOP, LOBBY, LOBBY_4K)),
    (NOBODY, "/board/gyllzx/?theme=dark", (LOBBY,)),
    (NOBODY, "/api/docs/", (LAPTOP,)),
    ("liaison", "/desk/", (PHONE, LAPTOP)),
    ("liaison", "/desk/requests/", (PHONE, LAPTOP)),
    ("staff", "/desk/supervision/", (PHONE, LAPTOP)),
    ("staff", "/desk/requests/urge/?scope=late", (LAPTOP,)),
    ("staff", "/desk/requests/print/?due=over", (LAPTOP,)),
    ("staff", "/desk/figures/?by=group", (PHONE, LAPTOP)),
    ("liaison", "/desk/progress/", (PHONE, LAPTOP)),
    ("staff", "/desk/policies/", (LAPTOP,)),
    ("staff", "/desk/handbook/", (PHONE, LAPTOP)),
    ("staff", "/desk/policies/readings/", (LAPTOP,)),
    ("representative", "/desk/", (PHONE, LAPTOP)),
    ("department", "/desk/", (PHONE, LAPTOP)),
    ("head", "/desk/", (PHONE, LAPTOP)),
    ("clerk", "/desk/", (PHONE, LAPTOP)),
    ("approver", "/desk/", (LAPTOP,)),
    ("staff", "/admin/", (LAPTOP,)),
    ("administrator", "/admin/", (LAPTOP,)),
    ("auditor", "/admin/", (LAPTOP,)),
)


def main() -> None:
    os.environ["SITE_URL"] = SITE
    folder = VAR_DIR / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(["tools/demo", "prepare"], cwd=ROOT, check=True)
    with web(), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        failed = [screen for screen in SCREENS if not all(picture(browser, folder, *screen))]
        browser.close()
    print(f"{folder}")
    if failed:
        sys.exit(
            "Not answered with a page: "
            + ", ".join(f"{path} ({who or 'visitor'})" for who, path, _ in failed)
        )


def picture(
    browser: Browser, folder: Path, who: str, path: str, sizes: tuple[tuple[int, int], ...]
) -> Iterator[bool]:
    for width, height in sizes:
        context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN")
        page = context.new_page()
        if who:
            sign_in(page, who)
        response = page.goto(SITE + path)
        name = f"{who or 'visitor'}{path.replace('/', '-').rstrip('-').replace('?', '-')}-{width}"
        page.screenshot(path=folder / f"{name}.png", full_page=not path.startswith("/board/"))
        yield response is not None and (response.ok or path == "/nowhere/")
        context.close()


def sign_in(page: Page, who: str) -> None:
    page.goto(f"{SITE}/accounts/login/")
    page.fill("input[name=login]", who)
    page.fill("input[name=password]", f"demo-{who}")
    page.press("input[name=password]", "Enter")
    page.wait_for_load_state()


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
