"""Watches the lobby screen in a browser for a while and says whether it stayed level (see tools/soak).

With a pace of 8 the screen's clock and timers run eight times as fast: a working day of polls, turns and swaps in an
hour. The server's clock is the machine's, so between two polls the shown time runs ahead by less than a minute.
"""

import os
import secrets
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright
from screenshots import ROOT, SITE, web

BOARD = "/board/gyllzx/"
MINUTE = 60
WARM = 3
# The network goes after a third of the time, for as long as three lost polls and one more take.
OFFLINE = 5
HEAP_GROWS_AT_MOST, NODES_GROW_BY, SERVER_GROWS_AT_MOST = 4e6, 0.1, 60e6
REQUESTS_A_MINUTE = 4
# So often somebody leaves a request, which the screen must count at its next poll.
RECEIVED = ".b-sums dd b"
NEWS_EVERY = 15
FASTER = """(() => {
  const now = Date.now.bind(Date), began = now(), once = setTimeout, again = setInterval;
  Date.now = () => began + (now() - began) * PACE;
  window.setTimeout = (act, wait, ...given) => once(act, wait / PACE, ...given);
  window.setInterval = (act, wait, ...given) => again(act, wait / PACE, ...given);
})()"""
SHANGHAI = timezone(timedelta(hours=8))


@dataclass(frozen=True)
class Reading:
    """What one minute left behind; `apart` is how far the shown time is from the machine's, in minutes.

    `is_stale` is what the screen said of itself, `is_off` whether the network was gone.
    """

    minute: int
    heap: float
    nodes: int
    server: int
    apart: float
    requests: int
    wrong: int
    received: int
    is_stale: bool
    is_off: bool

    def __str__(self) -> str:
        state = ("network off, " if self.is_off else "") + ("stale" if self.is_stale else "live")
        return (
            f"{self.minute:4} min  heap {self.heap / 1e6:6.2f} MB  nodes {self.nodes:5}  server {self.server / 1e6:6.1f} MB"
            f"  clock {self.apart:+.1f} min  requests {self.requests}  wrong {self.wrong}"
            f"  received {self.received}  {state}"
        )


class Watch:
    """The screen's page, its requests counted since the last reading."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.session: CDPSession = page.context.new_cdp_session(page)
        self.counted: Counter[str] = Counter()
        page.on("request", lambda _: self.counted.update(["requests"]))
        page.on("response", lambda response: self.counted.update(["wrong"] if response.status >= 400 else []))
        page.on("pageerror", lambda _: self.counted.update(["wrong"]))

    def read(self, minute: int, *, is_off: bool) -> Reading:
        self.session.send("HeapProfiler.collectGarbage")
        metrics = self.session.send("Memory.getDOMCounters")
        heap = self.session.send("Runtime.getHeapUsage")["usedSize"]
        hours, minutes = self.page.inner_text("#clock").split(":")
        now = datetime.now(SHANGHAI)
        apart = (int(hours) - now.hour) * 60 + int(minutes) - now.minute - now.second / 60 + 0.5
        taken, self.counted = self.counted, Counter()
        is_stale = bool(self.page.evaluate("document.documentElement.classList.contains('stale')"))
        return Reading(
            minute,
            heap,
            metrics["nodes"],
            server_memory(),
            apart,
            taken["requests"],
            taken["wrong"],
            int(self.page.inner_text(RECEIVED)),
            is_stale,
            is_off,
        )


def server_memory() -> int:
    """Of the web processes that this run has started, together."""
    found = subprocess.run(
        ["ps", "-o", "pid=,ppid=,rss=,args=", "-A"], capture_output=True, text=True, check=True
    ).stdout
    rows = [line.split(None, 3) for line in found.splitlines()]
    own = {row[0] for row in rows if row[1] == str(os.getpid()) and "gunicorn" in row[3]}
    own |= {row[0] for row in rows if row[1] in own}
    return sum(int(row[2]) * 1024 for row in rows if row[0] in own)


def leave_request(browser: Browser) -> None:
    """A visitor at the station's code, each with a matter and a number of the own."""
    number = secrets.randbelow(10_000)
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    page.goto(f"{SITE}/s/gyllzx/")
    page.fill("[name=text]", f"厂区东侧{number}号路灯坏了一个月，夜班下班不安全。")
    page.fill("[name=enterprise_name]", f"鼎旺变压器{number}厂")
    page.fill("[name=contact]", "王明")
    page.fill("[name=phone]", f"1390000{number:04}")
    page.check("[name=share_contact]")
    page.click("form[data-keep] button.primary")
    page.wait_for_url("**/r*/**")
    context.close()


def watch(minutes: int, pace: int) -> list[Reading]:
    gone = range(minutes // 3, minutes // 3 + OFFLINE) if minutes >= 3 * OFFLINE else range(0)
    readings = []
    with web(), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        context = browser.new_context(locale="zh-CN", viewport={"width": 1920, "height": 1080})
        page = context.new_page()
        page.add_init_script(FASTER.replace("PACE", str(pace)))
        watched = Watch(page)
        page.goto(SITE + BOARD)
        began = time.monotonic()
        for minute in range(1, minutes + 1):
            context.set_offline(minute in gone)
            if minute % NEWS_EVERY == 0:
                leave_request(browser)
            page.wait_for_timeout(max(0, began + minute * MINUTE / pace - time.monotonic()) * 1000)
            readings.append(watched.read(minute, is_off=minute in gone))
            print(readings[-1], flush=True)
        browser.close()
    return readings


def faults(readings: list[Reading], minutes: int, pace: int) -> list[str]:
    """In words; the first minutes warm up."""
    level = readings[WARM:] or readings
    first, last = level[0], level[-1]
    # Each web process has met its first forms by then.
    settled = readings[len(readings) // 4]
    online = [row for row in readings if not row.is_stale]
    found = []
    if last.heap - first.heap > HEAP_GROWS_AT_MOST:
        found.append(f"the page's memory grew by {(last.heap - first.heap) / 1e6:.1f} MB")
    if last.nodes > first.nodes * (1 + NODES_GROW_BY) + 50:
        found.append(f"nodes grew from {first.nodes} to {last.nodes}")
    if last.server - settled.server > SERVER_GROWS_AT_MOST:
        found.append(f"the server's memory grew by {(last.server - settled.server) / 1e6:.0f} MB")
    # Faster than the server's, not corrected while the network is gone, and the longer an answer takes the later.
    told = readings if pace == 1 else [row for row in online if not row.is_off]
    worst = max((abs(row.apart) for row in told), default=0)
    if worst > (1 if pace == 1 else 3):
        found.append(f"the clock was wrong by {worst:.1f} minutes")
    if any(row.wrong for row in online):
        found.append("some answers were errors")
    if sum(row.requests for row in readings) > REQUESTS_A_MINUTE * minutes + 40:
        found.append("it asked too often")
    if last.received - readings[0].received < minutes // NEWS_EVERY - 1:
        found.append("it did not count what came in meanwhile")
    if minutes >= 3 * OFFLINE and not any(row.is_stale and row.is_off for row in readings):
        found.append("a lost network was not said")
    if last.is_stale:
        found.append("it did not come back")
    return found


def main() -> None:
    minutes, pace = int(sys.argv[1]), int(sys.argv[2])
    subprocess.run(["tools/demo", "prepare"], cwd=ROOT, check=True)
    found = faults(watch(minutes, pace), minutes, pace)
    print("\n".join(found) or f"Level for {minutes} minutes of the screen.")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
