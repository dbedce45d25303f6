"""Text pasted from Word or a web page: headings, lists and tables are kept as Markdown, nothing else.

What is pasted is cleaned by nh3 first, in a process that can be killed, so no script, style, comment or Office markup reaches the parser.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

from django import forms

from office.examination import process
from office.examination.reasons import Unacceptable
from office.numbers import clean_text
from policies import word_marks
from policies.pasted_tables import TOO_INTRICATE, Cell, grid

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
# Read for what their styles say, never kept.
STYLED = {
    "span",
    "font",
    "a",
    "b",
    "strong",
    "i",
    "em",
    "u",
    "del",
    "s",
    "strike",
    "ins",
    "sup",
    "sub",
    "small",
    "big",
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
    r"<\s*(?:!doctype|html|body|p|div|span|h[1-6]|ul|ol|li|table|tr|td|br|script|style|o:p|w:|meta|font|b|i|a|img|strong|em|u|s|del|ins|strike|sup|sub)\b",
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
    return clean_text(PICTURE.sub(lambda found: word_marks.sign(found[0]), plain))


def _from_html(html: str) -> str:
    try:
        clean = process.clean_html(
            html,
            tags=KEPT | STYLED,
            dropped=DROPPED_WITH_CONTENT,
            attributes={
                "*": ["style", "class"],
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
    is_picture: bool = False
    is_marker: bool = False
    shift: str = ""


class _Writer(HTMLParser):
    """Markdown of cleaned HTML: what stands in a table's cell or a list's item stays on its line."""

    def __init__(self, gone: Collection[str] = ()) -> None:
        super().__init__(convert_charrefs=True)
        self.gone = gone
        self.parts: list[str] = []
        self.open: list[_Open] = []
        # The next number of each list that is open; None of one without numbers.
        self.lists: list[int | None] = []
        self.table: list[list[Cell]] = []
        self.row: list[Cell] | None = None
        self.cell: list[str] | None = None
        self.spans = (1, 1)
        self.marker = ""

    @property
    def text(self) -> str:
        self._end_table()
        return "".join(self.parts)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        within = self.open[-1] if self.open else _Open("")
        element = _opened(tag, dict(attrs), within, self.gone)
        if tag != "br":
            self.open.append(element)
        if not element.is_gone:
            self._begin(tag, attrs)

    def _begin(self, tag: str, attrs: Any) -> None:
        if tag[0] == "h" and tag[1:].isdigit():
            self.parts.append(f"\n\n{'#' * min(3, int(tag[1]))} ")
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
        elif tag in ("p", "div", "br"):
            self._part(tag)

    def handle_endtag(self, tag: str) -> None:
        place = next((at for at in reversed(range(len(self.open))) if self.open[at].tag == tag), None)
        if place is None:
            return
        element = self.open[place]
        del self.open[place:]
        if element.is_marker and not (self.open and self.open[-1].is_marker):
            self._write(word_marks.marker(self.marker, is_picture=element.is_picture))
            self.marker = ""
        if not element.is_gone:
            self._end(tag)

    def _end(self, tag: str) -> None:
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
        within = self.open[-1] if self.open else _Open("")
        if within.is_gone:
            return
        if within.is_marker:
            self.marker += data
        elif within.is_picture:
            self._write("".join(map(word_marks.sign, data)))
        elif within.shift:
            self._write(word_marks.shifted(data, is_raised=within.shift == "sup"))
        else:
            self._write(data)

    def _write(self, data: str) -> None:
        if self.cell is not None:
            self.cell.append(data)
        elif self.row is None:
            # Word breaks lines where it likes; only paragraphs and breaks are meant.
            self.parts.append(re.sub(r"\s+", " ", data) if data.strip() else ("" if "\n" in data else data))

    def _begin_item(self, attrs: Any) -> None:
        number = self.lists[-1] if self.lists else None
        if number is None:
            self.parts.append("\n- ")
            return
        number = _number(attrs, "value", number)
        self.lists[-1] = number + 1
        self.parts.append(f"\n{number}. ")

    def _part(self, tag: str) -> None:
        if self.cell is not None:
            self.cell.append(" ")
        elif not self.lists:
            self.parts.append("\n" if tag == "br" else "\n\n")

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


def _opened(tag: str, attrs: dict[str, str | None], within: _Open, gone: Collection[str]) -> _Open:
    style = word_marks.style_of(attrs.get("style") or "")
    classes = (attrs.get("class") or "").lower().split()
    is_picture = word_marks.is_picture_font(style, attrs.get("face") or "")
    align = style.get("vertical-align", "")
    raised = tag if tag in ("sup", "sub") else align if align in ("super", "sub") else within.shift
    return _Open(
        tag,
        is_gone=within.is_gone or word_marks.is_gone(tag, style, classes, gone),
        is_picture=within.is_picture if is_picture is None else is_picture,
        is_marker=within.is_marker or style.get("mso-list") == "ignore",
        shift={"super": "sup"}.get(raised, raised),
    )


def _number(attrs: list[tuple[str, str | None]], name: str, otherwise: int) -> int:
    """A list's number as Markdown knows it; whatever else is said counts from what went before."""
    said = dict(attrs).get(name) or ""
    return int(said) if re.fullmatch(r"[0-9]{1,6}", said) else otherwise


def _span(attrs: list[tuple[str, str | None]], name: str) -> int:
    said = dict(attrs).get(name) or ""
    return min(SPAN_AT_MOST, int(said)) if re.fullmatch(r"[1-9]\d{0,3}", said) else 1
