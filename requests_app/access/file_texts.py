"""The words inside an Office file, properties included, as far as they can be read without rendering it."""

from __future__ import annotations

import zipfile
from html import unescape

from office.files import OFFICE, open_file
from office.models import StoredFile

PART_AT_MOST = 2 * 1024 * 1024
BYTES_AT_MOST = 8 * 1024 * 1024


def words_in(stored: StoredFile) -> str:
    """Of docx, xlsx and pptx; "" for a picture or a PDF, which somebody has to look at. Reads at most 8 MB."""
    if not stored.content_type.startswith(OFFICE):
        return ""
    found, left = [], BYTES_AT_MOST
    with open_file(stored) as content, zipfile.ZipFile(content) as parts:
        for name in parts.namelist():
            if left > 0 and name.endswith((".xml", ".rels")):
                with parts.open(name) as part:
                    raw = part.read(min(PART_AT_MOST, left))
                left -= len(raw)
                found.append(_without_tags(raw.decode(errors="ignore")))
    return "\n".join(found)


def _without_tags(markup: str) -> str:
    """Words run on over the tags: one word may stand in several runs."""
    return unescape("".join(piece.rpartition(">")[2] for piece in markup.split("<")))
