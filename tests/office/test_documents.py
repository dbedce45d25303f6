"""PDFs with packaged fonts, QR codes that an independent reader reads back."""

import re
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import cv2
import numpy as np
import pytest
import typst
from PIL import Image
from pytest_django import Settings

from office.documents import FONTS, qr_png, qr_svg, typst_pdf
from tests.papers import unpacked

URL = "https://desk.example.cn/s/gyllzx/"
TEMPLATE = """
#let data = json(bytes(sys.inputs.data))
#set page(paper: "a4")
#set text(font: ("Noto Sans CJK SC", "Noto Serif SC"), lang: "zh", region: "cn", cjk-latin-spacing: none)
#data.title
#image(bytes(data.qr), format: "svg", width: 40mm)
"""


@pytest.fixture
def template(tmp_path: Path, settings: Settings) -> str:
    settings.BASE_DIR = tmp_path
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "letter.typ").write_text(TEMPLATE, encoding="utf-8")
    return "documents/letter.typ"


def read_qr(png: bytes) -> str:
    picture = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_GRAYSCALE)
    return str(cv2.QRCodeDetector().detectAndDecode(picture)[0])


def fonts_of(pdf: bytes) -> set[str]:
    """Names of the embedded fonts, those in compressed objects included."""
    return {name.decode() for name in re.findall(rb"/BaseFont\s*/[A-Z]{6}\+([\w-]+)", unpacked(pdf))}


def test_a_document_is_a_pdf_with_the_packaged_font(template: str) -> None:
    pdf = typst_pdf(template, {"title": "交办函 2026-00123", "qr": qr_svg(URL)})
    assert pdf.startswith(b"%PDF-")
    assert {name.partition("-")[0] for name in fonts_of(pdf)} == {"NotoSansCJKsc"}


def test_rare_characters_of_names_have_a_glyph(template: str) -> None:
    known = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[]).families()
    assert known == []
    with_rare = typst_pdf(template, {"title": "欧阳𬭎㛃", "qr": qr_svg(URL)})
    with_missing = typst_pdf(template, {"title": "欧阳\U000e0100\uf8ff", "qr": qr_svg(URL)})
    assert fonts_of(with_rare) == fonts_of(with_missing)
    assert len(with_rare) > len(with_missing)


def test_a_template_that_asks_for_more_than_it_is_given_fails_loudly(template: str) -> None:
    with pytest.raises(typst.TypstError, match="title"):
        typst_pdf(template, {})


def test_a_document_cannot_read_outside_the_project(template: str, tmp_path: Path) -> None:
    (tmp_path / "documents" / "letter.typ").write_text('#read("../../../../../etc/passwd")')
    with pytest.raises(typst.TypstError):
        typst_pdf(template, {})


def test_both_fonts_are_there() -> None:
    from office import documents

    assert set(FONTS) <= set(documents._fonts().families())


def test_a_printed_code_is_read_back() -> None:
    assert read_qr(qr_png(URL)) == URL


def test_a_code_is_read_back_when_a_tenth_of_it_is_torn_off() -> None:
    picture = Image.open(BytesIO(qr_png(URL))).convert("L")
    width, height = picture.size
    picture.paste(255, (int(width * 0.4), int(height * 0.45), int(width * 0.65), int(height * 0.65)))
    written = BytesIO()
    picture.save(written, "PNG")
    assert read_qr(written.getvalue()) == URL


def test_the_drawing_stands_under_the_strict_csp() -> None:
    drawing = ElementTree.fromstring(qr_svg(URL))  # noqa: S314 - our own
    assert drawing.tag.endswith("svg")
    names = {name for element in drawing.iter() for name in element.attrib}
    assert not {name for name in names if name == "style" or name.startswith("on")}
    assert not [element for element in drawing.iter() if element.tag.endswith(("style", "script"))]
