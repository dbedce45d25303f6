"""What Word documents of the office share: faces for Chinese, fields such as page numbers, the look of an official paper."""

from __future__ import annotations

from typing import cast

from docx.document import Document as Word
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

SONG, HEI, FANGSONG = "宋体", "黑体", "仿宋"
INK = RGBColor(0x1F, 0x1A, 0x17)


def set_page(word: Word, *, sides: float, top: float = 2.54, bottom: float = 2.54) -> None:
    """A4 with margins in centimetres, and its language."""
    section = word.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(sides)
    section.top_margin, section.bottom_margin = Cm(top), Cm(bottom)
    word.styles["Normal"].element.get_or_add_rPr().append(
        element("w:lang", {"w:val": "zh-CN", "w:eastAsia": "zh-CN"})
    )


def set_fonts(word: Word, name: str, face: str, size: float, colour: RGBColor | None = None) -> None:
    """The face and size (points) of a style, Chinese characters included."""
    style = cast(ParagraphStyle, word.styles[name])
    style.font.name, style.font.size = face, Pt(size)
    style.font.color.rgb = colour or INK
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for kind in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(kind), None)
    # Word takes Chinese characters from this one, whatever the other names are.
    fonts.set(qn("w:eastAsia"), face)


def number_pages(word: Word) -> None:
    """In the middle of the foot."""
    foot = word.sections[0].footer.paragraphs[0]
    foot.alignment = 1
    begin_field(foot, "PAGE")
    foot.add_run("1")
    end_field(foot)


def begin_field(paragraph: Paragraph, code: str) -> None:
    """What follows until `end_field` is shown until Word computes it."""
    paragraph.add_run().element.append(element("w:fldChar", {"w:fldCharType": "begin"}))
    instruction = element("w:instrText", {"xml:space": "preserve"})
    instruction.text = f" {code} "
    paragraph.add_run().element.append(instruction)
    paragraph.add_run().element.append(element("w:fldChar", {"w:fldCharType": "separate"}))


def end_field(paragraph: Paragraph) -> None:
    paragraph.add_run().element.append(element("w:fldChar", {"w:fldCharType": "end"}))


def element(tag: str, attributes: dict[str, str] | None = None) -> BaseOxmlElement:
    """An element of Word's own markup: `w:t`."""
    made = OxmlElement(tag)
    for name, value in (attributes or {}).items():
        made.set(qn(name), value)
    return made
