"""A report on paper: PDF with or without the red head, and Word that a clerk goes on editing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Any, cast

from evaluation.models import Report
from evaluation.models.reports import SectionKind
from evaluation.reports.tables import BASIS, Table, tables_of
from evaluation.reports.writing import REPORTS
from office import options
from office.calendar import local_date
from office.documents import typst_pdf
from office.publishing import changes
from office.templatetags.wording import paper_day


def pdf(report: Report, *, letterhead: bool) -> bytes:
    """Of any stage; one that is not out yet says 草稿 beside its edition."""
    on = _on(report)
    data: dict[str, Any] = {
        "title": str(report),
        "edition": _edition(report),
        "as_of": f"{paper_day(date.fromisoformat(report.figures['as_of']))} 24:00",
        "note": report.note,
        "letterhead": letterhead,
        "office": options.value("office_name", on),
        "tables": [
            {"heading": each.heading, "heads": each.heads, "rows": each.rows, "under": each.under}
            for each in tables_of(report.figures)
        ],
        "sections": [
            {"heading": heading, "paragraphs": paragraphs} for heading, paragraphs in sections_of(report)
        ],
        "changes": [[each.row, each.label, each.before, each.after] for each in changes(REPORTS, report)],
        "signed": options.value("working_body_name", on),
        "date": paper_day(on),
        "basis": BASIS,
    }
    return typst_pdf("evaluation/documents/report.typ", data)


def sections_of(report: Report) -> list[tuple[str, list[str]]]:
    """(heading, paragraphs) of the sections that say something."""
    rows = report.sections.exclude(text="").order_by("pk")
    return [(row.get_kind_display(), [line for line in row.text.split("\n") if line.strip()]) for row in rows]


def docx(report: Report) -> bytes:
    """Word with styles, tables and headings of its own; of a draft every section has its heading, for a clerk to write
    under and bring back (`word_texts`)."""
    # Only processes that write a paper load it.
    from docx import Document
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.styles.style import ParagraphStyle

    from office.word_documents import FANGSONG, HEI, SONG, number_pages, set_fonts, set_page

    word = Document()
    set_page(word, sides=2.6)
    for name, face, size in (("Normal", FANGSONG, 14), ("Title", SONG, 22), ("Heading 1", HEI, 15)):
        set_fonts(word, name, face, size)
    cast(ParagraphStyle, word.styles["Title"]).paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    on = _on(report)
    word.core_properties.title = str(report)
    word.core_properties.author = str(options.value("working_body_name", on))
    word.core_properties.comments = ""
    word.add_heading(str(report), 0)
    head = word.add_paragraph(
        f"{_edition(report)}　数据截至{paper_day(date.fromisoformat(report.figures['as_of']))} 24:00"
    )
    head.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if report.note:
        word.add_paragraph(f"更正：{report.note}")
    for table in tables_of(report.figures):
        _add_table(word, table)
    texts = dict(sections_of(report))
    for kind in SectionKind:
        if kind.label in texts or not report.published_at:
            word.add_heading(kind.label, 1)
            for line in texts.get(kind.label, [""]):
                word.add_paragraph(line)
    word.add_paragraph(BASIS)
    number_pages(word)
    written = BytesIO()
    word.save(written)
    return written.getvalue()


def _add_table(word: Any, table: Table) -> None:
    word.add_heading(table.heading, 1)
    made = word.add_table(rows=1, cols=len(table.heads), style="Table Grid")
    _fill(made.rows[0], table.heads)
    for row in table.rows:
        _fill(made.add_row(), row)
    if table.under:
        word.add_paragraph(table.under)


def _fill(row: Any, texts: Sequence[str]) -> None:
    from docx.shared import Pt

    for cell, text in zip(row.cells, texts, strict=True):
        run = cell.paragraphs[0].add_run(text)
        run.font.size = Pt(10.5)


def _edition(report: Report) -> str:
    return f"第 {report.edition} 版" if report.published_at else f"第 {report.edition} 版（草稿）"


def _on(report: Report) -> date:
    return local_date(report.published_at or report.drafted_at)
