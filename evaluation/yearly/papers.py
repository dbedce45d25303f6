"""Approved results for awards and re-election: Excel and Word, for reference (docs/domain.md § 7)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import BytesIO

from evaluation.models import Evaluation
from evaluation.scores import Part
from evaluation.yearly.computing import REFERENCE
from evaluation.yearly.ranking import Ranked, ranked
from office.sheets import Cell, Sheet, write_workbook

COLUMNS = (
    "专业小组",
    "类别",
    "名次",
    "姓名",
    *(part.label for part in Part),
    "总分",
    "任职月数",
    "版次",
    "说明",
)
LINES = ("专业小组", "姓名", "部分", "项目", "得分", "满分", "怎样算的", "说明")
BESIDE = "述职和选民测评另行开展，不计入本表。"


def xlsx(year: int, evaluations: Iterable[Evaluation]) -> bytes:
    """Two sheets: results within each group, and every line of them. 仅供参考 stands in each row."""
    rows = list(evaluations)
    return write_workbook(
        [Sheet(f"{year}年履职评价", COLUMNS, _results(rows)), Sheet("得分明细", LINES, _lines(rows))]
    )


def docx(year: int, evaluations: Iterable[Evaluation]) -> bytes:
    """One table for each group and class."""
    # Only processes that write a paper load it.
    from docx import Document

    paper = Document()
    paper.add_heading(f"{year} 年代表履职评价结果", level=1)
    paper.add_paragraph(f"{REFERENCE}。{BESIDE}")
    for group, label, own in _by_group(list(evaluations)):
        paper.add_heading(f"{group}小组　{label}", level=2)
        table = paper.add_table(rows=1, cols=6, style="Table Grid")
        for cell, text in zip(
            table.rows[0].cells, ("名次", "姓名", *(p.label for p in Part), "总分"), strict=True
        ):
            cell.text = text
        for each in own:
            said = (str(each.rank), each.evaluation.representative.name, *each.parts.values())
            for cell, text in zip(table.add_row().cells, (*said, str(each.evaluation.total)), strict=True):
                cell.text = text
    for section in paper.sections:
        section.footer.paragraphs[0].text = f"{REFERENCE}。"
    written = BytesIO()
    paper.save(written)
    return written.getvalue()


def _results(rows: list[Evaluation]) -> Iterator[list[Cell]]:
    for group, label, own in _by_group(rows):
        for each in own:
            row = each.evaluation
            parts = [sum(line.points for line in row.lines.all() if line.part == part) for part in Part]
            yield [
                group,
                label,
                each.rank,
                row.representative.name,
                *parts,
                row.total,
                row.months,
                row.edition,
                f"{REFERENCE}。{BESIDE}",
            ]


def _lines(rows: list[Evaluation]) -> Iterator[list[Cell]]:
    for row in rows:
        for line in row.lines.all():
            yield [
                row.group.name,
                row.representative.name,
                line.get_part_display(),
                line.label,
                line.points,
                line.at_most,
                line.formula,
                REFERENCE,
            ]


def _by_group(rows: list[Evaluation]) -> Iterator[tuple[str, str, list[Ranked]]]:
    groups = sorted({row.group for row in rows}, key=lambda group: (group.order, group.code))
    for group in groups:
        for label, own in ranked(row for row in rows if row.group == group):
            yield group.name, label, own
