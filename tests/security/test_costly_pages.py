"""A PDF that costs much wherever it is read: drawn, or compared with names.

One whose pages cost more than may be spent costs it once, not each time that somebody opens the case."""

from io import BytesIO
from typing import Any

import pikepdf
import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile

from office import files
from office.examination import process
from office.refusals import Refused
from requests_app.access.file_texts import words_in
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


def endless() -> bytes:
    """A form that draws itself twice."""
    with pikepdf.new() as document:
        page = document.add_blank_page()
        box = pikepdf.Array([0, 0, 600, 900])
        form = document.make_stream(
            b"/X Do /X Do", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=box
        )
        form.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=form))
        page.obj.Resources = form.Resources
        page.obj.Contents = document.make_stream(b"/X Do")
        written = BytesIO()
        document.save(written)
    return written.getvalue()


def test_pages_that_cannot_be_drawn_are_tried_once(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each opening took two seconds of the processor and one of the two places in which uploads are examined."""
    settings.EXAMINATION_SECONDS = 20
    cache.clear()
    stored = files.store(SimpleUploadedFile("合同.pdf", endless()), by=None, at=NOW)
    assert files.pages_response(stored) is None

    def again(content: bytes) -> bytes:
        raise AssertionError("drawn again")

    monkeypatch.setattr(process, "draw_pages", again)
    assert files.pages_response(stored) is None


def test_more_words_than_can_be_compared_are_not_released(settings: Any) -> None:
    """Eight kilobytes unpack to four million letters: comparing them held the web process for up to thirteen seconds."""
    settings.EXAMINATION_SECONDS = 20
    with pikepdf.new() as document:
        page = document.add_blank_page()
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
        page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
        page.obj.Contents = document.make_stream(b"BT /F 9 Tf (" + b"a" * 1_000_000 + b") Tj ET")
        written = BytesIO()
        document.save(written)
    stored = files.store(SimpleUploadedFile("副本.pdf", written.getvalue()), by=None, at=NOW)
    with pytest.raises(Refused, match="超过 10 万字"):
        words_in(stored)
