"""Somebody before a browser of their own, and what it costs them: a page is read once, what is filled in is typed."""

import base64
import hashlib
import hmac
import re
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Error, Page

from tools.rehearsal.site import Broken

# Characters a minute.
READS, TYPES = 300, 40
# What stands on a page to be read: no list of choices, nothing folded away.
READABLE = """main => { const copy = main.cloneNode(true);
    copy.querySelectorAll('select, datalist, script, style, [hidden], .vh, details:not([open]) > :not(summary)')
        .forEach(each => each.remove());
    return copy.textContent.replace(/\\s+/g, '').length }"""


@dataclass
class Effort:
    """Characters that a person read and typed; a page is read once."""

    read: int = 0
    typed: int = 0
    seen: set[str] = field(default_factory=set)

    @property
    def minutes(self) -> float:
        return self.read / READS + self.typed / TYPES


@dataclass
class Person:
    """Somebody before a browser of their own."""

    page: Page
    site: str
    effort: Effort

    def open(self, path: str) -> None:
        self.page.goto(path if path.startswith("http") else self.site + path)
        self._read()

    def fill(self, name: str, text: str) -> None:
        with self._finding(name):
            self.page.locator(f"main [name={name}]").fill(text)
        self.effort.typed += len(text)

    def choose(self, name: str, label: str) -> None:
        with self._finding(f"{name} {label}"):
            self.page.locator(f"main [name={name}]").select_option(label=label)

    def tick(self, name: str, value: str) -> None:
        with self._finding(f"{name} {value}"):
            self.page.locator(f"main [name={name}][value={value}]").check(force=True)

    def press(self, name: str) -> None:
        """A button by its words, and the page that follows."""
        with self._finding(name):
            self.page.get_by_role("button", name=name, exact=True).first.click()
        self.page.wait_for_load_state()
        self._read()

    def follow(self, selector: str) -> None:
        with self._finding(selector):
            self.page.locator(selector).first.click()
        self.page.wait_for_load_state()
        self._read()

    def expect(self, words: str) -> None:
        """Raises Broken where the page does not say it."""
        if words not in self.page.inner_text("body"):
            raise Broken(f"{self.page.url} does not say {words}: {self._said()}")

    @contextmanager
    def _finding(self, what: str) -> Iterator[None]:
        """What a person looks for and does not find is told with what the page says instead."""
        try:
            yield
        except Error as error:
            reason = error.message.partition("\n")[0]
            raise Broken(f"{self.page.url}: no {what} ({reason}); the page says {self._said()}") from None

    def _said(self) -> str:
        return " ".join(self.page.inner_text("main").split())[:600]

    def _read(self) -> None:
        key = re.sub(r"[0-9A-Za-z_-]{16,}", "", self.page.url)
        if key not in self.effort.seen and self.page.locator("main").count():
            self.effort.seen.add(key)
            self.effort.read += int(self.page.locator("main").first.evaluate(READABLE))


def one_time_code(secret: str) -> str:
    """What an authenticator shows now (RFC 6238)."""
    key = base64.b32decode(secret)
    mac = hmac.new(key, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    place = mac[-1] & 15
    return f"{(struct.unpack('>I', mac[place : place + 4])[0] & 0x7FFFFFFF) % 10**6:06d}"
