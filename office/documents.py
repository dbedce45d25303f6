"""PDFs from Typst templates and QR codes. Fonts come from packages, so every machine prints the same.

A template stands in `<app>/documents/*.typ`, reads `json(bytes(sys.inputs.data))` and sets `cjk-latin-spacing: none`:
Typst's own quarter space tears numbers from their words. No face is bold: weight comes by size or a thin stroke.
"""

import json
from collections.abc import Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, Literal, cast
from unicodedata import category

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder

FONTS = ("Noto Sans CJK SC", "Noto Serif SC")
# A quarter of the code may be dirty or torn; a printed module of 20 dots stays sharp on A4.
QUIET_MODULES = 4
DOTS_PER_MODULE = 20
# A code point that will never be a character: drawn as a font draws what it lacks.
SHAPELESS = frozenset({"Cc", "Cf", "Cs", "Mn", "Me", "Zs", "Zl", "Zp"})
NO_CHARACTER = "\U0010fffe"


def typst_pdf(
    template_name: str, data: Mapping[str, Any], *, standard: Literal["ua-1"] | None = None
) -> bytes:
    """One PDF. `template_name` is the path from the project's root: `stations/documents/poster.typ`.

    Takes some 10 to 100 ms of a core: call it outside a transaction. With `standard` the file says that it keeps
    it (`ua-1`: PDF/UA-1, readable by screen readers). Raises `typst.TypstError` where the template asks for what
    the data does not have, or does not keep the standard.
    """
    # Here and below: only processes that print load it.
    import typst

    root = Path(settings.BASE_DIR)
    compiler = typst.Compiler(root=str(root), font_paths=_fonts())
    pdf = compiler.compile(
        str(root / template_name),
        format="pdf",
        sys_inputs={"data": json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False)},
        pdf_standards=standard or [],
    )
    # Only pictures come page by page.
    return cast(bytes, pdf)


def unprintable(text: str) -> list[str]:
    """The characters of `text` that no packaged font has, each once in their order: paper would show a box.

    Those of a private use area are among them, what has no shape of its own (spaces, controls, marks) is not.
    """
    seen = dict.fromkeys(each for each in text if not each.isascii() and category(each) not in SHAPELESS)
    return [each for each in seen if not any(_draws(font, each) for font in _faces())]


def _draws(font: Any, character: str) -> bool:
    return bytes(font.getmask(character)) != bytes(font.getmask(NO_CHARACTER))


@cache
def _faces() -> list[Any]:
    """The fonts' faces for simplified Chinese, as Pillow draws them."""
    import noto_cjk_sans_otc
    import pylopdf_fonts_zh_cn
    from PIL import ImageFont

    faces = [ImageFont.truetype(str(pylopdf_fonts_zh_cn.serif_path()), 16)]
    for index in range(len(FONTS) + 8):
        face = ImageFont.truetype(str(noto_cjk_sans_otc.FONT_PATH), 16, index=index)
        if face.getname()[0] == FONTS[0]:
            return [*faces, face]
    raise ValueError(f"{noto_cjk_sans_otc.FONT_PATH} lacks {FONTS[0]}")


def qr_png(url: str) -> bytes:
    """Black on white with its quiet zone, ready to print."""
    written = BytesIO()
    _code(url).make_image().save(written, "PNG")
    return written.getvalue()


def qr_svg(url: str) -> str:
    """One path without style, so that it may stand in a page under the strict CSP."""
    from qrcode.image.svg import SvgPathImage

    drawn: str = _code(url).make_image(image_factory=SvgPathImage).to_string(encoding="unicode")
    return drawn


def _code(url: str) -> Any:
    import qrcode
    from qrcode.constants import ERROR_CORRECT_Q

    code = qrcode.QRCode(error_correction=ERROR_CORRECT_Q, box_size=DOTS_PER_MODULE, border=QUIET_MODULES)
    code.add_data(url)
    return code


@cache
def _fonts() -> Any:
    """`typst.Fonts` of the packages alone: reading the folders takes longer than a page."""
    import noto_cjk_sans_otc
    import pylopdf_fonts_zh_cn
    import typst

    folders = (noto_cjk_sans_otc.FONT_PATH.parent, pylopdf_fonts_zh_cn.serif_path().parent)
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(folder) for folder in folders],
    )
