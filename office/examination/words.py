"""The words inside a file as far as they can be read without rendering it: texts, properties, notes, what is embedded.

Of a PDF its layer of text; pictures, and letters that a font does not explain, are not read.
"""

from __future__ import annotations

from collections.abc import Iterator

from office.examination import kinds, markup, packages
from office.examination.reasons import Unacceptable

# Of one file, all that is embedded in it included.
CHARACTERS_AT_MOST = 4_000_000
DEPTH_AT_MOST = 2


def words(content: bytes) -> str:
    """Raises Unacceptable for what cannot be followed."""
    return "\n".join(_pieces(content, 0))[:CHARACTERS_AT_MOST]


def _pieces(content: bytes, depth: int) -> Iterator[str]:
    kind = kinds.sniffed(content)
    if kind == "zip":
        yield from _of_package(content, depth)
    elif kind == kinds.PDF:
        # Only a PDF loads its library.
        from office.examination import pdf_words

        yield from pdf_words.pieces(content)
        for name, inside in pdf_words.attached(content) if depth < DEPTH_AT_MOST else ():
            yield name
            yield from _of_embedded(inside, depth)


def _of_package(content: bytes, depth: int) -> Iterator[str]:
    with packages.open_package(content) as package:
        for part in package.infolist():
            yield part.filename
            head = package.open(part).read(packages.HEAD)
            if head.startswith(b"PK\x03\x04") and depth < DEPTH_AT_MOST:
                yield from _of_embedded(package.read(part), depth)
            elif markup.looks_like(head):
                yield markup.words(package.read(part))


def _of_embedded(content: bytes, depth: int) -> Iterator[str]:
    """What is no file of a kind that is read holds no words: a picture, a font, the data of an invoice."""
    try:
        yield from _pieces(content, depth + 1)
    except Unacceptable:
        yield content.decode(errors="ignore") if markup.looks_like(content[: packages.HEAD]) else ""
