"""Beside the form of a release: what the case says, with every likely trace of the requester marked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from requests_app.access.identifying import Identity, Piece
from requests_app.desk.views.case_units import File, file_of
from requests_app.desk.views.opening import Opened
from requests_app.history.additions import additions_to
from requests_app.models.files import ENTERPRISE_OWN


@dataclass(frozen=True)
class Marked:
    """One text; of a file its name, and the link to open it."""

    title: str
    pieces: list[Piece]
    file: File | None = None

    @property
    def count(self) -> int:
        return sum(piece.is_marked for piece in self.pieces)


def marked_of(opened: Opened, summary: str) -> list[Marked]:
    """The summary as it stands in the form first, then what it may be written from."""
    identity = Identity(opened.case)
    texts = [(title, text) for title, text in _texts(opened, summary) if text]
    found = [Marked(title, identity.pieces(text)) for title, text in texts]
    for row in opened.file.attachments:
        if row.purpose in ENTERPRISE_OWN:
            name = f"{row.get_purpose_display()}的文件名"
            found.append(Marked(name, identity.pieces(row.file.name), file_of(opened.case, row)))
    return found


def _texts(opened: Opened, summary: str) -> Iterator[tuple[str, str]]:
    case = opened.case
    yield "要放行的摘要", summary
    yield "标题", case.title
    yield "原文", case.text
    yield "预期效果", case.expected_outcome
    for question in opened.file.questions:
        yield "请企业补充", question.text
        yield "企业的补充", question.answer
    for addition in additions_to(case):
        yield "企业的补充", addition.text
    for letter in opened.file.letters:
        yield f"{letter.get_kind_display()}的办理要求", letter.text
