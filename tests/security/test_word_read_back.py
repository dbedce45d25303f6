"""A Word file whose words are read into a form: what it says of itself costs the web process nothing."""

import ast
import re
import time
import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from docx import Document

from evaluation.reports.word_texts import texts_of
from office.refusals import Refused
from suggestions.drafting import from_word
from tests.sources import FLOORS, modules, nodes

SECONDS = 0.5
PARAGRAPH = '<w:p><w:pPr><w:pStyle w:val="S{0}"/></w:pPr><w:r><w:t>一句</w:t></w:r></w:p>'
STYLE = '<w:style w:type="paragraph" w:styleId="S{0}"><w:name w:val="n{0}"/></w:style>'


def a_file(change: Callable[[str, str], str], *lines: str) -> bytes:
    """A Word file of these lines and a table of one cell, each XML part changed by `change(name, part)`."""
    word, plain, written = Document(), BytesIO(), BytesIO()
    for line in lines:
        word.add_paragraph(line)
    word.add_table(rows=1, cols=1).rows[0].cells[0].text = "一格"
    word.save(plain)
    with zipfile.ZipFile(plain) as before, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            part = before.read(name)
            after.writestr(name, change(name, part.decode()) if name.endswith(".xml") else part)
    return written.getvalue()


def in_a_moment(read: Callable[[bytes], Any], content: bytes) -> Any:
    """What it answers; a refusal is an answer too."""
    began = time.process_time()
    try:
        found = read(content)
    except Refused as refused:
        found = refused.code
    assert time.process_time() - began < SECONDS
    return found


def test_as_many_styles_as_paragraphs_cost_no_more_than_few() -> None:
    """Each paragraph looked for its style among all: 85 KB took 40 s of the web process."""

    def many(name: str, part: str) -> str:
        if name == "word/styles.xml":
            return part.replace("</w:styles>", "".join(map(STYLE.format, range(2500))) + "</w:styles>")
        body = PARAGRAPH.format(2499) * 2500
        return part.replace("<w:tbl>", f"{body}<w:tbl>") if name == "word/document.xml" else part

    texts = in_a_moment(texts_of, a_file(many, "主要工作"))
    assert texts["work"].count("一句") == 2500
    in_a_moment(from_word.read, a_file(many, "案由", "关于早班车的建议", "情况"))


@pytest.mark.parametrize("span", ["gridSpan", "gridBefore"])
def test_a_cell_that_claims_a_hundred_million_columns_is_read_once(span: str) -> None:
    """37 KB held the web process until it had no memory left."""

    def wide(name: str, part: str) -> str:
        into, place = ("tcPr", "<w:tcPr>") if span == "gridSpan" else ("trPr", "<w:tr>")
        mark = f'<w:{span} w:val="100000000"/>'
        mark = mark if into == "tcPr" else f"<w:trPr>{mark}</w:trPr>"
        return part.replace(place, place + mark, 1) if name == "word/document.xml" else part

    found = in_a_moment(from_word.read, a_file(wide, "案由", "关于早班车的建议", "情况分析"))
    assert found == from_word.Read("关于早班车的建议", "一格")


def test_more_paragraphs_than_anybody_writes_are_refused() -> None:
    def long(name: str, part: str) -> str:
        return (
            part.replace("<w:tbl>", "<w:p><w:r><w:t>句</w:t></w:r></w:p>" * 30_000 + "<w:tbl>")
            if name == "word/document.xml"
            else part
        )

    assert in_a_moment(texts_of, a_file(long, "主要工作")) == "not_allowed"


def test_what_a_reader_of_the_page_sees_is_read_once() -> None:
    """No words that were deleted or moved away; those of a drawing, which stand twice in the file, once."""
    box = "<w:p><w:r><w:t>框里的</w:t></w:r></w:p>"
    hidden = (
        "<w:p><w:r><w:t>看得见</w:t></w:r><w:moveFrom><w:r><w:t>搬走了</w:t></w:r></w:moveFrom>"
        f"<w:r><w:txbxContent>{box}</w:txbxContent></w:r>"
        "<w:del><w:r><w:delText>删掉了</w:delText></w:r></w:del><w:ins><w:r><w:tab/><w:t>加上了</w:t></w:r></w:ins></w:p>"
    )

    def changed(name: str, part: str) -> str:
        return part.replace("<w:tbl>", f"{hidden}<w:tbl>") if name == "word/document.xml" else part

    assert from_word.read(a_file(changed, "情况分析")).facts == "看得见 加上了\n框里的\n一格"


def test_the_web_process_opens_no_word_file() -> None:
    """Whatever is read of one is read by office/examination, in the process that is killed."""
    found = [
        f"{module.name}:{node.lineno}"
        for module in modules(*(floor for floor in FLOORS if floor != "demo"))
        if re.search(r"from docx import .*\bDocument\b", module.path.read_text())
        for node in nodes(module.tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "Document" and node.args
    ]
    assert found == []
