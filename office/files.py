"""Uploaded files: what is accepted is decided by content, pictures are written anew, names and paths are our own.

The bytes are on disk before the row is; a row without an owner is purged after a week.
"""

import hashlib
import os
import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any

from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.fields.reverse_related import ForeignObjectRel
from django.http import FileResponse

from office import archives, images, pdf_checks
from office.models import StoredFile, User
from office.numbers import clean_text
from office.refusals import Refused

BYTES_AT_MOST = 10 * 1024 * 1024
NAME_AT_MOST = 120
ORPHAN_AFTER = timedelta(days=7)

PDF = "application/pdf"
OFFICE = "application/vnd.openxmlformats-officedocument"
# By the type of the main part, as [Content_Types].xml says it: the name of the file says nothing.
OFFICE_TYPES = {
    "wordprocessingml.document": ("docx", b"wordprocessingml.document.main+xml"),
    "spreadsheetml.sheet": ("xlsx", b"spreadsheetml.sheet.main+xml"),
    "presentationml.presentation": ("pptx", b"presentationml.presentation.main+xml"),
}
EXTENSIONS = {"image/jpeg": "jpg", "image/png": "png", PDF: "pdf"} | {
    f"{OFFICE}.{name}": extension for name, (extension, _) in OFFICE_TYPES.items()
}
HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

TOO_LARGE = "单个文件不能超过 10 MB，请压缩或拆分后再上传。"
NOT_ALLOWED = "只能上传图片（JPG、PNG、HEIC）、PDF 和 Office 文件（docx、xlsx、pptx）。"
OLD_FORMAT = "旧版 Office 文件可能带有宏或密码，请另存为 docx、xlsx、pptx 或 PDF 后再上传。"
MACROS = "文件含有宏，请另存为不含宏的格式后再上传。"


def store(upload: File, *, by: User | None, at: datetime) -> StoredFile:  # type: ignore[type-arg]
    """Check and keep one file. Decodes and writes: call it before a verb's transaction, not inside.

    Raises Refused with `field="file"`: `too_large`, `not_allowed`, `broken`; the message begins with the name.
    """
    try:
        content, content_type = examine(_read(upload))
    except Refused as refusal:
        shown = _clean_name(upload.name or "", "")
        raise Refused(refusal.code, f"{shown}：{refusal.message}", field="file") from refusal
    return StoredFile.objects.create(
        path=_write(content),
        name=_clean_name(upload.name or "", EXTENSIONS[content_type]),
        content_type=content_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        created_at=at,
        created_by=by,
    )


def examine(content: bytes) -> tuple[bytes, str]:
    """What would be kept of these bytes, and its type. Raises Refused as `store` does."""
    content_type = _sniffed(content)
    if content_type in images.READERS:
        content, content_type = images.rewrite(BytesIO(content), content_type)
        if len(content) > BYTES_AT_MOST:
            raise Refused("too_large", TOO_LARGE)
    elif content_type == PDF:
        pdf_checks.refuse_unsafe(content)
    else:
        content_type = _office_type(content)
    return content, content_type


def open_file(stored: StoredFile) -> File:  # type: ignore[type-arg]
    return default_storage.open(stored.path)


def file_response(stored: StoredFile, *, inline: bool) -> FileResponse:
    """For the owner's view, once it has checked the viewer. Only a picture is ever shown in the page."""
    response = FileResponse(
        open_file(stored),
        as_attachment=not (inline and stored.is_image),
        filename=stored.name,
        content_type=stored.content_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


def purge_orphans(at: datetime) -> int:
    """Remove what was uploaded a week ago and belongs to nothing: rows with their bytes, and bytes without a row."""
    orphans = StoredFile.objects.filter(created_at__lt=at - ORPHAN_AFTER)
    for owner in _owners():
        orphans = orphans.exclude(Exists(owner))
    paths = list(orphans.values_list("path", flat=True))
    StoredFile.objects.filter(path__in=paths).delete()
    paths += _strays(older_than=at - ORPHAN_AFTER)
    for path in paths:
        default_storage.delete(path)
    return len(paths)


def _owners() -> Iterator[QuerySet[Any]]:
    """For each foreign key to StoredFile the rows that point to the file of the outer query."""
    for relation in StoredFile._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel) and relation.field.concrete and not relation.many_to_many:
            rows = relation.related_model._base_manager.order_by()
            yield rows.filter(**{relation.field.name: OuterRef("pk")})


def _strays(*, older_than: datetime) -> list[str]:
    """Bytes whose process died before it wrote the row."""
    try:
        folders = default_storage.listdir("")[0]
    except FileNotFoundError:
        return []
    found = (f"{folder}/{name}" for folder in folders for name in default_storage.listdir(folder)[1])
    old = [path for path in found if default_storage.get_modified_time(path) < older_than]
    known = set(StoredFile.objects.filter(path__in=old).values_list("path", flat=True))
    return [path for path in old if path not in known]


def _read(upload: File) -> bytes:  # type: ignore[type-arg]
    if upload.size > BYTES_AT_MOST:
        raise Refused("too_large", TOO_LARGE)
    upload.seek(0)
    content: bytes = upload.read(BYTES_AT_MOST + 1)
    if len(content) > BYTES_AT_MOST:
        raise Refused("too_large", TOO_LARGE)
    if not content:
        raise Refused("broken", "文件是空的，请重新选择。")
    return content


def _sniffed(content: bytes) -> str:
    """The type that the first bytes tell; `zip` for what may be an Office file."""
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return "image/webp"
    if content[4:8] == b"ftyp" and content[8:12] in HEIC_BRANDS:
        return "image/heic"
    if b"%PDF-" in content[: pdf_checks.HEAD]:
        return PDF
    if content.startswith(b"PK\x03\x04"):
        return "zip"
    raise Refused("not_allowed", OLD_FORMAT if content.startswith(OLD_OFFICE) else NOT_ALLOWED)


def _office_type(content: bytes) -> str:
    package = archives.open_package(BytesIO(content))
    if "[Content_Types].xml" not in package.namelist():
        raise Refused("not_allowed", NOT_ALLOWED)
    types = archives.read_part(package, "[Content_Types].xml")
    if b"macroEnabled" in types:
        raise Refused("not_allowed", MACROS)
    archives.refuse_macros(package)
    for name, (_, main_part) in OFFICE_TYPES.items():
        if main_part in types:
            return f"{OFFICE}.{name}"
    raise Refused("not_allowed", NOT_ALLOWED)


def _clean_name(name: str, extension: str) -> str:
    """The last part of the path, without what deceives, with the extension that fits the content."""
    last = PurePosixPath(name.replace("\\", "/").replace("\x00", "")).name
    cleaned = clean_text(last).replace("\n", " ")
    if not extension:
        return cleaned[-NAME_AT_MOST:] or "文件"
    stem = PurePosixPath(cleaned).stem[:NAME_AT_MOST].strip(". ") or "文件"
    return f"{stem}.{extension}"


def _write(content: bytes) -> str:
    """The path of bytes that are safely on disk."""
    name = secrets.token_hex(16)
    path = default_storage.save(f"{name[:2]}/{name}", ContentFile(content))
    try:
        local = Path(default_storage.path(path))
    except NotImplementedError:
        # An object store answers once it holds the bytes.
        return path
    for place in (local, local.parent, local.parent.parent):
        _sync(place)
    return path


def _sync(place: Path) -> None:
    descriptor = os.open(place, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
