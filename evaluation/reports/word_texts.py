"""The words of a draft that a clerk went on writing in Word, by section: numbers and tables of the file are not read."""

from __future__ import annotations

from evaluation.models.reports import SectionKind
from evaluation.reports.tables import BASIS
from office import files
from office.numbers import clean_words
from office.refusals import Refused

LABELS = {kind.label: kind.value for kind in SectionKind}


def texts_of(content: bytes) -> dict[str, str]:
    """By kind, what stands under the heading of each section up to the next heading.

    Refused beside `word`: what `office.files.examine` refuses, `not_word`, `no_sections` without any of the headings.
    """
    try:
        kept, content_type = files.examine(content)
        if files.EXTENSIONS[content_type] != "docx":
            raise Refused("not_word", "请选择从本页下载后修改的 Word 文件（.docx）")
        paragraphs = files.paragraphs_of(kept)
    except Refused as refused:
        raise Refused(refused.code, refused.message, field="word") from refused
    found: dict[str, list[str]] = {}
    current: list[str] | None = None
    for style, text in (
        (style, clean_words(text).strip()) for style, text, in_table in paragraphs if not in_table
    ):
        if text in LABELS:
            current = found.setdefault(LABELS[text], [])
        elif style.lower().startswith(("heading", "title", "标题")) or text == BASIS:
            current = None
        elif current is not None:
            current.append(text)
    if not found:
        labels = "、".join(LABELS)
        raise Refused("no_sections", f"文件里没有找到“{labels}”这几个标题，请不要改标题", field="word")
    return {kind: "\n".join(lines).strip() for kind, lines in found.items()}
