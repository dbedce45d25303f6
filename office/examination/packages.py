"""Looks into ZIP containers (Office files) without unpacking them to disk: bombs, encryption and code are refused."""

import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

from office.examination import markup
from office.examination.executables import is_program
from office.examination.reasons import (
    BROKEN_DOCUMENT,
    DATA_EXCHANGE,
    EXECUTABLE,
    LOCKED,
    MACROS,
    NOT_ALLOWED,
    REMOTE,
    UNPACKS_TOO_FAR,
    Unacceptable,
)

PARTS_AT_MOST = 2000
# A presentation of 10 MB unpacks to some 30 MB, a sheet of only numbers to 80 MB.
UNPACKED_AT_MOST = 150 * 1024 * 1024
XML_PART_AT_MOST = 64 * 1024 * 1024
# A table of numbers shrinks to a twentieth, one of zeros to a hundredth; below the first bound it does not matter.
ANY_RATIO_UP_TO = 16 * 1024 * 1024
RATIO_AT_MOST = 100
RELATIONS_PART_AT_MOST = 2 * 1024 * 1024
TYPES_PART_AT_MOST = 1024 * 1024
# A chart carries its table as a package, which may itself hold a chart.
DEPTH_AT_MOST = 2
HEAD = 512
OFFICE = "application/vnd.openxmlformats-officedocument"
# By the type of the main part, as [Content_Types].xml says it.
MAIN_PARTS = {
    "wordprocessingml.document.main+xml": "wordprocessingml.document",
    "spreadsheetml.sheet.main+xml": "spreadsheetml.sheet",
    "presentationml.presentation.main+xml": "presentationml.presentation",
}
MACRO_PARTS = ("vbaproject", "vbadata", "/macrosheets/", "/activex/", "/dialogsheets/")
COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# The stream in which Windows' packager keeps any file whatever.
PACKAGED_FILE = "\x01Ole10Native".encode("utf-16-le")
# What only a field or a link of data exchange is written with; where it stands, the part is read whole.
EXCHANGE_MARKS = (b"instr", b"ddeLink")
# A link leads outside when it is clicked; these are fetched as soon as the file is opened.
LOADED_ON_OPENING = {"attachedtemplate", "oleobject", "frame", "subdocument", "externallinkpath"}
REMOTE_STARTS = ("http:", "https:", "ftp:", "mhtml:", "mht:", "//", "\\\\", "webdav:", "ms-", "search-ms:")


def office_type(content: bytes) -> str:
    """The content type of a whole and harmless Office file. Raises Unacceptable."""
    with open_package(content) as package:
        if "[Content_Types].xml" not in package.namelist():
            raise Unacceptable(NOT_ALLOWED)
        types = markup.content_types(whole(package, "[Content_Types].xml", TYPES_PART_AT_MOST))
        if any("macroenabled" in each.lower() for each in types):
            raise Unacceptable(MACROS)
        refuse_active(package)
        for main_part, name in MAIN_PARTS.items():
            if any(each.strip().endswith(main_part) for each in types):
                return f"{OFFICE}.{name}"
    raise Unacceptable(NOT_ALLOWED)


def open_package(content: bytes, *, unpacked_at_most: int = UNPACKED_AT_MOST) -> zipfile.ZipFile:
    """The archive, checked by its directory alone. Raises Unacceptable."""
    try:
        package = zipfile.ZipFile(BytesIO(content))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise Unacceptable(BROKEN_DOCUMENT) from error
    parts = package.infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise Unacceptable(LOCKED)
    unpacked = sum(part.file_size for part in parts)
    # Parts that overlap in the file are how a small archive claims a huge content.
    if (
        len(parts) > PARTS_AT_MOST
        or unpacked > min(unpacked_at_most, max(ANY_RATIO_UP_TO, RATIO_AT_MOST * len(content)))
        or sum(part.compress_size for part in parts) > len(content)
    ):
        raise Unacceptable(UNPACKS_TOO_FAR)
    return package


def part(package: zipfile.ZipFile, name: str) -> bytes:
    """One part, whole. Raises Unacceptable."""
    return whole(package, name, XML_PART_AT_MOST)


