"""The first pages of a PDF as one picture, to be looked at where the file itself would have to be opened.

Drawn by Typst, which shows pages of other PDFs: no script, link or form of theirs survives being drawn.
"""

from __future__ import annotations

import os
from io import BytesIO

import pikepdf
import typst
from PIL import Image

from office.examination.reasons import BROKEN_PDF, Unacceptable

PAGES_AT_MOST = 3
# Of one page, in points; a page of any other shape is fitted in. Drawn at twice as many pixels.
WIDTH, HEIGHT = 420, 594
PIXELS_AN_INCH = 144
QUALITY = 80


def picture(content: bytes) -> bytes:
    """JPEG of the first `PAGES_AT_MOST` pages under each other. Raises Unacceptable."""
    descriptor = os.memfd_create("pages")
    try:
        with open(descriptor, "wb", closefd=False) as file:
            file.write(content)
        with pikepdf.open(BytesIO(content)) as document:
            count = min(len(document.pages), PAGES_AT_MOST)
        # Typst reads files below a root alone: the one of this process's open files has this file and no folder.
        compiler = typst.Compiler(root="/proc/self/fd", ignore_system_fonts=True)
        drawn = compiler.compile(_source(descriptor, count), format="png", ppi=PIXELS_AN_INCH)
        if not isinstance(drawn, bytes):
            raise Unacceptable(BROKEN_PDF)
        with Image.open(BytesIO(drawn), formats=("PNG",)) as page:
            written = BytesIO()
            page.convert("RGB").save(written, "JPEG", quality=QUALITY)
        return written.getvalue()
    except (MemoryError, Unacceptable):
        raise
    except Exception as error:
        raise Unacceptable(BROKEN_PDF) from error
    finally:
        os.close(descriptor)


def _source(descriptor: int, count: int) -> bytes:
    fitted = f'width: {WIDTH}pt, height: {HEIGHT}pt, fit: "contain"'
    pages = "".join(
        f'#image("{descriptor}", format: "pdf", page: {page}, {fitted})\n' for page in range(1, count + 1)
    )
    shape = f"width: {WIDTH}pt, height: {HEIGHT * count}pt, margin: 0pt"
    return f"#set page({shape})\n#set par(leading: 0pt, spacing: 0pt)\n#set block(spacing: 0pt)\n{pages}".encode()
