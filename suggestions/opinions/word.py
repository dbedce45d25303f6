"""The evidence pack as a Word file that a clerk may go on writing in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from io import BytesIO

from docx import Document
from docx.document import Document as Word
from docx.oxml.ns import qn

from office import options
from office.templatetags.wording import paper_day
from suggestions.models import AgendaItem, ExpertOpinion
from suggestions.opinions.evidence import Evidence

FACE = "宋体"


def document(item: AgendaItem, found: Evidence, opinions: Sequence[ExpertOpinion], *, on: date) -> bytes:
    """The bytes of a .docx about an item of the agenda; `opinions` are those that were submitted."""
    word = Document()
    _chinese(word)
    word.core_properties.title = f"{item.title}参阅材料"
    word.core_properties.author = str(options.value("office_name", on))
    word.core_properties.comments = ""
    word.add_heading(f"{item.title}参阅材料", 0)
    word.add_paragraph(f"{item.meeting}，{paper_day(item.held_on)}。{options.value('office_name', on)}整理。")
    word.add_paragraph(
        f"诉求类别：{found.category}；{paper_day(found.since)}起，{paper_day(found.until)}前收到；"
        f"统计到{paper_day(on)}。不含企业名称、个人信息和诉求原文。"
    )
    word.add_heading("一、数量和时限", 1)
    _table(word, ("项目", "数"), _sums(found))
    word.add_heading("二、责任单位", 1)
    _table(word, ("单位", "件数"), found.units)
    word.add_heading("三、承诺", 1)
    word.add_paragraph(
        f"作出承诺 {found.promises} 项，其中已确认兑现 {found.kept} 项，未兑现 {found.broken} 项。"
    )
    word.add_heading("四、可以引用的公开表述", 1)
    for title, text in found.quotations:
        word.add_paragraph(f"{title}：{text}" if text else title, style="List Bullet")
    if not found.quotations:
        word.add_paragraph("没有经审签的公开表述。")
    word.add_heading("五、专业意见", 1)
    for opinion in opinions:
        word.add_heading(str(opinion.asked), 2)
        word.add_paragraph(opinion.text)
    if not opinions:
        word.add_paragraph("还没有小组提交专业意见。")
    word.add_heading("六、逐件情况（隐去名称）", 1)
    _table(word, ("序号", "类别", "责任单位", "收到", "答复", "用时（工作日）", "状态"), _lines(found))
    written = BytesIO()
    word.save(written)
    return written.getvalue()


def _sums(found: Evidence) -> list[tuple[str, object]]:
    half = "—" if found.days_to_answer is None else f"{found.days_to_answer:g}"
    return [
        ("收到诉求（件）", found.received),
        ("已答复（件）", found.answered),
        ("已办结（件）", found.settled),
        ("超期未答复（件）", found.overdue),
        ("收到到答复的工作日（中位数）", half),
    ]


def _lines(found: Evidence) -> Iterable[tuple[object, ...]]:
    for line in found.lines:
        answered = paper_day(line.answered_on) if line.answered_on else "—"
        days = "—" if line.days is None else line.days
        yield line.place, line.category, line.unit, paper_day(line.received_on), answered, days, line.state


def _table(word: Word, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    table = word.add_table(rows=1, cols=len(heads), style="Table Grid")
    for cell, head in zip(table.rows[0].cells, heads, strict=True):
        cell.text = head
    for row in rows:
        for cell, value in zip(table.add_row().cells, row, strict=True):
            cell.text = str(value)


def _chinese(word: Word) -> None:
    """Word takes Chinese characters from the East Asian face, whatever the other names are."""
    for name in ("Normal", "Heading 1", "Heading 2", "Title", "List Bullet"):
        style = word.styles[name]
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for kind in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(kind), None)
        fonts.set(qn("w:eastAsia"), FACE)