def refuse_active(package: zipfile.ZipFile, *, depth: int = 0) -> None:
    """Raises Unacceptable where code, controls, what is fetched on opening or an entity declaration is inside."""
    for part in package.infolist():
        name = f"/{part.filename.lower()}"
        if any(marker in name for marker in MACRO_PARTS):
            raise Unacceptable(MACROS)
        if not part.is_dir():
            _refuse_active_part(package, part, depth)


def _refuse_active_part(package: zipfile.ZipFile, part: zipfile.ZipInfo, depth: int) -> None:
    head = _read(package, part, HEAD)
    if is_program(part.filename, head):
        raise Unacceptable(EXECUTABLE)
    if head.startswith(b"PK\x03\x04"):
        _refuse_active_package(package, part, depth)
    elif head.startswith(COMPOUND_FILE):
        if PACKAGED_FILE in _read(package, part, part.file_size):
            raise Unacceptable(EXECUTABLE)
    elif part.filename.lower().endswith(".rels"):
        _refuse_remote(whole(package, part.filename, RELATIONS_PART_AT_MOST))
    elif markup.looks_like(head):
        _refuse_declarations(package, part)


def _refuse_active_package(package: zipfile.ZipFile, part: zipfile.ZipInfo, depth: int) -> None:
    if depth >= DEPTH_AT_MOST:
        raise Unacceptable(UNPACKS_TOO_FAR)
    with open_package(whole(package, part.filename, XML_PART_AT_MOST)) as inner:
        refuse_active(inner, depth=depth + 1)


def _refuse_remote(relations: bytes) -> None:
    for relation in markup.relations(relations):
        kind = relation.get("Type", "").strip().rpartition("/")[2].lower()
        is_external = relation.get("TargetMode", "").strip().lower() == "external"
        if is_external and kind in LOADED_ON_OPENING and _is_remote(relation.get("Target", "")):
            raise Unacceptable(REMOTE)


def _is_remote(target: str) -> bool:
    """The template on the author's own disk (file:///C:/…) is in every other Word file and harmless."""
    bare = "".join(character for character in target if character > " ").lower()
    if bare.startswith("file:"):
        path = bare.removeprefix("file:").replace("\\", "/")
        return not (path.startswith("///") and path[3:4].isalpha() and path[4:5] == ":")
    return bare.startswith(REMOTE_STARTS)


def _refuse_declarations(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    reader = markup.Prologue()
    carried, is_marked = b"", False
    for chunk in _chunks(package, part):
        if not reader.is_over:
            reader.feed(chunk)
        # UTF-16 holds a zero beside each letter.
        seen = (carried + chunk).replace(b"\x00", b"")
        is_marked = is_marked or any(mark in seen for mark in EXCHANGE_MARKS)
        carried = seen[-16:]
    if is_marked and markup.exchanges_data(whole(package, part.filename, XML_PART_AT_MOST)):
        raise Unacceptable(DATA_EXCHANGE)


def _chunks(package: zipfile.ZipFile, part: zipfile.ZipInfo, size: int = 1 << 20) -> Iterator[bytes]:
    try:
        with package.open(part) as opened:
            while chunk := opened.read(size):
                yield chunk
    except DAMAGE as error:
        raise Unacceptable(BROKEN_DOCUMENT) from error


def whole(package: zipfile.ZipFile, name: str, at_most: int) -> bytes:
    """A part that is read whole or not at all."""
    part = package.getinfo(name)
    if part.file_size > at_most:
        raise Unacceptable(UNPACKS_TOO_FAR)
    return _read(package, part, at_most)


def _read(package: zipfile.ZipFile, part: zipfile.ZipInfo, size: int) -> bytes:
    try:
        with package.open(part) as opened:
            return opened.read(size)
    except DAMAGE as error:
        raise Unacceptable(BROKEN_DOCUMENT) from error


# A damaged archive fails in the decompressor in many ways.
DAMAGE = (
    KeyError,
    OSError,
    EOFError,
    ValueError,
    RuntimeError,
    NotImplementedError,
    zipfile.BadZipFile,
    zlib.error,
)
