"""Text pasted from Word or a web page: headings, lists and tables are kept as Markdown, nothing else.

What is pasted is cleaned by nh3 first, in a process that can be killed, so no script, style, comment or Office markup reaches the parser.
"""

import re
from html.parser import HTMLParser
from typing import Any

from django import forms

from office.examination import process
from office.examination.reasons import Unacceptable
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
# Word draws a list's bullet with a letter of a picture font: l of Wingdings is a dot.
MARKER = re.compile(
    r"(<span[^<>]{0,400}mso-list:\s{0,9}ignore[^<>]{0,400}>)\s{0,50}[^\s<&](?=\s{0,50}<|&nbsp;)", re.I
)
SPAN_AT_MOST = 30
# A table over several pages has some thousand; cells over many rows and columns are how a short text makes millions.
CELLS_AT_MOST = 20_000
TOO_INTRICATE = "粘贴的内容格式过于复杂，请只粘贴文字，或分几次粘贴"
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
    try:
        clean = process.clean_html(
            MARKER.sub(r"\1•", html),
            tags=KEPT,
            dropped=DROPPED_WITH_CONTENT,
            attributes={"td": ["colspan", "rowspan"], "th": ["colspan", "rowspan"]},
        )
    except Unacceptable as unacceptable:
        raise forms.ValidationError(TOO_INTRICATE) from unacceptable
    writer = _Writer()
    writer.feed(clean)
    writer.close()
    return re.sub(r"\n{3,}", "\n\n", writer.text).strip()


Cell = tuple[str, int, int]


class _Writer(HTMLParser):
    """Markdown of cleaned HTML: what stands in a table's cell or a list's item stays on its line."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.lists: list[int | None] = []
        self.table: list[list[Cell]] = []
        self.row: list[Cell] | None = None
        self.cell: list[str] | None = None
        self.spans = (1, 1)

    @property
    def text(self) -> str:
        self._end_table()
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
            self._end_table()
        elif tag == "tr":
            self.row = []
        elif tag in ("td", "th"):
            self.cell = []
            self.spans = _span(attrs, "colspan"), _span(attrs, "rowspan")
        elif tag in ("p", "div", "br"):
            self._part(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("ul", "ol") and self.lists:
            self.lists.pop()
            self.parts.append("\n")
        elif tag in ("td", "th") and self.cell is not None:
            if self.row is not None:
                words = " ".join("".join(self.cell).split()).replace("|", "／")
                self.row.append((words, *self.spans))
            self.cell = None
        elif tag == "tr" and self.row is not None:
            self.table.append(self.row)
            self.row = None
        elif tag == "table":
            self._end_table()
        elif (tag[0] == "h" and tag[1:].isdigit()) or tag == "p":
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

    def _part(self, tag: str) -> None:
        if self.cell is not None:
            self.cell.append(" ")
        elif not self.lists:
            self.parts.append("\n" if tag == "br" else "\n\n")

    def _break(self) -> None:
        if self.cell is None and not self.lists:
            self.parts.append("\n\n")

    def _end_table(self) -> None:
        rows, self.table = _grid(self.table), []
        for place, row in enumerate(rows):
            self.parts.append(f"{'' if place else chr(10) * 2}| {' | '.join(row)} |\n")
            if place == 0:
                self.parts.append(f"|{'---|' * len(row)}\n")
        self.parts.append("\n")


def _grid(table: list[list[Cell]]) -> list[list[str]]:
    """Every row as wide as the widest: the words of a cell over several rows or columns stand in the first of them."""
    if sum(wide * tall for row in table for _, wide, tall in row) > CELLS_AT_MOST:
        raise forms.ValidationError(TOO_INTRICATE)
    filled: dict[tuple[int, int], str] = {}
    for line, row in enumerate(table):
        column = 0
        for words, wide, tall in row:
            while (line, column) in filled:
                column += 1
            for below in range(min(tall, len(table) - line)):
                for beside in range(wide):
                    filled[line + below, column + beside] = "" if below or beside else words
            column += wide
    width = max((column + 1 for _, column in filled), default=0)
    return [[filled.get((line, column), "") for column in range(width)] for line in range(len(table))]


def _span(attrs: list[tuple[str, str | None]], name: str) -> int:
    said = dict(attrs).get(name) or ""
    return min(SPAN_AT_MOST, int(said)) if re.fullmatch(r"[1-9]\d{0,3}", said) else 1
