"""The layer of text of a PDF, its properties, notes and names of attachments, by qpdf's reading of its objects.

Letters are found by the font's own table (ToUnicode), else by the encodings that Chinese and Latin fonts are named
with. Where they stand on the page does not matter: what is drawn one after the other is one word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from io import BytesIO
from typing import Any

import pikepdf

from office.examination import markup
from office.examination.reasons import BROKEN_PDF, UNPACKS_TOO_FAR, Unacceptable

Decode = Callable[[bytes], str]
Forms = set[tuple[int, int]]
FORMS_WITHIN_FORMS = 5
FORMS_AT_MOST = 2000
OBJECTS_AT_MOST = 100_000
NESTED_AT_MOST = 50
ATTACHED_AT_MOST = 50
BYTES_AT_MOST = 32 * 1024 * 1024
# A table of all of Unicode has fewer lines.
TABLE_AT_MOST = 70_000
TOKEN = re.compile(rb"<([0-9A-Fa-f]{1,512})>|(\[)|(\])|(begin|end)(bfchar|bfrange)")
# Name of the encoding of a composite font: how its bytes are read.
ENCODINGS = (
    ("-UTF16", "utf-16-be"),
    ("-UCS2", "utf-16-be"),
    ("-UTF8", "utf-8"),
    ("GBK", "gb18030"),
    ("GB-EUC", "gb18030"),
    ("GBpc-EUC", "gb18030"),
)
SHOWN = {"Tj", "TJ", "'", '"'}
# What a stretch of a page says instead of what it shows, such as a picture of a word.
MARKED = {"BDC", "DP"}
STATES_AT_MOST = 64


def pieces(content: bytes) -> Iterator[str]:
    """Text of each page, then whatever words other objects hold. Raises Unacceptable."""
    with _opened(content) as document:
        forms: Forms = set()
        for page in document.pages:
            yield "".join(_drawn(page.obj, page.obj.get("/Resources"), forms, 0))
        # Stamps and notes are drawn by forms that no page calls.
        for each in document.objects:
            yield "".join(_of_form(each, None, forms, 0))
        yield from _said_elsewhere(document)


def attached(content: bytes) -> Iterator[tuple[str, bytes]]:
    """Names and bytes of the files inside."""
    with _opened(content) as document:
        for place, (name, each) in enumerate(document.attachments.items()):
            if place >= ATTACHED_AT_MOST:
                raise Unacceptable(UNPACKS_TOO_FAR)
            yield f"{name}\n{each.filename}", each.get_file().read_bytes()


def _opened(content: bytes) -> pikepdf.Pdf:
    try:
        document = pikepdf.open(BytesIO(content))
    except pikepdf.PdfError as error:
        raise Unacceptable(BROKEN_PDF) from error
    if len(document.objects) > OBJECTS_AT_MOST:
        raise Unacceptable(UNPACKS_TOO_FAR)
    return document


def _drawn(stream: Any, resources: Any, forms: Forms, depth: int) -> Iterator[str]:
    """What the operators of a page or form show, forms that it draws included, each once."""
    drawing = _Drawing(resources, forms, depth)
    try:
        instructions = pikepdf.parse_content_stream(stream)
    except (pikepdf.PdfError, TypeError):
        return
    for each in instructions:
        yield from drawing.words(str(each.operator), each.operands)


class _Drawing:
    """One page or form while its operators are followed: which font is set, and which were put by."""

    def __init__(self, resources: Any, forms: Forms, depth: int) -> None:
        self._resources, self._forms, self._depth = resources, forms, depth
        self._fonts = _dictionary(resources, "/Font")
        self._others = _dictionary(resources, "/XObject")
        self._tables: dict[str, Decode] = {}
        self._decode: Decode = _latin
        self._kept: list[Decode] = []

    def words(self, operator: str, operands: Any) -> Iterator[str]:
        if operator == "q":
            self._kept = [*self._kept[-STATES_AT_MOST:], self._decode]
        elif operator == "Q" and self._kept:
            self._decode = self._kept.pop()
        elif operands:
            yield from self._with_operands(operator, operands)

    def _with_operands(self, operator: str, operands: Any) -> Iterator[str]:
        if operator == "Tf":
            self._set_font(str(operands[0]))
        elif operator in SHOWN:
            shown = operands[-1]
            texts = shown if isinstance(shown, pikepdf.Array) else (shown,)
            yield from (self._decode(bytes(text)) for text in texts if isinstance(text, pikepdf.String))
        elif operator in MARKED:
            yield from _strings(operands[-1], 0)
        elif operator == "Do" and self._depth < FORMS_WITHIN_FORMS:
            form = self._others.get(str(operands[0]))
            yield from _of_form(form, self._resources, self._forms, self._depth)

    def _set_font(self, name: str) -> None:
        if name not in self._tables:
            self._tables[name] = _decoder(self._fonts.get(name))
        self._decode = self._tables[name]


def _of_form(form: Any, resources: Any, forms: Forms, depth: int) -> Iterator[str]:
    if not isinstance(form, pikepdf.Stream) or form.get("/Subtype") != "/Form":
        return
    if form.objgen in forms:
        return
    if len(forms) >= FORMS_AT_MOST:
        raise Unacceptable(UNPACKS_TOO_FAR)
    forms.add(form.objgen)
    yield from _drawn(form, form.get("/Resources", resources), forms, depth + 1)


def _decoder(font: Any) -> Decode:
    if not isinstance(font, pikepdf.Dictionary):
        return _latin
    wide = font.get("/Subtype") == "/Type0"
    table = font.get("/ToUnicode")
    if isinstance(table, pikepdf.Stream):
        return _by_table(_read_table(table.read_bytes()), 2 if wide else 1)
    if not wide:
        return _latin
    named = str(font.get("/Encoding", ""))
    known = next((encoding for part, encoding in ENCODINGS if part in named), "")
    return (lambda text: text.decode(known, "ignore")) if known else lambda text: ""


def _latin(text: bytes) -> str:
    return text.decode("cp1252", "ignore")


def _by_table(table: dict[int, str], width: int) -> Decode:
    def decode(text: bytes) -> str:
        codes = (int.from_bytes(text[at : at + width]) for at in range(0, len(text), width))
        return "".join(table.get(code, "") for code in codes)

    return decode


def _read_table(raw: bytes) -> dict[int, str]:
    """Codes to letters, of bfchar and bfrange alone."""
    found: dict[int, str] = {}
    kind, numbers, listed = b"", list[bytes](), False
    for token in TOKEN.finditer(raw[:BYTES_AT_MOST]):
        code, opens, closes, edge, what = token.groups()
        if edge:
            kind, numbers, listed = (what, [], False) if edge == b"begin" else (b"", [], False)
        elif opens or closes:
            if closes and kind == b"bfrange" and len(numbers) > 2:
                for step, letters in enumerate(numbers[2:]):
                    found[int(numbers[0], 16) + step] = _letters(letters)
                numbers = []
            listed = bool(opens)
        elif kind and code is not None:
            numbers.append(code)
            if kind == b"bfchar" and len(numbers) == 2:
                found[int(numbers[0], 16)] = _letters(numbers[1])
                numbers = []
            elif kind == b"bfrange" and len(numbers) == 3 and not listed:
                _put_range(found, *numbers)
                numbers = []
        if len(found) > TABLE_AT_MOST:
            raise Unacceptable(UNPACKS_TOO_FAR)
    return found


def _put_range(found: dict[int, str], first: bytes, last: bytes, letters: bytes) -> None:
    start, begin = int(first, 16), _letters(letters)
    if not begin:
        return
    for step in range(min(int(last, 16) - start + 1, TABLE_AT_MOST)):
        with suppress(ValueError):
            found[start + step] = begin[:-1] + chr(ord(begin[-1]) + step)


def _letters(code: bytes) -> str:
    raw = bytes.fromhex((code if len(code) % 2 == 0 else b"0" + code).decode())
    return raw.decode("utf-16-be", "ignore")


def _dictionary(resources: Any, name: str) -> dict[str, Any]:
    found = resources.get(name) if isinstance(resources, pikepdf.Dictionary) else None
    return dict(found.items()) if isinstance(found, pikepdf.Dictionary) else {}


def _said_elsewhere(document: pikepdf.Pdf) -> Iterator[str]:
    """Every string of every object: properties, notes, bookmarks, fields; and the metadata as XML."""
    yield from _strings(document.trailer, 0)
    for each in document.objects:
        yield from _strings(each, 0)
        if isinstance(each, pikepdf.Stream) and each.get("/Type") == "/Metadata":
            with suppress(Unacceptable, pikepdf.PdfError):
                yield markup.words(each.read_bytes())


def _strings(value: Any, depth: int) -> Iterator[str]:
    """Of one object and what stands in it directly."""
    if isinstance(value, pikepdf.String):
        yield str(value)
    elif depth < NESTED_AT_MOST and isinstance(value, pikepdf.Dictionary | pikepdf.Stream | pikepdf.Array):
        inside = value if isinstance(value, pikepdf.Array) else (each for _, each in value.items())
        for each in inside:
            if isinstance(each, pikepdf.Object) and not each.is_indirect:
                yield from _strings(each, depth + 1)
