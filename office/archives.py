"""Looks into ZIP containers (Office files) without unpacking them: bombs, encryption and macros are refused."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from office.refusals import Refused

PARTS_AT_MOST = 2000
# A presentation of 10 MB unpacks to some 30 MB, a sheet of only numbers to 80 MB.
UNPACKED_AT_MOST = 150 * 1024 * 1024
XML_PART_AT_MOST = 64 * 1024 * 1024
# A document type declaration has no place in an Office file: it is how entities are made to explode.
DECLARATION = b"<!DOCTYPE"
HEAD = 2048
RELATION = re.compile(rb"<(?:\w+:)?Relationship\s([^>]*)", re.I)
ATTRIBUTE = re.compile(rb"(\w+)\s*=\s*([\"'])(.*?)\2", re.S)
# A link leads outside when it is clicked; these are fetched as soon as the file is opened.
LOADED_ON_OPENING = {b"attachedtemplate", b"oleobject", b"frame", b"subdocument"}
# The template on the author's own disk (file:///C:/…) is in every other Word file and harmless.
REMOTE = re.compile(rb"\s*(https?:|ftp:|mhtml:|//|\\\\|file:(?!///[a-z]:))", re.I)
MACRO_PARTS = ("vbaproject", "vbadata", "/macrosheets/", "/activex/", "/dialogsheets/")
BROKEN = "文件已损坏或不完整，请重新保存后再上传。"


def open_package(file: BinaryIO, *, unpacked_at_most: int = UNPACKED_AT_MOST) -> zipfile.ZipFile:
    """The archive, checked by its directory alone. Raises Refused `broken` or `not_allowed`."""
    try:
        package = zipfile.ZipFile(file)
        size = file.seek(0, 2)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise Refused("broken", BROKEN) from error
    parts = package.infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise Refused("not_allowed", "文件设有打开密码，请取消密码后再上传。")
    # Parts that overlap in the file are how a small archive claims a huge content.
    if (
        len(parts) > PARTS_AT_MOST
        or sum(part.file_size for part in parts) > unpacked_at_most
        or sum(part.compress_size for part in parts) > size
    ):
        raise Refused("not_allowed", "文件展开后过大，无法接收，请拆分或转成 PDF 后再上传。")
    return package


def refuse_macros(package: zipfile.ZipFile) -> None:
    """Raises Refused `not_allowed` where code, controls, a remote template or an entity declaration is inside."""
    for part in package.infolist():
        name = f"/{part.filename.lower()}"
        if any(marker in name for marker in MACRO_PARTS):
            raise Refused("not_allowed", "文件含有宏或控件，请另存为不含宏的格式后再上传。")
    for part in _xml_parts(package):
        head = read_part(package, part.filename, HEAD)
        if DECLARATION in head.upper():
            raise Refused("not_allowed", "文件结构异常，无法接收，请转成 PDF 后再上传。")
    for part in package.infolist():
        if part.filename.lower().endswith(".rels") and _loads_from_outside(package, part.filename):
            raise Refused("not_allowed", "文件引用了外部模板或对象，请转成 PDF 后再上传。")


def read_part(package: zipfile.ZipFile, name: str, limit: int = XML_PART_AT_MOST) -> bytes:
    """At most `limit` bytes of a part. Raises Refused `broken`."""
    try:
        with package.open(name) as part:
            return part.read(limit)
    # A damaged archive fails in the decompressor in many ways.
    except (
        KeyError,
        OSError,
        EOFError,
        ValueError,
        RuntimeError,
        NotImplementedError,
        zipfile.BadZipFile,
        zlib.error,
    ) as error:
        raise Refused("broken", BROKEN) from error


def _xml_parts(package: zipfile.ZipFile) -> Iterator[zipfile.ZipInfo]:
    return (part for part in package.infolist() if part.filename.lower().endswith((".xml", ".rels", ".vml")))


def _loads_from_outside(package: zipfile.ZipFile, name: str) -> bool:
    for relation in RELATION.findall(read_part(package, name)):
        attributes = {key.lower(): value for key, _, value in ATTRIBUTE.findall(relation)}
        kind = attributes.get(b"type", b"").rpartition(b"/")[2].lower()
        is_external = attributes.get(b"targetmode", b"").lower() == b"external"
        if is_external and kind in LOADED_ON_OPENING and REMOTE.match(attributes.get(b"target", b"")):
            return True
    return False
