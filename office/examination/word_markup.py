"""The parts of a Word file as small trees of elements, named without their prefix."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from zipfile import ZipFile

from office.examination import markup, packages
from office.examination.reasons import BROKEN_DOCUMENT, Unacceptable

MAIN = "officeDocument"
USUAL = "word/document.xml"
OFF = frozenset({"0", "false", "off", "none"})
# A book of a thousand pages; each is an object in memory.
ELEMENTS_AT_MOST = 1_500_000
# Whose characters are words.
TEXT = frozenset({"t"})


@dataclass(slots=True)
class Element:
    """`text` of those alone that hold words."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Element] = field(default_factory=list)
    text: str = ""

    def first(self, *path: str) -> Element | None:
        """The first child of the first name, its first child of the next, and so on."""
        found: Element | None = self
        for name in path:
            found = next((child for child in found.children if child.name == name), None) if found else None
        return found

    def every(self, name: str) -> Iterator[Element]:
        """Its children of this name."""
        return (child for child in self.children if child.name == name)

    def value(self, *path: str) -> str:
        """What the element at the path says in its `val`; "" without one."""
        found = self.first(*path)
        return found.attributes.get("val", "") if found else ""

    def switch(self, name: str) -> bool | None:
        """Whether a property of this name is on; None where nothing is said of it."""
        found = self.first(name)
        return None if found is None else found.attributes.get("val", "1").lower() not in OFF


class Paper:
    """A package of Word, opened at its main part. Raises Unacceptable for what is none."""

    def __init__(self, package: ZipFile) -> None:
        self._package = package
        self._names = set(package.namelist())
        self.main = self._main()
        if self.main not in self._names:
            raise Unacceptable(BROKEN_DOCUMENT)

    def part(self, name: str) -> Element:
        """A part beside the main one (`numbering`); the main one itself for "". Empty where there is none."""
        path = f"{self.main.rpartition('/')[0]}/{name}.xml".lstrip("/") if name else self.main
        return tree(packages.part(self._package, path)) if path in self._names else Element("")

    def _main(self) -> str:
        if "_rels/.rels" not in self._names:
            return USUAL
        said = markup.relations(packages.part(self._package, "_rels/.rels"))
        targets = [each.get("Target", "") for each in said if each.get("Type", "").endswith(MAIN)]
        return targets[0].lstrip("/") if targets else USUAL


def tree(part: bytes) -> Element:
    """The root element of a part. Raises Unacceptable as `markup` does, and for more elements than any paper has."""
    top = Element("")
    opened = [top]
    count = 0

    def begin(name: str, attributes: markup.Attributes) -> None:
        nonlocal count
        count += 1
        if count > ELEMENTS_AT_MOST:
            raise Unacceptable(BROKEN_DOCUMENT)
        element = Element(markup.local(name), {markup.local(key): value for key, value in attributes.items()})
        opened[-1].children.append(element)
        opened.append(element)

    def end(name: str) -> None:
        opened.pop()

    def text(data: str) -> None:
        if opened[-1].name in TEXT:
            opened[-1].text += data

    markup.parse(part, begin, end, text)
    return top.children[0] if top.children else top
