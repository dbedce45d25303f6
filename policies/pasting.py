"""Text pasted from Word or a web page: headings, lists and tables are kept as Markdown, nothing else.

What is pasted is cleaned by nh3 first, so no script, style, comment or Office markup reaches the parser.
"""

import re
from html.parser import HTMLParser
from typing import Any

import nh3
from django import forms

from office.numbers import clean_text

KEPT = {
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "p",
    "br",
    "div",
    "ul",
    "ol",
    "li",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
}
DROPPED_WITH_CONTENT = {
    "script",
    "style",
    "title",
    "xml",
    "head",
    "template",
    "iframe",
    "object",
    "svg",
    "math",
}
MARKUP = re.compile(
    r"<\s*(?:!doctype|html|body|p|div|span|h[1-6]|ul|ol|li|table|tr|td|br|script|style|o:p|w:|meta|font|b|i|a|img)\b",
    re.I,
)
# What Word writes of itself into the clipboard, as text and as comments.
WORD = re.compile(r"<!--.*?-->|<!\[.*?\]>|<\?.*?\?>|</?[ovwxm]:[^>]*>", re.S)
BULLET = re.compile(r"^[ \t]*[·•●■◆○\uf0b7\uf06c\uf0a7]\s*", re.M)
PASTE_AT_MOST = 2_000_000


class PastedField(forms.CharField):
    """A text area that may be filled by paste; `max_length` counts what is kept."""

    widget = forms.Textarea(attrs={"rows": 8, "data-paste": "rich"})

    def to_python(self, value: Any) -> str:
        return written(value or "")


def written(text: str) -> str:
    """Markdown of what was typed or pasted. Raises ValidationError for what is longer than any paper."""
    if len(text) > PASTE_AT_MOST:
        raise forms.ValidationError("粘贴的内容太长，请只粘贴需要的部分")
    if MARKUP.search(text):
        text = _from_html(text)
    return clean_text(BULLET.sub("- ", text.replace("\x00", "")))


def _from_html(html: str) -> str:
    clean = nh3.clean(
        WORD.sub("", html),
        tags=KEPT,
        clean_content_tags=DROPPED_WITH_CONTENT,
        attributes={},
        strip_comments=True,
    )
    writer = _Writer()
    writer.feed(clean)
    writer.close()
    return re.sub(r"\n{3,}", "\n\n", writer.text).strip()


class _Writer(HTMLParser):
    """Markdown of cleaned HTML: what stands in a table's cell or a list's item stays on its line."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.lists: list[int | None] = []
        self.row: list[str] | None = None
        self.cell: list[str] | None = None
        self.rows = 0

    @property
    def text(self) -> str:
        return "".join(self.parts)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag[0] == "h" and tag[1:].isdigit():
            self.parts.append(f"\n\n{'#' * min(3, int(tag[1]))} ")
        elif tag in ("ul", "ol"):
            self.lists.append(0 if tag == "ol" else None)
            self.parts.append("\n")
        elif tag == "li":
            self._begin_item()
        elif tag == "table":
            self.rows = 0
            self.parts.append("\n\n")
        elif tag == "tr":
            self.row = []
        elif tag in ("td", "th"):
            self.cell = []
        elif tag in ("p", "div", "br") and self.cell is None and not self.lists:
            self.parts.append("\n" if tag == "br" else "\n\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("ul", "ol") and self.lists:
            self.lists.pop()
            self.parts.append("\n")
        elif tag in ("td", "th") and self.cell is not None:
            if self.row is not None:
                self.row.append(" ".join("".join(self.cell).split()).replace("|", "／"))
            self.cell = None
        elif tag == "tr" and self.row is not None:
            self._end_row(self.row)
            self.row = None
        elif (tag[0] == "h" and tag[1:].isdigit()) or tag in ("p", "table"):
            self._break()

    def handle_data(self, data: str) -> None:
        if self.cell is not None:
            self.cell.append(data)
        elif self.row is None:
            # Word breaks lines where it likes; only paragraphs and breaks are meant.
            self.parts.append(re.sub(r"\s+", " ", data) if data.strip() else ("" if "\n" in data else data))

    def _begin_item(self) -> None:
        number = self.lists[-1] if self.lists else None
        if number is None:
            self.parts.append("\n- ")
            return
        self.lists[-1] = number + 1
        self.parts.append(f"\n{number + 1}. ")

    def _break(self) -> None:
        if self.cell is None and not self.lists:
            self.parts.append("\n\n")

    def _end_row(self, cells: list[str]) -> None:
        self.parts.append(f"| {' | '.join(cells)} |\n")
        if self.rows == 0:
            self.parts.append(f"|{'---|' * len(cells)}\n")
        self.rows += 1
