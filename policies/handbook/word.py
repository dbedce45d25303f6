"""The handbook as a Word file, for an office that adds a page of its own: headings, contents with links, page numbers."""

from io import BytesIO

from docx import Document
from docx.document import Document as Word
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Pt, RGBColor

from office import options
from office.word_documents import (
    HEI,
    SONG,
    begin_field,
    element,
    end_field,
    number_pages,
    set_fonts,
    set_page,
)
from policies.handbook.contents import Contents, Entry
from policies.handbook.papers import facts_of, full, unchecked_line, ways_of
from policies.models import PolicyVersion

RED = RGBColor(0xA8, 0x14, 0x1A)
SOFT = RGBColor(0x5C, 0x53, 0x4C)
NAME = "惠企政策实用手册"


def document(found: Contents, number: int) -> bytes:
    """The bytes of a .docx."""
    word = Document()
    _set_up(word, found, number)
    _cover(word, found, number)
    _contents(word, found)
    for chapter in found.chapters:
        _heading(word, chapter.name, 1, chapter.code)
        if not chapter.entries:
            word.add_paragraph("这一类现在没有可用的政策。")
        for entry in chapter.entries:
            _policy(word, entry)
    _ended(word, found)
    written = BytesIO()
    word.save(written)
    return written.getvalue()


def _set_up(word: Word, found: Contents, number: int) -> None:
    set_page(word, sides=2.6)
    set_fonts(word, "Normal", SONG, 11)
    for level, size in ((1, 20), (2, 15), (3, 11)):
        set_fonts(word, f"Heading {level}", HEI, size, RED if level != 2 else None)
    word.core_properties.title = f"{NAME}（第 {number} 版）"
    word.core_properties.author = str(options.value("office_name", found.on))
    word.core_properties.language = "zh-CN"
    word.core_properties.comments = ""
    word.sections[0].header.paragraphs[0].text = f"{NAME}　第 {number} 版，{full(found.on)}"
    number_pages(word)


def _cover(word: Word, found: Contents, number: int) -> None:
    title = word.add_heading(NAME, 0)
    for run in title.runs:
        run.font.size, run.font.color.rgb, run.font.name = Pt(30), RED, HEI
        run.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), HEI)
    word.add_paragraph(str(options.value("office_name", found.on)))
    word.add_paragraph(
        f"第 {number} 版。有效、即将到期和已到期按{full(found.on)}计算，收录 {found.count} 条。{unchecked_line()}"
    )


def _contents(word: Word, found: Contents) -> None:
    """Filled in, so that it shows before anybody updates it; 更新域 gives it page numbers."""
    lines: list[tuple[int, str, str]] = []
    for chapter in found.chapters:
        lines.append((1, chapter.name, chapter.code))
        lines += [(2, entry.version.title, entry.slug) for entry in chapter.entries]
    if found.ended:
        lines.append((1, "已经到期的政策", "ended"))
    title = word.add_paragraph()
    title.add_run("目录").bold = True
    for place, (level, text, anchor) in enumerate(lines):
        line = word.add_paragraph()
        line.paragraph_format.left_indent = Cm(0.8 * (level - 1))
        line.paragraph_format.space_after = Pt(2)
        if place == 0:
            begin_field(line, 'TOC \\o "1-2" \\h')
        line.paragraph_format.element.append(_link(text, anchor))
        if place == len(lines) - 1:
            end_field(line)


def _policy(word: Word, entry: Entry) -> None:
    version = entry.version
    _heading(word, version.title, 2, entry.slug)
    if entry.marks:
        marked = word.add_paragraph().add_run("【" + "】【".join(entry.marks) + "】")
        marked.bold, marked.font.color.rgb = True, RED
    word.add_paragraph().add_run(version.benefit).bold = True
    for paragraph in version.plain.split("\n"):
        if paragraph.strip():
            word.add_paragraph(paragraph)
    _heading(word, "谁能享受", 3)
    word.add_paragraph(version.who)
    if version.industries:
        word.add_paragraph(f"行业：{'、'.join(version.industries)}")
    _way(word, version)
    if version.key_points:
        _heading(word, "原文要点", 3)
        for point in version.key_points:
            word.add_paragraph(point, style="List Bullet")
    _heading(word, "文号、发文单位和期限", 3)
    _pairs(word, facts_of(version))


def _way(word: Word, version: PolicyVersion) -> None:
    ways = ways_of(version)
    if not (version.how_to_apply or ways):
        return
    _heading(word, "怎样办", 3)
    for number, step in enumerate(version.how_to_apply, start=1):
        word.add_paragraph(f"{number}. {step}")
    _pairs(word, ways)


def _ended(word: Word, found: Contents) -> None:
    if not found.ended:
        return
    _heading(word, "已经到期的政策", 1, "ended")
    word.add_paragraph(f"下列政策到{full(found.on)}已经到期，不能再按它申请。是否延续，请咨询主管部门。")
    for entry in found.ended:
        number = f"（{entry.version.document_number}）" if entry.version.document_number else ""
        word.add_paragraph(
            f"{entry.version.title}{number}，{full(entry.version.expires_on)}到期", style="List Bullet"
        )


def _pairs(word: Word, rows: list[tuple[str, str]]) -> None:
    for label, words in rows:
        line = word.add_paragraph()
        line.paragraph_format.space_after = Pt(2)
        run = line.add_run(f"{label}　")
        run.font.color.rgb = SOFT
        line.add_run(words)


def _heading(word: Word, text: str, level: int, anchor: str = "") -> None:
    heading = word.add_heading(text, level)
    if level == 1:
        heading.paragraph_format.page_break_before = True
    if anchor:
        number = str(len(word.element.body))
        heading.paragraph_format.element.insert(
            1, element("w:bookmarkStart", {"w:id": number, "w:name": _bookmark(anchor)})
        )
        heading.paragraph_format.element.append(element("w:bookmarkEnd", {"w:id": number}))


def _bookmark(anchor: str) -> str:
    """Word allows letters, digits and underscores, 40 at most."""
    return f"p_{anchor.replace('-', '_')}"[:40]


def _link(text: str, anchor: str) -> BaseOxmlElement:
    link = element("w:hyperlink", {"w:anchor": _bookmark(anchor), "w:history": "1"})
    run, words = element("w:r"), element("w:t")
    words.text = text
    run.append(words)
    link.append(run)
    return link
