"""Every form that somebody comes upon, sent at its longest, again with other words, and with nonsense."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.db import transaction
from django.test import Client

from tests.crawling import LEFT_OUT, LINK, OWN_PART

# Of a text for which the page states no limit.
UNLIMITED = 2100
KNOWN = {"tel": "0713-2920011", "email": f"{'a' * 60}@{'b' * 51}.com.cn", "url": "https://example.com/"}
DAYS = {"date": "2026-12-31", "datetime-local": "2026-12-31T09:00", "time": "09:30", "month": "2026-12"}
# Addresses whose pages stand in the walk's starts, one by one, and lead to hundreds that are alike.
ONE_BY_ONE = re.compile(r"^/admin/.")
CHOICES_AT_MOST = 40
TAKEN = (302, 303)


@dataclass
class Control:
    """Something with a name: of which kind, what stands in it, what may be chosen, how much it takes."""

    kind: str
    value: str = ""
    at_most: int = 0
    most: str = ""
    is_many: bool = False
    chosen: list[str] = field(default_factory=list)
    offered: list[str] = field(default_factory=list)

    @property
    def is_choice(self) -> bool:
        return self.kind in ("select", "radio", "checkbox")

    def filled(self, letter: str) -> Any:
        """The longest text, the highest number, all that may be chosen together."""
        if self.is_choice:
            return self.offered[:CHOICES_AT_MOST] if self.is_many else self.chosen or self.offered[-1:]
        if self.kind == "hidden":
            return self.value
        if self.kind == "number":
            return self.most or "999999999999"
        return {**DAYS, **KNOWN}.get(self.kind) or letter * (self.at_most or UNLIMITED)


class Form(HTMLParser):
    """One form of a page, as a browser reads it; `button` is the last that has a name."""

    def __init__(self, html: str, page: str) -> None:
        super().__init__()
        self.controls: dict[str, Control] = {}
        self.action, self.method, self.button = page, "get", ("", "")
        self._page, self._open = page, ""
        self.feed(html)

    @property
    def kind(self) -> str:
        """The same for forms that ask the same at addresses of one kind."""
        return f"{OWN_PART.sub('*', urlsplit(self.action).path)} {' '.join(sorted(self.controls))}"

    def body(self, letter: str = "长") -> dict[str, Any]:
        filled = {name: control.filled(letter) for name, control in self.controls.items()}
        return {
            name: value for name, value in [*filled.items(), self.button] if name and value not in ("", [])
        }

    def nonsense(self) -> dict[str, Any]:
        """NUL, which no browser sends and no database keeps, in everything; what the form carries is forged."""
        return {
            name: "x" * 300 if control.kind == "hidden" else "胡\x00说"
            for name, control in self.controls.items()
        }

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name, kind = given.get("name", ""), given.get("type", "text")
        if tag == "form":
            self.method = given.get("method", "get").lower()
            self.action = urljoin(self._page, given.get("action") or self._page)
        elif name and (tag == "button" or (tag == "input" and kind == "submit")):
            self.button = (name, given.get("value", ""))
        elif name and tag in ("select", "textarea"):
            self._open = name
            self._add(name, tag, given)
        elif name and tag == "input" and kind != "file":
            self._add(name, {"tel": "tel", "email": "email"}.get(given.get("inputmode", ""), kind), given)
        elif tag == "option" and self._open:
            self._choice(self._open, given, "selected")

    def _add(self, name: str, kind: str, given: dict[str, str]) -> None:
        if kind in ("radio", "checkbox"):
            self.controls.setdefault(name, Control(kind, is_many=kind == "checkbox"))
            self._choice(name, {"value": "on"} | given, "checked")
        else:
            at_most = int(given.get("maxlength") or 0)
            self.controls[name] = Control(
                kind, given.get("value", ""), at_most, given.get("max", ""), "multiple" in given
            )

    def _choice(self, name: str, given: dict[str, str], mark: str) -> None:
        if value := given.get("value", ""):
            self.controls[name].offered.append(value)
            if mark in given:
                self.controls[name].chosen.append(value)

    def handle_data(self, data: str) -> None:
        if self._open and self.controls[self._open].kind == "textarea":
            self.controls[self._open].value += data

    def handle_endtag(self, tag: str) -> None:
        if tag in ("select", "textarea"):
            self._open = ""


def forms_of(html: str, page: str) -> Iterator[Form]:
    """Those of a page that change something."""
    for part in html.split("<form")[1:]:
        form = Form(f"<form{part.split('</form>')[0]}", page)
        if form.method == "post" and "logout" not in form.action:
            yield form


class Walk:
    """Pages of everybody, one of each kind, and every kind of form on them once; nothing that is sent stays."""

    def __init__(self) -> None:
        self.sent: dict[str, tuple[int, ...]] = {}
        self.failed: list[str] = []
        self._pages: set[str] = set()

    def of(self, client: Client, starts: Collection[str]) -> None:
        """All that this reader comes upon."""
        waiting, known = deque(starts), set(starts)
        while waiting:
            url = waiting.popleft()
            kind = OWN_PART.sub("*", url)
            if kind in self._pages and url not in starts:
                continue
            self._pages.add(kind)
            answer = client.get(url, follow=True)
            page = answer.request["PATH_INFO"]
            if answer.status_code >= 500:
                self.failed.append(f"{answer.status_code} GET {url}")
            if answer.status_code != 200 or not answer.headers.get("Content-Type", "").startswith(
                "text/html"
            ):
                continue
            html = answer.content.decode()
            for link in LINK.findall(html):
                path = urlsplit(urljoin(page, unescape(link))).path
                is_left_out = LEFT_OUT.match(path) or ONE_BY_ONE.match(path)
                if path.startswith("/") and path not in known and not is_left_out:
                    known.add(path)
                    waiting.append(path)
            for form in forms_of(html, page):
                self._send(client, form)

    def _send(self, client: Client, form: Form) -> None:
        if form.kind in self.sent:
            return
        cookies = {name: morsel.value for name, morsel in client.cookies.items()}
        with transaction.atomic():
            statuses = [client.post(form.action, form.body()).status_code]
            if statuses[0] in TAKEN:
                statuses += [client.post(form.action, form.body(letter)).status_code for letter in "长短"]
            statuses.append(client.post(form.action, form.nonsense()).status_code)
            transaction.set_rollback(True)
        for name, value in cookies.items():
            client.cookies[name] = value
        self.sent[form.kind] = tuple(statuses)
        self.failed += [f"{status} {form.kind}" for status in statuses if status >= 500]
