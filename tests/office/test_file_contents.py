"""Documents by their content: what is inside decides, macros and bombs are refused, damage is no error."""

import zlib
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from office import files
from office.examination import kinds, packages
from office.files import examine
from office.refusals import Refused
from tests.office import uploads
from tests.office.uploads import refused

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
WHOLE_FILES = (uploads.photo(), uploads.docx(), uploads.pdf())
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class TestDocuments:
    @pytest.mark.parametrize(
        ("content", "content_type"),
        [
            (uploads.docx(), DOCX),
            (uploads.xlsx(["名称", 1]), XLSX),
            (uploads.pdf(), "application/pdf"),
            (uploads.pdf(b"3 0 obj\n<< /EmbeddedFiles 4 0 R >>\nendobj\n"), "application/pdf"),
        ],
    )
    def test_documents_are_kept_as_they_are(self, content: bytes, content_type: str) -> None:
        assert examine(content) == (content, content_type)

    @pytest.mark.parametrize(
        "part", ["word/vbaProject.bin", "word/activeX/activeX1.xml", "xl/macrosheets/sheet1.xml"]
    )
    def test_macros_and_controls_are_refused(self, part: str) -> None:
        assert refused(uploads.with_part(uploads.docx(), part, b"x")) == "not_allowed"

    def test_a_macro_document_under_another_name_is_refused(self) -> None:
        content = uploads.replaced(
            uploads.docx(),
            "[Content_Types].xml",
            b"openxmlformats-officedocument.wordprocessingml.document.main",
            b"ms-word.document.macroEnabled.main",
        )
        with pytest.raises(Refused, match="宏"):
            examine(content)

    @pytest.mark.parametrize(
        ("target", "is_allowed"),
        [
            ("http://evil.example/x.dotm", False),
            ("\\\\evil.example\\share\\x.dotm", False),
            ("file://evil.example/x.dotm", False),
            ("file:///C:/Users/me/Normal.dotm", True),
            ("Normal.dotm", True),
        ],
    )
    def test_a_template_from_the_network_is_refused(self, target: str, is_allowed: bool) -> None:
        relation = (
            '<Relationships xmlns="x"><Relationship Id="rId1" Target="%s" TargetMode="External"'
            ' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"/>'
            "</Relationships>"
        )
        content = uploads.with_part(
            uploads.docx(), "word/_rels/settings.xml.rels", (relation % target).encode()
        )
        if is_allowed:
            assert examine(content)[1] == DOCX
        else:
            assert refused(content) == "not_allowed"

    def test_links_to_click_are_allowed(self) -> None:
        relation = b'<Relationship Type="x/hyperlink" Target="https://example.cn/" TargetMode="External"/>'
        assert examine(uploads.with_part(uploads.docx(), "word/_rels/x.rels", relation))[1] == DOCX

    def test_an_archive_that_unpacks_to_a_huge_size_is_refused(self) -> None:
        bomb = uploads.with_part(uploads.docx(), "word/media/x.bin", bytes(packages.UNPACKED_AT_MOST))
        assert len(bomb) < 1024 * 1024
        assert refused(bomb) == "not_allowed"

    def test_entities_are_refused(self) -> None:
        bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
        assert refused(uploads.with_part(uploads.docx(), "word/document.xml", bomb)) == "not_allowed"

    def test_a_truncated_document_is_refused(self) -> None:
        assert refused(uploads.docx()[:-200]) == "broken"
        assert refused(uploads.pdf()[:-20]) == "broken"

    def test_an_archive_that_is_no_document_is_refused(self) -> None:
        with_types = uploads.replaced(uploads.docx(), "[Content_Types].xml", b"wordprocessingml", b"other")
        assert refused(with_types) == "not_allowed"
        assert refused(uploads.with_part(b"PK\x05\x06" + bytes(18), "a.txt", b"x")) == "not_allowed"

    @pytest.mark.parametrize(
        "extra",
        [
            b"3 0 obj\n<< /S /JavaScript /JS (app.alert(1)) >>\nendobj\n",
            b"3 0 obj\n<< /S /J#61vaScript >>\nendobj\n",
            b"3 0 obj\n<< /S /Launch /F (cmd.exe) >>\nendobj\n",
        ],
    )
    def test_a_pdf_that_runs_something_is_refused(self, extra: bytes) -> None:
        assert refused(uploads.pdf(extra)) == "not_allowed"

    def test_a_script_in_compressed_objects_is_found(self) -> None:
        packed = zlib.compress(b"3 0 << /S /JavaScript /JS (app.alert(1)) >>")
        extra = b"4 0 obj\n<< /Type /ObjStm /N 1 >>\nstream\n" + packed + b"\nendstream\nendobj\n"
        assert refused(uploads.pdf(extra)) == "not_allowed"

    def test_a_page_may_speak_of_scripts(self) -> None:
        extra = b"4 0 obj\n<< /Length 20 >>\nstream\n(/JavaScript) Tj\nendstream\nendobj\n"
        assert examine(uploads.pdf(extra))[1] == "application/pdf"

    @pytest.mark.parametrize(
        "content",
        [
            b"MZ" + bytes(50),
            b"<svg xmlns='x'/>",
            b"hello",
            b"<?php",
        ],
    )
    def test_other_kinds_are_refused(self, content: bytes) -> None:
        assert refused(content) == "not_allowed"

    def test_old_office_files_are_refused_with_a_way_out(self) -> None:
        with pytest.raises(Refused, match="另存为 docx"):
            examine(kinds.OLD_OFFICE + bytes(100))


@pytest.mark.generated
@given(st.data())
def test_damaged_files_are_kept_or_refused_and_never_an_error(data: st.DataObject) -> None:
    original = bytearray(data.draw(st.sampled_from(WHOLE_FILES)))
    for _ in range(data.draw(st.integers(1, 20))):
        original[data.draw(st.integers(0, len(original) - 1))] = data.draw(st.integers(0, 255))
    content = bytes(original[: data.draw(st.integers(1, len(original)))])
    with suppress(Refused):
        assert examine(content)[1] in files.EXTENSIONS
