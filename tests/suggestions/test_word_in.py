"""Word in: a representative's .docx fills the form of writing, and becomes the text only once its author sends that."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document

from demo.suggestion_scenario import SuggestionScenario
from office.refusals import Refused
from suggestions.drafting.from_word import Read, parts_of, read
from suggestions.models import Suggestion
from tests.people import SignIn

TITLE = "关于园区公交早晚班次延长的建议"


def a_document(*lines: str) -> bytes:
    word, written = Document(), BytesIO()
    for line in lines:
        word.add_paragraph(line)
    word.save(written)
    return written.getvalue()


@pytest.mark.parametrize(
    "lines",
    [
        (TITLE, "一、情况分析", "末班 19:00。", "职工打车。", "二、建议", "1. 延到 21:30", "2. 早班提前"),
        (f"案由：{TITLE}", "情况分析：末班 19:00。", "职工打车。", "建议：", "1. 延到 21:30", "2. 早班提前"),
        (
            "领衔代表：单雄", "案由", TITLE, "（一）存在的问题", "末班 19:00。", "职工打车。", "【对策建议】",
            "1. 延到 21:30", "2. 早班提前", "承办单位：交通局",
        ),
    ],
    ids=["chapters", "colons", "form"],
)  # fmt: skip
def test_the_parts_are_found_by_the_headings_that_people_use(lines: tuple[str, ...]) -> None:
    assert parts_of(list(lines)) == Read(TITLE, "末班 19:00。\n职工打车。", "1. 延到 21:30\n2. 早班提前")


def test_a_sentence_that_begins_like_a_heading_is_text() -> None:
    lines = ["情况分析", "问题很多，企业建议每周通报。", "建议：", "建议财政部门按月公布：金额和家数。"]
    assert parts_of(lines) == Read("", "问题很多，企业建议每周通报。", "建议财政部门按月公布：金额和家数。")


def test_tables_are_read_and_merged_cells_once() -> None:
    word, written = Document(), BytesIO()
    table = word.add_table(rows=3, cols=3)
    for row, (name, text) in zip(
        table.rows, (("案由", TITLE), ("情况分析", "末班 19:00。"), ("建议", "1. 延到 21:30")), strict=True
    ):
        row.cells[0].text = name
        row.cells[1].merge(row.cells[2]).text = text
    word.save(written)
    assert read(written.getvalue()) == Read(TITLE, "末班 19:00。", "1. 延到 21:30")


def test_what_is_no_word_file_is_refused_in_words() -> None:
    with pytest.raises(Refused):
        read(b"PK\x03\x04 no package")


@pytest.mark.django_db
def test_the_form_is_filled_and_nothing_is_the_text_before_it_is_sent(
    scenario: SuggestionScenario, sign_in: SignIn
) -> None:
    client = sign_in(scenario.people["author"])
    content = a_document(TITLE, "情况分析", "末班 19:00，职工打车回家。", "建议", "1. 延到 21:30")
    answer = client.post("/desk/suggestions/new/", {"word": SimpleUploadedFile("建议.docx", content)})
    assert answer.status_code == 303, answer.content.decode()[-2000:]
    row = Suggestion.objects.get()
    assert (row.title, row.facts, row.demands) == (TITLE, "", [])
    page = client.get(answer["Location"]).content.decode()
    assert "末班 19:00，职工打车回家。" in page
    assert "1. 延到 21:30" in page


@pytest.mark.django_db
def test_a_picture_or_a_file_without_a_title_is_answered_beside_its_field(
    scenario: SuggestionScenario, sign_in: SignIn
) -> None:
    client = sign_in(scenario.people["author"])
    for name, content, words in (
        ("a.docx", b"\xff\xd8\xff no picture", ""),
        ("b.docx", a_document("没有标题的一段话"), "文件里没有读到案由，请填写标题"),
    ):
        answer = client.post("/desk/suggestions/new/", {"word": SimpleUploadedFile(name, content)})
        assert answer.status_code == 422
        assert words in answer.content.decode()
    assert not Suggestion.objects.exists()
