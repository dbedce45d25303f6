"""The paragraphs of a Word file in their order, those in the cells of tables too, read once from its first to its last
byte: whatever a cell says of its width, or however many styles there are, costs nothing."""

from __future__ import annotations

from zipfile import ZipFile

from office.examination import markup, packages
from office.examination.reasons import NOT_ALLOWED, UNPACKS_TOO_FAR, Unacceptable

TEXT, STYLES, RELATIONS = "word/document.xml", "word/styles.xml", "_rels/.rels"
PARAGRAPHS_AT_MOST = 20_000
CHARACTERS_AT_MOST = 1_000_000
# Words of a drawing stand twice in the file, and beside the text of the page; of notes and changes only what stays.
LEFT_OUT = {"txbxContent", "Fallback", "del", "moveFrom"}
SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
Line = tuple[str, str, bool]


def lines(content: bytes) -> list[Line]:
    """Of each paragraph the name of its style ("" for the usual one), its text, whether it stands in a table.

    Raises Unacceptable.
    """
    with packages.open_package(content) as package:
        names, text = set(package.namelist()), _main_part(package)
        if text not in names:
            raise Unacceptable(NOT_ALLOWED)
        limit = packages.XML_PART_AT_MOST
        styles = _Styles()
        if STYLES in names:
            markup.parse(packages.whole(package, STYLES, limit), styles.begin)
        reader = _Reader(styles.names)
        markup.parse(packages.whole(package, text, limit), reader.begin, reader.end, reader.text)
        return reader.lines


def _main_part(package: ZipFile) -> str:
    """Usually `TEXT`; some programs number it."""
    if RELATIONS not in package.namelist():
        return TEXT
    found = markup.relations(packages.whole(package, RELATIONS, packages.RELATIONS_PART_AT_MOST))
    kinds = {each.get("Type", "").rpartition("/")[2]: each.get("Target", "") for each in found}
    return kinds.get("officeDocument", TEXT).lstrip("/")


def _said(attributes: markup.Attributes, name: str) -> str:
    return next((value for key, value in attributes.items() if markup.local(key) == name), "")


class _Styles:
    """`names` by the key that a paragraph gives."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}
        self._key = ""

    def begin(self, name: str, attributes: markup.Attributes) -> None:
        local = markup.local(name)
        if local == "style":
            self._key = _said(attributes, "styleId")
        elif local == "name" and self._key:
            self.names.setdefault(self._key, _said(attributes, "val"))


class _Reader:
    def __init__(self, names: dict[str, str]) -> None:
        self.lines: list[Line] = []
        self._names = names
        self._left_out = self._tables = self._runs = self._size = 0
        self._style, self._is_text = "", False
        self._words: list[str] = []

    def begin(self, name: str, attributes: markup.Attributes) -> None:
        local = markup.local(name)
        self._left_out += local in LEFT_OUT
        if self._left_out:
            return
        self._tables += local == "tbl"
        self._runs += local == "r"
        self._is_text = local == "t"
        if local == "p":
            self._style, self._words = "", []
        elif local == "pStyle":
            self._style = self._names.get(_said(attributes, "val"), "")
        elif local in SIGNS and self._runs:
            self._words.append(SIGNS[local])

    def end(self, name: str) -> None:
        local = markup.local(name)
        if local in LEFT_OUT:
            self._left_out -= 1
        elif not self._left_out:
            self._is_text = False
            self._tables -= local == "tbl"
            self._runs -= local == "r"
            if local == "p":
                self._keep()

    def text(self, data: str) -> None:
        if self._is_text and not self._left_out:
            self._words.append(data)
            self._size += len(data)

    def _keep(self) -> None:
        if len(self.lines) >= PARAGRAPHS_AT_MOST or self._size > CHARACTERS_AT_MOST:
            raise Unacceptable(UNPACKS_TOO_FAR)
        self.lines.append((self._style, "".join(self._words), self._tables > 0))
        self._style, self._words = "", []
