"""A form as a browser reads it: its controls with what stands in them, filled in and sent."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any


class Controls(HTMLParser):
    """The values that a press on the button would send, by name; what is offered where nothing is chosen yet."""

    def __init__(self, html: str, *, form: str = "") -> None:
        """`form` is a piece of the form's opening tag, where a page has several."""
        super().__init__()
        self.values: dict[str, list[str]] = {}
        self.offered: dict[str, list[str]] = {}
        self.typed: dict[str, str] = {}
        self._select = self._area = ""
        self.feed(_form_of(html, form))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name, kind = given.get("name", ""), given.get("type", "text")
        if tag == "select":
            self._select = name
        elif tag == "textarea":
            self._area = name
            self.typed[name] = ""
            self.values[name] = [""]
        elif tag == "option" and self._select:
            self._choice(self._select, given.get("value", ""), "selected" in given)
        elif tag == "input" and name and kind in ("radio", "checkbox"):
            self._choice(name, given.get("value", "on"), "checked" in given)
        elif tag == "input" and name and kind != "file":
            self.values.setdefault(name, []).append(given.get("value", ""))
            if kind != "hidden":
                self.typed[name] = kind

    def handle_data(self, data: str) -> None:
        if self._area:
            self.values[self._area] = [(self.values[self._area][0] + data).removeprefix("\n")]

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""
        if tag == "select":
            self._select = ""

    def _choice(self, name: str, value: str, is_chosen: bool) -> None:
        if value:
            self.offered.setdefault(name, []).append(value)
        if is_chosen and value:
            self.values.setdefault(name, []).append(value)

    def filled(self, **given: Any) -> dict[str, Any]:
        """With the first of every choice that is not made, and `given` in the place of what stands there."""
        first = {name: offered[:1] for name, offered in self.offered.items() if name not in self.values}
        return {**first, **self.values, **given}


def _form_of(html: str, piece: str) -> str:
    forms = [part.split("</form>")[0] for part in html.split("<form")[1:]]
    return "<form" + next(part for part in forms if piece in part.split(">")[0])
