"""One running installation of a rehearsal: its processes, its visitors, every receipt that was given out."""

import csv
import json
import re
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from tools.rehearsal import hosts
from tools.rehearsal.site import Broken, Process, Site, end, until
from tools.rehearsal.visitor import NO_ANSWER, READS_FOR, Answer, Door, Visitor


@dataclass
class Installation:
    """One county on PostgreSQL behind nginx: what runs, and every receipt that was given out."""

    site: Site
    stack: ExitStack
    backups: Path
    door: Door = field(default_factory=lambda: Door("", 0))
    ports: list[int] = field(default_factory=list)
    redis_port: int = 0
    running: dict[str, Process] = field(default_factory=dict)
    receipts: list[str] = field(default_factory=list)
    # How many receipts there were before the latest copy was begun: so many cases it holds at least.
    copied_at_least: int = 0

    def ready(self) -> tuple[int, str]:
        """The status of /readyz, and how the cache is; (0, "") while nobody answers."""
        try:
            answer = Visitor(self.door).ask("/readyz")
            return answer.status, str(json.loads(answer.text).get("cache", "ok"))
        except (*NO_ANSWER, ValueError):
            return 0, ""

    def send_many(self, senders: int, forms: int) -> int:
        """Each sender from an address of its own; every receipt is kept."""
        begins = len(self.receipts)

        def send(number: int) -> None:
            visitor = Visitor(self.door, f"127.0.{begins % 200 + 1}.{number + 2}")
            opened = [_patiently(visitor.open_form) for _ in range(forms)]
            time.sleep(READS_FOR)
            self.receipts.extend(visitor.send(form) for form in opened)

        with ThreadPoolExecutor(senders) as pool:
            list(pool.map(send, range(senders)))
        return len(self.receipts) - begins

    def prove_all(self) -> None:
        """Every receipt opens, and there are as many cases as receipts."""
        if len(set(self.receipts)) != len(self.receipts):
            raise Broken("two forms got the same receipt")
        for path in self.receipts:
            if (status := Visitor(self.door).ask(path).status) != 200:
                raise Broken(f"a receipt answers {status}")
        if (found := self.site.count_cases()) != len(self.receipts):
            raise Broken(f"{found} cases for {len(self.receipts)} receipts")

    def links(self) -> dict[str, str]:
        """Paths by user name, as `new_county` wrote them."""
        (file,) = self.site.folder.glob("first-links-*.csv")
        rows = list(csv.reader(file.read_text(encoding="utf-8-sig").splitlines()))
        return {row[1]: re.sub("^https?://[^/]+", "", row[2]) for row in rows[1:]}

    def follow(self, visitor: Visitor, path: str) -> tuple[Answer, str]:
        page = visitor.ask(path)
        return (visitor.ask(page.location), page.location) if page.status == 302 else (page, path)

    def restart(self) -> None:
        """Web, then queue."""
        for name in [name for name in self.running if name != "redis"]:
            end(self.running[name])
            self.running[name] = self.again(name)
        until(lambda: self.ready() == (200, "ok"), "/readyz after a restart")

    def again(self, name: str) -> Process:
        """As systemd does it."""
        if name == "redis":
            return hosts.redis(self.site, self.redis_port)
        return (
            self.site.web(int(name.removeprefix("web-")))
            if name.startswith("web-")
            else self.site.queue(name)
        )


def _patiently(ask: Callable[[], dict[str, str]]) -> dict[str, str]:
    """Opens a page again while a process is being replaced."""
    for _ in range(20):
        try:
            return ask()
        except (*NO_ANSWER, Broken):
            time.sleep(1)
    return ask()
