"""Suggestions as Word files that a clerk goes on writing in: one in the official form, and the list of a session."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from itertools import groupby
from typing import Any

from office import options
from office.templatetags.wording import paper_day

HEADS = ("序号", "编号", "标题", "提出人", "主办单位", "公开属性")


@dataclass(frozen=True)
class Listed:
    """A line of the list; rows are given group by group."""

    group: str
    number: str
    title: str
    authors: str
    units: str
    publicity: str


def official(data: Mapping[str, Any], *, on: date) -> bytes:
    """What the PDF says, from the same `data` (suggestions/views/papers.py)."""
    word = _word(str(data["title"]), on)
    word.add_heading(str(data["title"]), 0)
    _line(word, "编号", data["number"])
    _line(word, "提出时间", data["occasion"])
    _line(word, "提出人", "、".join(data["authors"]))
    if data["wished"]:
        _line(word, "建议由谁办", "、".join(data["wished"]))
    word.add_heading("情况和问题", 1)
    _paragraphs(word, data["facts"])
    word.add_heading("建议", 1)
    for place, demand in enumerate(data["demands"], start=1):
        word.add_paragraph(f"{place}. {demand}")
    for answer in data["answers"]:
        word.add_heading(f"{answer['unit']}的答复", 1)
        _line(word, "文号", f"{answer['number']}，{answer['day']}")
        _line(word, "结果", answer["result"])
        _paragraphs(word, answer["text"])
        for place, point in enumerate(answer["points"], start=1):
            word.add_paragraph(f"{place}. {point}")
        _line(word, "签发人", answer["signer"])
        _line(word, "联系人", answer["officer"])
    return _bytes(word)


def session_list(title: str, rows: Sequence[Listed], *, on: date) -> bytes:
    """A table for each professional group, numbered through; those without a group last."""
    word = _word(title, on)
    word.add_heading(title, 0)
    word.add_paragraph(f"共 {len(rows)} 件，截至{paper_day(on)}。")
    place = 0
    ordered = sorted(rows, key=lambda row: row.group == "")
    for group, own in groupby(ordered, key=lambda row: row.group):
        word.add_heading(group or "未归口小组", 1)
        lines = []
        for row in own:
            place += 1
            lines.append((str(place), row.number, row.title, row.authors, row.units, row.publicity))
        _table(word, lines)
    return _bytes(word)


def _word(title: str, on: date) -> Any:
    # Only processes that write a paper load it.
    from docx import Document

    from office.word_documents import FANGSONG, HEI, SONG, number_pages, set_fonts, set_page

    word = Document()
    set_page(word, sides=2.6)
    for name, face, size in (("Normal", FANGSONG, 14), ("Title", SONG, 20), ("Heading 1", HEI, 15)):
        set_fonts(word, name, face, size)
    word.core_properties.title = title
    word.core_properties.author = str(options.value("working_body_name", on))
    word.core_properties.comments = ""
    number_pages(word)
    return word


def _line(word: Any, label: str, text: str) -> None:
    word.add_paragraph(f"{label}：{text}")


def _paragraphs(word: Any, text: str) -> None:
    for line in text.split("\n"):
        if line.strip():
            word.add_paragraph(line)


def _table(word: Any, rows: Iterable[Sequence[str]]) -> None:
    table = word.add_table(rows=1, cols=len(HEADS), style="Table Grid")
    for cell, head in zip(table.rows[0].cells, HEADS, strict=True):
        cell.text = head
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text


def _bytes(word: Any) -> bytes:
    written = BytesIO()
    word.save(written)
    return written.getvalue()
