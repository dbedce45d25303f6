"""Whether a PDF is whole and only to be read. Its objects are looked through, nothing is rendered.

Two readings must both find nothing: qpdf's, which follows the cross-reference, object streams and encryption as a
viewer does, and a scan of the bytes for objects that only a viewer's repair would find.
"""

import re
import zlib
from collections.abc import Iterator
from io import BytesIO

import pikepdf

from office.examination.executables import is_program
from office.examination.reasons import (
    BROKEN_PDF,
    EXECUTABLE,
    ODD_STRUCTURE,
    PDF_ACTIVE,
    PDF_LOCKED,
    UNPACKS_TOO_FAR,
    Unacceptable,
)

TAIL = 4096
# Attached files stay allowed: electronic invoices carry their data so.
ACTIVE = {b"JavaScript", b"JS", b"Launch", b"SubmitForm", b"ImportData", b"XFA"}
# A name as it stands, until a space or a delimiter; longer ones than 127 bytes no viewer knows.
NAME = re.compile(rb"/([^\x00\t\n\x0c\r ()<>\[\]{}/%]{1,380})")
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
# Objects may hide in compressed streams; a page's content may be as large as it likes, those are small.
OBJECT_STREAM_AT_MOST = 8 * 1024 * 1024
OBJECT_STREAMS_AT_MOST = 32 * 1024 * 1024
FILTERS = {
    b"FlateDecode": "/FlateDecode",
    b"Fl": "/FlateDecode",
    b"ASCIIHexDecode": "/ASCIIHexDecode",
    b"AHx": "/ASCIIHexDecode",
    b"ASCII85Decode": "/ASCII85Decode",
    b"A85": "/ASCII85Decode",
    b"LZWDecode": "/LZWDecode",
    b"LZW": "/LZWDecode",
    b"RunLengthDecode": "/RunLengthDecode",
    b"RL": "/RunLengthDecode",
}
FILTERS_AT_MOST = 6
OBJECTS_AT_MOST = 300_000
# Encrypted strings and streams, predictors, compression that is named elsewhere.
VEILING = {b"Encrypt", b"DecodeParms", b"DP", b"XRefStm"}


def refuse_active(content: bytes) -> None:
    """Raises Unacceptable for a cut-off file, and where opening it would run, send or fetch something."""
    if b"%%EOF" not in content[-TAIL:] or b"startxref" not in content[-TAIL:]:
        raise Unacceptable(BROKEN_PDF)
    _scan(content)
    written = _as_a_viewer_sees_it(content)
    if written:
        _refuse_names(_outside_streams(written))
    # What only a viewer's repair could show must have nothing that the scan cannot read.
    elif any(name in VEILING for piece in _outside_streams(content) for name in _names(piece)):
        raise Unacceptable(BROKEN_PDF)


def _as_a_viewer_sees_it(content: bytes) -> bytes:
    """The same objects in plain sight: no object streams, no encryption, names without escapes.

    Nothing where the file is too damaged to be followed.
    """
    written = BytesIO()
    try:
        with pikepdf.open(BytesIO(content)) as document:
            if len(document.objects) > OBJECTS_AT_MOST:
                raise Unacceptable(UNPACKS_TOO_FAR)
            _refuse_programs(document)
            document.save(
                written,
                object_stream_mode=pikepdf.ObjectStreamMode.disable,
                stream_decode_level=pikepdf.StreamDecodeLevel.none,
                compress_streams=False,
                encryption=False,
                fix_metadata_version=False,
            )
    except pikepdf.PasswordError as error:
        raise Unacceptable(PDF_LOCKED) from error
    except (Unacceptable, MemoryError):
        raise
    except pikepdf.PdfError:
        return b""
    # What the layer above qpdf makes of damage has many names.
    except Exception as error:
        raise Unacceptable(BROKEN_PDF) from error
    return written.getvalue()


def _refuse_programs(document: pikepdf.Pdf) -> None:
    for name, attached in document.attachments.items():
        if is_program(attached.filename or name, attached.get_file().read_bytes()[:8]):
            raise Unacceptable(EXECUTABLE)


def _scan(content: bytes) -> None:
    """What stands in the file as it is, whether or not anything refers to it."""
    _refuse_names(_outside_streams(content))
    unpacked = 0
    for dictionary, stream in _streams(content):
        names = list(_names(dictionary))
        # Its type may be written elsewhere, the two numbers may not be missing.
        if b"ObjStm" in names or {b"N", b"First"} <= set(names):
            filters = [name for name in names if name in FILTERS]
            if not filters and (b"Filter" in names or b"F" in names):
                raise Unacceptable(ODD_STRUCTURE)
            objects = _decoded(stream, filters)
            unpacked += len(objects)
            if unpacked > OBJECT_STREAMS_AT_MOST:
                raise Unacceptable(UNPACKS_TOO_FAR)
            _refuse_names([objects])


def _refuse_names(pieces: list[bytes]) -> None:
    if any(name in ACTIVE for piece in pieces for name in _names(piece)):
        raise Unacceptable(PDF_ACTIVE)


def _names(objects: bytes) -> Iterator[bytes]:
    for found in NAME.finditer(objects):
        name = found.group(1)
        yield ESCAPED.sub(lambda code: bytes([int(code.group(1), 16)]), name) if b"#" in name else name


def _outside_streams(content: bytes) -> list[bytes]:
    pieces, begin = [], 0
    for start, end in _spans(content):
        pieces.append(content[begin:start])
        begin = end
    pieces.append(content[begin:])
    return pieces


def _streams(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Each stream with what stands before it since its object began."""
    before = 0
    for start, end in _spans(content):
        head = content[before:start]
        yield head[max(0, head.rfind(b"obj")) :], content[start:end]
        before = end


def _spans(content: bytes) -> Iterator[tuple[int, int]]:
    """Where the bytes of each stream begin and end. One without an end is no stream: its bytes are looked at."""
    place = 0
    while (found := content.find(b"stream", place)) >= 0:
        start = found + len(b"stream")
        place = start
        if content[start : start + 1] not in (b"\r", b"\n") or content[found - 3 : found] == b"end":
            continue
        end = content.find(b"endstream", start)
        if end < 0:
            return
        yield start + (2 if content[start : start + 2] == b"\r\n" else 1), end
        place = end + len(b"endstream")


def _decoded(stream: bytes, filters: list[bytes]) -> bytes:
    if len(filters) > FILTERS_AT_MOST:
        raise Unacceptable(ODD_STRUCTURE)
    if not filters:
        # A viewer may know better than what the dictionary says.
        return stream[:OBJECT_STREAM_AT_MOST] + b"\n" + _unfiltered(stream, "/FlateDecode")
    for name in filters:
        stream = _unfiltered(stream, FILTERS[name])
        if len(stream) > OBJECT_STREAM_AT_MOST:
            raise Unacceptable(UNPACKS_TOO_FAR)
    return stream


def _unfiltered(stream: bytes, name: str) -> bytes:
    if name == "/FlateDecode":
        try:
            return zlib.decompressobj().decompress(stream, OBJECT_STREAM_AT_MOST + 1)
        except zlib.error:
            return b""
    if len(stream) > OBJECT_STREAM_AT_MOST:
        raise Unacceptable(UNPACKS_TOO_FAR)
    with pikepdf.new() as document:
        try:
            return document.make_stream(stream, Filter=pikepdf.Name(name)).read_bytes(
                pikepdf.StreamDecodeLevel.specialized
            )
        except pikepdf.PdfError:
            return b""
