"""Text pasted from Word or a web page: headings, lists and tables are kept as Markdown, nothing else.

What is pasted is cleaned by nh3 first, in a process that can be killed, so no script, style, comment or Office markup reaches the parser.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

from django import forms

from office.examination import drawn_characters, process
from office.examination.reasons import Unacceptable
from office.numbers import clean_text
from policies import word_marks
from policies.pasted_tables import TOO_INTRICATE, Cell, grid

# What stands on lines of its own, on a page of news and in WeChat too.
BLOCKS = {
    "p", "div", "section", "article", "main", "header", "footer", "aside", "nav", "address", "center", "blockquote",
    "pre", "figure", "figcaption", "caption", "details", "summary", "dl", "dt", "dd", "fieldset", "legend", "form", "hr",
}  # fmt: skip
KEPT = BLOCKS | {
    "h1", "h2", "h3", "h4", "h5", "h6", "br", "ul", "ol", "li", "table", "thead", "tbody", "tfoot", "tr", "th", "td",
}  # fmt: skip
# Read for what their styles say, never kept.
STYLED = {
    "span", "font", "a", "b", "strong", "i", "em", "u", "del", "s", "strike", "ins", "sup", "sub", "small", "big", "label",
    "code", "mark",
}  # fmt: skip
# Besides what is no text: controls of a page, and what Word's own markup says was deleted, moved away or is computed.
DROPPED_WITH_CONTENT = {
    "script", "style", "title", "xml", "head", "template", "iframe", "object", "svg", "math", "button", "select",
    "textarea", "noscript", "w:del", "w:movefrom", "w:deltext", "w:instrtext", "w:comment",
}  # fmt: skip
MARKUP = re.compile(
    r"<\s*(?:!doctype|html|body|p|div|span|h[1-6]|ul|ol|li|table|tr|td|br|script|style|o:p|w:|meta|font|b|i|a|img|strong|em|u|s|del|ins|strike|sup|sub|section|article|blockquote|pre|dl|mark)\b",
    re.I,
)
SPAN_AT_MOST = 30
BULLETS = "·•‧●■◆○◦▪▫‣⁃➢➤❑❖◇►▶◎\uf020-\uf0ff"
BULLET = re.compile(rf"^[ \t]*[{BULLETS}][ \t\u3000\xa0]*", re.M)
# A sign of a picture font that came as plain text.
PICTURE = re.compile("[\uf020-\uf0ff]")
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
    plain = BULLET.sub("- ", text.replace("\x00", ""))
    return clean_text(PICTURE.sub(lambda found: drawn_characters.sign(found[0]), plain))


def _from_html(html: str) -> str:
    try:
        clean = process.clean_html(
            html,
            tags=KEPT | STYLED,
            dropped=DROPPED_WITH_CONTENT,
            attributes={
                "*": ["style", "class", "hidden"],
                "td": ["colspan", "rowspan"],
                "th": ["colspan", "rowspan"],
                "ol": ["start"],
                "li": ["value"],
                "font": ["face"],
            },
        )
    except Unacceptable as unacceptable:
        raise forms.ValidationError(TOO_INTRICATE) from unacceptable
    writer = _Writer(word_marks.gone_classes(html))
    writer.feed(clean)
    writer.close()
    return re.sub(r"\n{3,}", "\n\n", writer.text).strip()


@dataclass(frozen=True)
class _Open:
    """An element that has begun, with what holds for everything in it."""

    tag: str
    is_gone: bool = False
    # "" of letters as they are, None where nothing was said.
    font: str | None = None
    is_marker: bool = False
    shift: str = ""
    tables: int = 0

    @property
    def is_inner_cell(self) -> bool:
        """Of a table within a cell, whose words are words of that cell."""
        return self.tables > 1 and self.tag in ("table", "tr", "td", "th")


class _Writer(HTMLParser):
    """Markdown of cleaned HTML: what stands in a table's cell or a list's item stays on its line."""

    def __init__(self, gone: Collection[str] = ()) -> None:
        super().__init__(convert_charrefs=True)
        self.gone = gone
        self.parts: list[str] = []
        self.open: list[_Open] = []
        # The next number of each list that is open; None of one without numbers.
        self.lists: list[int | None] = []
        # Where in the parts each item that is open begins.
        self.items: list[int] = []
        self.table: list[list[Cell]] = []
        self.row: list[Cell] | None = None
        self.cell: list[str] | None = None
        self.spans = (1, 1)
        self.marker = ""
        # Of each field that is open, whether its instruction is being told and not yet what it shows.
        self.fields: list[bool] = []

    @property
    def text(self) -> str:
        self._end_table()
        return "".join(self.parts)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        within = self.open[-1] if self.open else _Open("")
        style = word_marks.style_of(dict(attrs).get("style") or "")
        self._follow_field(style.get("mso-element", ""))
        element = _opened(tag, dict(attrs), style, within, self.gone)
        if tag != "br":
            self.open.append(element)
        if element.is_gone:
            return
        if element.is_inner_cell:
            self._part("p")
        else:
            self._begin(tag, attrs, word_marks.heading_level(tag, style, dict(attrs).get("class") or ""))

    def _follow_field(self, said: str) -> None:
        if said == "field-begin":
            self.fields.append(True)
        elif said == "field-separator" and self.fields:
            self.fields[-1] = False
        elif said == "field-end" and self.fields:
            self.fields.pop()

    def _begin(self, tag: str, attrs: Any, heading: int) -> None:
        if heading and self.cell is None and not self.lists:
            self.parts.append(f"\n\n{'#' * heading} ")
        elif tag in ("ul", "ol"):
            self.lists.append(_number(attrs, "start", 1) if tag == "ol" else None)
            self.parts.append("\n")
        elif tag == "li":
            self._begin_item(attrs)
        elif tag == "table":
            self._end_table()
        elif tag == "tr":
            self.row = []
        elif tag in ("td", "th"):
            self.cell = []
            self.spans = _span(attrs, "colspan"), _span(attrs, "rowspan")
        elif tag in BLOCKS or tag == "br" or heading:
            self._part(tag)

    def handle_endtag(self, tag: str) -> None:
        place = next((at for at in reversed(range(len(self.open))) if self.open[at].tag == tag), None)
        if place is None:
            return
        element = self.open[place]
        del self.open[place:]
        if element.is_marker and not (self.open and self.open[-1].is_marker):
            self._write(word_marks.marker(self.marker, is_picture=bool(element.font)))
            self.marker = ""
        if element.is_inner_cell:
            self._write(" ")
        elif not element.is_gone:
            self._end(tag)

    def _end(self, tag: str) -> None:
        if tag == "li" and self.items:
            self._end_item(self.items.pop())
        elif tag in ("ul", "ol") and self.lists:
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
        elif tag in BLOCKS or (tag[0] == "h" and tag[1:].isdigit()):
            self._break()

    def handle_data(self, data: str) -> None:
        within = self.open[-1] if self.open else _Open("")
        if within.is_gone or any(self.fields):
            return
        if within.is_marker:
            self.marker += data
        elif within.font:
            self._write("".join(drawn_characters.sign(each, within.font) for each in data))
        elif within.shift:
            self._write(drawn_characters.shifted(data, is_raised=within.shift == "sup"))
        else:
            self._write(data)

    def _write(self, data: str) -> None:
        if self.cell is not None:
            self.cell.append(data)
        elif self.row is None:
            # Word breaks lines where it likes; only paragraphs and breaks are meant.
            self.parts.append(re.sub(r"\s+", " ", data) if data.strip() else ("" if "\n" in data else data))

    def _begin_item(self, attrs: Any) -> None:
        self.items.append(len(self.parts))
        number = self.lists[-1] if self.lists else None
        if number is None:
            self.parts.append("\n- ")
            return
        number = _number(attrs, "value", number)
        self.lists[-1] = number + 1
        self.parts.append(f"\n{number}. ")

    def _end_item(self, began: int) -> None:
        """An item of which everything was struck is none, and takes no number."""
        if "".join(self.parts[began + 1 :]).strip():
            return
        del self.parts[began:]
        if self.lists and (number := self.lists[-1]) is not None:
            self.lists[-1] = number - 1

    def _part(self, tag: str) -> None:
        if self.cell is not None:
            self.cell.append(" ")
        elif not self.lists:
            self.parts.append("\n" if tag == "br" else "\n\n")
        elif not "".join(self.parts[-1:]).endswith((" ", "\n")):
            self.parts.append(" ")

    def _break(self) -> None:
        if self.cell is None and not self.lists:
            self.parts.append("\n\n")

    def _end_table(self) -> None:
        rows, self.table = grid(self.table), []
        for place, row in enumerate(rows):
            self.parts.append(f"{'' if place else chr(10) * 2}| {' | '.join(row)} |\n")
            if place == 0:
                self.parts.append(f"|{'---|' * len(row)}\n")
        self.parts.append("\n")


def _opened(
    tag: str, attrs: dict[str, str | None], style: word_marks.Style, within: _Open, gone: Collection[str]
) -> _Open:
    classes = (attrs.get("class") or "").lower().split()
    font = word_marks.picture_font(style, attrs.get("face") or "")
    return _Open(
        tag,
        is_gone=within.is_gone or "hidden" in attrs or word_marks.is_gone(tag, style, classes, gone),
        font=within.font if font is None else font,
        is_marker=within.is_marker or style.get("mso-list") == "ignore",
        shift=word_marks.shift_of(tag, style) or within.shift,
        tables=within.tables + (tag == "table"),
    )


def _number(attrs: list[tuple[str, str | None]], name: str, otherwise: int) -> int:
    """A list's number as Markdown knows it; whatever else is said counts from what went before."""
    said = dict(attrs).get(name) or ""
    return int(said) if re.fullmatch(r"[0-9]{1,6}", said) else otherwise


def _span(attrs: list[tuple[str, str | None]], name: str) -> int:
    said = dict(attrs).get(name) or ""
    return min(SPAN_AT_MOST, int(said)) if re.fullmatch(r"[1-9]\d{0,3}", said) else 1
