"""The lines of a Word file as its reader sees them: changes taken, nothing that is struck, hidden or a comment, numbers
that Word writes by itself, notes where they are referred to, boxes and tables within tables in their place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from office.examination import drawn_characters, packages
from office.examination.reasons import UNPACKS_TOO_FAR, Unacceptable
from office.examination.word_markup import Element, Paper
from office.examination.word_numbers import Numbers

# Of one file: a book of a thousand pages.
CHARACTERS_AT_MOST = 4_000_000
PARAGRAPHS_AT_MOST = 20_000
# What was deleted or moved away, is computed, or tells of the text instead of being it.
GONE = frozenset(
    {"del", "moveFrom", "instrText", "delText", "pPr", "rPr", "sdtPr", "rt", "txbxContent", "Fallback"}
)
STRUCK = ("strike", "dstrike", "vanish", "webHidden")
BREAKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}
NOTES = {"footnoteReference": "footnotes", "endnoteReference": "endnotes"}
STYLES_AT_MOST = 20
Line = tuple[str, str, bool]


def lines(content: bytes) -> list[Line]:
    """Of each paragraph its style's name, its text and whether it stands in a table. Raises Unacceptable."""
    with packages.open_package(content) as package:
        reader = _Reader(Paper(package))
        found: list[Line] = []
        count = 0
        for line in reader.body():
            count += len(line[1])
            if count > CHARACTERS_AT_MOST or len(found) >= PARAGRAPHS_AT_MOST:
                raise Unacceptable(UNPACKS_TOO_FAR)
            found.append(line)
        return found


@dataclass
class _Paragraph:
    """What has been read of it; `has_lost`: something in it is deleted, struck or hidden."""

    style: str
    text: str = ""
    has_lost: bool = False


