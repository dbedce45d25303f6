"""What kind of file it is, by its content alone: the name says nothing."""

from typing import Any

from office.examination.reasons import NOT_ALLOWED, OLD_FORMAT, Unacceptable

PDF = "application/pdf"
HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Readers look for the mark of a PDF in the first kilobyte.
PDF_HEAD = 1024
STARTS = {
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
    b"II*\x00": "image/tiff",
    b"MM\x00*": "image/tiff",
    b"II+\x00": "image/tiff",
    b"MM\x00+": "image/tiff",
}


def examined(content: bytes, *, pixels: int) -> tuple[dict[str, Any], bytes]:
    """`type` of what is kept, `pixels` that were decoded, and the bytes that take its place (b"": it stays).

    `pixels` is what this request may still decode. Raises Unacceptable.
    """
    kind = sniffed(content)
    # Each of them loads a library of its own.
    if kind == PDF:
        from office.examination import pdfs

        pdfs.refuse_active(content)
        return {"type": PDF, "pixels": 0}, b""
    if kind == "zip":
        from office.examination import packages

        return {"type": packages.office_type(content), "pixels": 0}, b""
    from office.examination import pictures

    rewritten, content_type, decoded = pictures.rewrite(content, kind, pixels=pixels)
    return {"type": content_type, "pixels": decoded}, rewritten


def sniffed(content: bytes) -> str:
    """The type that the first bytes tell; `zip` for what may be an Office file."""
    for start, kind in STARTS.items():
        if content.startswith(start):
            return kind
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return "image/webp"
    if content[4:8] == b"ftyp" and content[8:12] in HEIC_BRANDS:
        return "image/heic"
    if content.startswith(b"PK\x03\x04"):
        return "zip"
    if b"%PDF-" in content[:PDF_HEAD]:
        return PDF
    # Its length stands in the header; two letters alone are too few.
    if content.startswith(b"BM") and content[6:10] == bytes(4):
        return "image/bmp"
    raise Unacceptable(OLD_FORMAT if content.startswith(OLD_OFFICE) else NOT_ALLOWED)
