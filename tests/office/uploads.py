"""Files as people and attackers send them, made here: nothing binary lies in the repository."""

import struct
import zipfile
import zlib
from io import BytesIO

import openpyxl
import pillow_heif
import pytest
from docx import Document
from PIL import Image

from office.files import examine
from office.refusals import Refused

GPS = 0x8825
ORIENTATION = 0x0112
MAKE = 0x010F
UPSIDE_RIGHT = 6
SECRET = "SecretCameraOfMrZhang"


def photo(size: tuple[int, int] = (80, 40), *, orientation: int = 1, format_name: str = "JPEG") -> bytes:
    """Left half red, right half blue, with a camera's name and a place in its EXIF."""
    picture = Image.new("RGB", size, "red")
    picture.paste("blue", (size[0] // 2, 0, *size))
    exif = Image.Exif()
    exif[MAKE] = SECRET
    exif[ORIENTATION] = orientation
    exif.get_ifd(GPS).update({1: "N", 2: (31.0, 10.0, 0.0)})
    return saved(picture, format_name, exif=exif)


def saved(picture: Image.Image, format_name: str, **options: object) -> bytes:
    written = BytesIO()
    picture.save(written, format_name, **options)
    return written.getvalue()


def heic() -> bytes:
    pillow_heif.register_heif_opener()
    return photo(format_name="HEIF")


def png_bomb(width: int = 50_000, height: int = 50_000) -> bytes:
    """A few hundred bytes whose header promises 2.5 thousand million pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(100_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def docx(text: str = "情况说明") -> bytes:
    document = Document()
    document.add_paragraph(text)
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def xlsx(*rows: list[object]) -> bytes:
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.active.append(row)
    written = BytesIO()
    workbook.save(written)
    return written.getvalue()


def with_part(package: bytes, name: str, content: bytes) -> bytes:
    """The package with one more part, or another content of that name."""
    written = BytesIO()
    with zipfile.ZipFile(BytesIO(package)) as old, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, content)
    return written.getvalue()


def replaced(package: bytes, name: str, old: bytes, new: bytes) -> bytes:
    with zipfile.ZipFile(BytesIO(package)) as archive:
        content = archive.read(name)
    assert old in content
    return with_part(package, name, content.replace(old, new))


def pdf(extra: bytes = b"") -> bytes:
    return (
        b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
        b"2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\n" + extra + b"trailer\n<< /Root 1 0 R >>\n"
        b"startxref\n9\n%%EOF\n"
    )


def refused(content: bytes) -> str:
    """The code of the refusal, whose words end as sentences do."""
    with pytest.raises(Refused) as refusal:
        examine(content)
    assert refusal.value.message.endswith("。")
    return refusal.value.code