class _Reader:
    def __init__(self, paper: Paper) -> None:
        self._paper = paper
        self._main = paper.part("")
        self._numbers = Numbers(paper.part("numbering"))
        self._styles = {
            each.attributes.get("styleId", ""): each for each in paper.part("styles").every("style")
        }
        self._default = next(
            (
                name
                for name, each in self._styles.items()
                if each.attributes.get("default") in ("1", "true")
                and each.attributes.get("type") == "paragraph"
            ),
            "",
        )
        self._switches: dict[tuple[str, str], bool | None] = {}
        # Of each field that is open, whether its instruction is being told.
        self._fields: list[bool] = []
        # A note in a note is none; Word does not write it.
        self._notes: dict[str, dict[str, str]] = {part: {} for part in NOTES.values()}
        self._notes = {part: self._notes_of(part) for part in NOTES.values()}
        self._fields.clear()
        # The text of a paragraph whose mark was deleted: it goes on in the next.
        self._carried = ""

    def body(self) -> Iterator[Line]:
        yield from self._blocks(self._main.first("body") or Element(""), in_table=False)
        if self._carried.strip():
            yield "", self._carried, False

    def _blocks(self, within: Element, *, in_table: bool) -> Iterator[Line]:
        for block in within.children:
            if block.name == "p":
                yield from self._paragraph(block, in_table=in_table)
            elif block.name == "tbl" or (block.name == "tr" and block.first("trPr", "del") is None):
                yield from self._blocks(block, in_table=True)
            elif block.name == "sdt" and block.first("sdtPr", "showingPlcHdr") is None:
                yield from self._blocks(block.first("sdtContent") or Element(""), in_table=in_table)
            elif block.name in ("tc", "customXml", "ins", "moveTo", "AlternateContent", "Choice"):
                yield from self._blocks(block, in_table=in_table)

    def _paragraph(self, element: Element, *, in_table: bool) -> Iterator[Line]:
        style = element.value("pPr", "pStyle") or self._default
        paragraph = _Paragraph(style)
        self._inline(element, paragraph)
        text, self._carried = self._carried + paragraph.text, ""
        mark = element.first("pPr", "rPr") or Element("")
        if mark.first("del") is not None or mark.first("moveFrom") is not None:
            self._carried = text
        elif text.strip() or not paragraph.has_lost:
            number = "" if mark.switch("vanish") else self._number(element, style)
            if text.strip():
                yield self._name(style), f"{number}{text}", in_table
        for box in _boxes(element):
            yield from self._blocks(box, in_table=in_table)

    def _inline(self, within: Element, paragraph: _Paragraph) -> None:
        for each in within.children:
            if each.name == "r":
                self._run(each, paragraph)
            elif each.name == "sdt" and each.first("sdtPr", "showingPlcHdr") is not None:
                continue
            elif each.name == "t":
                # Of a formula.
                paragraph.text += each.text
            elif each.name in GONE:
                paragraph.has_lost = paragraph.has_lost or each.name in ("del", "moveFrom")
            else:
                self._inline(each, paragraph)

    def _run(self, run: Element, paragraph: _Paragraph) -> None:
        properties = run.first("rPr") or Element("")
        if any(self._property(properties, name, paragraph.style) for name in STRUCK):
            paragraph.has_lost = True
            # The end of a field may stand in it.
            self._follow_fields(run)
            return
        said = "".join(self._pieces(run, properties, paragraph))
        raised = self._shift(properties, paragraph.style)
        if raised in ("superscript", "subscript"):
            said = drawn_characters.shifted(said, is_raised=raised == "superscript")
        paragraph.text += said

    def _pieces(self, run: Element, properties: Element, paragraph: _Paragraph) -> Iterator[str]:
        fonts = (properties.first("rFonts") or Element("")).attributes
        font = _picture_font(fonts.get("ascii", "") or fonts.get("hAnsi", ""))
        for each in run.children:
            self._follow_field(each)
            if any(self._fields):
                continue
            if each.name == "t":
                yield "".join(drawn_characters.sign(one, font) for one in each.text) if font else each.text
            elif each.name == "sym":
                yield _symbol(each)
            elif each.name in BREAKS:
                yield BREAKS[each.name]
            elif each.name in NOTES:
                yield self._note(NOTES[each.name], each.attributes.get("id", ""))
            elif each.name == "ruby":
                inner = _Paragraph(paragraph.style)
                self._inline(each.first("rubyBase") or Element(""), inner)
                yield inner.text

    def _follow_fields(self, run: Element) -> None:
        for each in run.children:
            self._follow_field(each)

    def _follow_field(self, element: Element) -> None:
        kind = element.attributes.get("fldCharType", "") if element.name == "fldChar" else ""
        if kind == "begin":
            self._fields.append(True)
        elif kind == "separate" and self._fields:
            self._fields[-1] = False
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _note(self, part: str, number: str) -> str:
        text = self._notes[part].get(number, "")
        return f"（注：{text}）" if text else ""

    def _notes_of(self, part: str) -> dict[str, str]:
        found = {}
        for note in self._paper.part(part).children:
            words = []
            for each in note.every("p"):
                paragraph = _Paragraph("")
                self._inline(each, paragraph)
                words.append(paragraph.text.strip())
            found[note.attributes.get("id", "")] = " ".join(filter(None, words)).rstrip("。")
        return found

    def _number(self, element: Element, style: str) -> str:
        said = element.first("pPr", "numPr")
        if said is not None:
            number = said.value("numId")
            return self._numbers.before(number, _level(said)) if number != "0" else ""
        return self._number_of_style(style)

    def _number_of_style(self, style: str) -> str:
        """A style may say the level and take the list from the one that it is based on."""
        level: int | None = None
        for name, each in self._chain(style):
            said = each.first("pPr", "numPr")
            if said is None:
                continue
            if level is None and said.first("ilvl") is not None:
                level = _level(said)
            if number := said.value("numId"):
                level = self._numbers.level_of_style(name) if level is None else level
                return self._numbers.before(number, level) if number != "0" else ""
        return ""

    def _property(self, properties: Element, name: str, style: str) -> bool:
        """As the run says itself, else its own style, else the paragraph's."""
        said = properties.switch(name) if properties.children else None
        for each in (properties.value("rStyle"), style) if said is None else ():
            if said is None:
                said = self._switch_of_style(each, name)
        return bool(said)

    def _switch_of_style(self, style: str, name: str) -> bool | None:
        """Asked for every run, so that it is looked for once."""
        if (style, name) not in self._switches:
            found = ((each.first("rPr") or Element("")).switch(name) for _, each in self._chain(style))
            self._switches[style, name] = next((said for said in found if said is not None), None)
        return self._switches[style, name]

    def _shift(self, properties: Element, style: str) -> str:
        said = properties.value("vertAlign")
        for each in (properties.value("rStyle"), style):
            for _, found in self._chain(each):
                said = said or found.value("rPr", "vertAlign")
        return said

    def _chain(self, style: str) -> Iterator[tuple[str, Element]]:
        """A style and those that it is based on."""
        for _ in range(STYLES_AT_MOST):
            found = self._styles.get(style)
            if found is None:
                return
            yield style, found
            style = found.value("basedOn")

    def _name(self, style: str) -> str:
        found = self._styles.get(style)
        return found.value("name") if found else ""


def _level(properties: Element) -> int:
    said = properties.value("ilvl")
    return int(said) if said.isdigit() and said.isascii() and len(said) == 1 else 0


def _boxes(paragraph: Element) -> Iterator[Element]:
    """The contents of text boxes that are tied to a paragraph; of two ways to draw one the first."""
    for each in paragraph.children:
        if each.name == "AlternateContent":
            ways = [found for way in each.children if (found := list(_boxes(way)))]
            yield from ways[0] if ways else ()
        elif each.name == "txbxContent":
            yield each
        elif each.name not in ("del", "moveFrom"):
            yield from _boxes(each)


def _picture_font(name: str) -> str:
    return next((font for font in drawn_characters.FONTS if name.lower().startswith(font)), "")


def _symbol(element: Element) -> str:
    """A sign that was put in by its number in a font."""
    try:
        character = chr(int(element.attributes.get("char", ""), 16))
    except ValueError:
        return ""
    font = _picture_font(element.attributes.get("font", ""))
    return drawn_characters.sign(character, font) if font or "\uf000" <= character <= "\uf0ff" else character
