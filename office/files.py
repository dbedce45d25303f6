"""Uploaded files: what is accepted is decided by content, pictures are written anew, names and paths are our own.

The bytes are on disk before the row is; a row without an owner is purged after a week.
"""

import hashlib
import os
import secrets
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

from django.core.cache import cache
from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.fields.reverse_related import ForeignObjectRel
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from office import virus_scanner
from office.examination import process
from office.examination.budgets import Budget
from office.examination.reasons import BUSY, LARGE_RESULT, WORDS, Unacceptable
from office.models import StoredFile, User
from office.numbers import clean_text
from office.refusals import Refused

BYTES_AT_MOST = 10 * 1024 * 1024
NAME_AT_MOST = 120
ORPHAN_AFTER = timedelta(days=7)
UNDRAWABLE_FOR = timedelta(days=1)

PDF = "application/pdf"
OFFICE = "application/vnd.openxmlformats-officedocument"
OFFICE_TYPES = {
    "docx": "wordprocessingml.document",
    "xlsx": "spreadsheetml.sheet",
    "pptx": "presentationml.presentation",
}
EXTENSIONS = {"image/jpeg": "jpg", "image/png": "png", PDF: "pdf"} | {
    f"{OFFICE}.{name}": extension for extension, name in OFFICE_TYPES.items()
}
TOO_LARGE = WORDS[LARGE_RESULT][1]
NOT_ALLOWED = WORDS["not_allowed"][1]
# Asks at the address of a PDF for its first pages as a picture.
PAGES = "pages"

R = TypeVar("R", bound=HttpResponseBase)


def store(upload: File, *, by: User | None, at: datetime, budget: Budget | None = None) -> StoredFile:  # type: ignore[type-arg]
    """Check and keep one file. Decodes and writes: call it before a verb's transaction, not inside.

    Files of one request share a `budget`. Raises Refused with `field="file"`: `too_large`, `not_allowed`, `broken`,
    `infected`, `busy`; the message begins with the name.
    """
    try:
        content, content_type = examine(_read(upload), budget=budget)
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


def copy_of(stored: StoredFile, *, by: User | None, at: datetime) -> StoredFile:
    """A file of its own with the same bytes and name, which shares neither token nor place with the other.

    Writes: call it before a verb's transaction, not inside.
    """
    with open_file(stored) as file:
        content = file.read()
    return StoredFile.objects.create(
        path=_write(content),
        name=stored.name,
        content_type=stored.content_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        created_at=at,
        created_by=by,
    )


def examine(content: bytes, *, budget: Budget | None = None) -> tuple[bytes, str]:
    """What would be kept of these bytes, and its type. Raises Refused as `store` does."""
    try:
        content_type, kept = process.examine(content, budget or Budget())
        if content_type not in EXTENSIONS:
            raise Unacceptable("not_allowed")
        if len(kept) > BYTES_AT_MOST:
            raise Unacceptable(LARGE_RESULT)
    except Unacceptable as unacceptable:
        raise refusal(unacceptable) from unacceptable
    virus_scanner.refuse_infected(kept)
    return kept, content_type


def paragraphs_of(content: bytes) -> list[tuple[str, str, bool]]:
    """Style, text and whether in a table of each paragraph of an examined Word file. Raises Refused as `store` does."""
    try:
        return process.read_word_lines(content)
    except Unacceptable as unacceptable:
        raise refusal(unacceptable) from unacceptable


def refusal(unacceptable: Unacceptable) -> Refused:
    """What the reader is told of a reason."""
    code, message = WORDS[unacceptable.reason]
    return Refused(code, message.format(**unacceptable.numbers))


def remove(files: Iterable[StoredFile]) -> int:
    """Rows and bytes of those among the files that belong to nothing."""
    unowned = StoredFile.objects.filter(pk__in=[file.pk for file in files])
    for owner in _owners():
        unowned = unowned.exclude(Exists(owner))
    paths = list(unowned.values_list("path", flat=True))
    StoredFile.objects.filter(path__in=paths).delete()
    for path in paths:
        default_storage.delete(path)
    return len(paths)


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
    return _guarded(response)


def _guarded(response: R) -> R:
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


def shown_response(request: HttpRequest, stored: StoredFile, *, inline: bool = True) -> HttpResponseBase:
    """`file_response`; with `?pages` in the address the first pages of a PDF, as components/first_pages.html asks.

    Raises Http404 where there are none to draw.
    """
    if PAGES not in request.GET:
        return file_response(stored, inline=inline)
    drawn = pages_response(stored)
    if drawn is None:
        raise Http404
    return drawn


def pages_response(stored: StoredFile) -> HttpResponse | None:
    """The first pages of a PDF as a picture, served as a picture is; None where there are none to draw.

    A machine that has no time for it now answers 503.
    """
    undrawable = f"undrawable-{stored.sha256}"
    if not stored.is_pdf or cache.get(undrawable):
        return None
    with open_file(stored) as file:
        content = file.read()
    try:
        response = HttpResponse(process.draw_pages(content), content_type="image/jpeg")
    except Unacceptable as unacceptable:
        if unacceptable.reason == BUSY:
            return HttpResponse(status=503)
        # It would cost as much each time.
        cache.set(undrawable, True, UNDRAWABLE_FOR.total_seconds())
        return None
    response["Content-Disposition"] = "inline"
    return _guarded(response)


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
