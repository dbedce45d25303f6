"""Words that are more than words to whatever shows them: written into every text of every row, and looked for.

One marker is a formula to a spreadsheet, an element and the end of an attribute to a page, a line of its own to a
calendar or a header.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from itertools import cycle
from typing import Any
from xml.etree import ElementTree

from django.apps import apps
from django.conf import settings
from django.db import connection, models
from django.db.models import Value
from django.db.models.functions import Cast, Concat

from office.crypto import EncryptedTextField
from office.examination.tables import FORMULA_STARTS
from tests.security.tampering import unchecked

ELEMENT = "zz"
STARTS = ("=", "+", "-", "@", "\t=")
WORDS = f"<{ELEMENT}>'\" {ELEMENT}=1 "
LINE = f"\r\n{ELEMENT}: 1"
# Where a browser reads an address, a style or a page.
ADDRESSES = frozenset(
    {"href", "src", "action", "formaction", "data-poll", "hx-get", "hx-post", "style", "srcdoc"}
)
# Written by the program itself: codes, hashes, addresses of its own pages.
NOT_TYPED = re.compile(
    r"(^|_)(hash|key|index|code|id|kind|slug|token|digest|sha256|uid|mac|subject|action|seed|salt|nonce|device"
    r"|visitor|secret|password|username|link|leased_by|content_type|scope|line|owner|step)$"
)
ADDRESSED = {"office.Notice.topic", "office.Message.address"}
# Of a thing, once: these are told apart by its key.
NAMES = ("name", "title", "short_name")
SHORTEST = 12
CHINESE = re.compile("[一-鿿]")


def texts_of(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """Columns that hold somebody's words."""
    kinds = (models.TextField, models.CharField, EncryptedTextField)
    unique = {name for each in model._meta.total_unique_constraints for name in each.fields}
    return [
        field
        for field in model._meta.local_concrete_fields
        if isinstance(field, kinds)
        and not (field.choices or field.primary_key)
        and (field.name in NAMES or not (field.unique or field.name in unique))
        and not NOT_TYPED.search(field.name)
        and f"{model._meta.label}.{field.name}" not in ADDRESSED
        and (getattr(field, "max_length", None) or SHORTEST) >= SHORTEST
    ]


def sow() -> int:
    """A marker in every text of every row that holds one; into how many columns."""
    starts, columns = cycle(STARTS), 0
    own = (model for app in settings.OWN_APPS for model in apps.get_app_config(app).get_models())
    with _without_triggers(), unchecked():
        for model in own:
            rows = model._base_manager
            for field in texts_of(model) if rows.exists() else ():
                words: Any = _marker(next(starts), field)
                if field.name in NAMES and not isinstance(field, EncryptedTextField):
                    words = Concat(Value(words), Cast("pk", models.CharField()))
                columns += bool(rows.exclude(**{field.name: ""}).update(**{field.name: words}))
            columns += _sow_lists(model, next(starts))
    return columns


def _sow_lists(model: type[models.Model], start: str) -> int:
    """Texts that stand in one column as a list: demands, other words for the same."""
    found = 0
    for field in model._meta.local_concrete_fields:
        if not isinstance(field, models.JSONField):
            continue
        for pk, value in list(model._base_manager.values_list("pk", field.name)):
            if isinstance(value, list) and any(
                isinstance(each, str) and CHINESE.search(each) for each in value
            ):
                words = [f"{start}{WORDS}" for _ in value]
                found = model._base_manager.filter(pk=pk).update(**{field.name: words})
    return found


@contextmanager
def _without_triggers() -> Iterator[None]:
    """Those of published texts too; they stand again afterwards."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        yield
        for _, sql in triggers:
            cursor.execute(sql)


def _marker(start: str, field: models.Field[Any, Any]) -> str:
    """With a line of its own where there is room for lines."""
    words, longest = f"{start}{WORDS}", getattr(field, "max_length", None)
    return f"{words}{LINE}" if longest is None or longest > 100 else words[:longest]


class _Page(HTMLParser):
    """What a browser would make of the words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self._script = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == ELEMENT:
            self.found.append("an element")
        self._script = tag == "script"
        for name, value in attrs:
            if name.startswith((ELEMENT, "<", "'", '"')):
                self.found.append(f"an attribute of <{tag}>")
            if name in ADDRESSES and (value or "").strip().startswith(STARTS):
                self.found.append(f"{name} of <{tag}>")
            if name.startswith("on"):
                self.found.append(f"{name} of <{tag}>")

    def handle_data(self, data: str) -> None:
        if self._script and ELEMENT in data:
            self.found.append("a script")

    def handle_endtag(self, tag: str) -> None:
        self._script = False


def faults(content_type: str, content: bytes) -> Iterator[str]:
    """Where words of the marker would be taken for more, in what was answered."""
    kind = content_type.partition(";")[0]
    if kind == "text/html":
        yield from _Page(content.decode()).found
    elif kind == "text/csv":
        rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
        yield from (
            f"a formula: {cell[:20]}"
            for row in rows
            for cell in row
            if cell.startswith(FORMULA_STARTS) and not _is_number(cell)
        )
    elif kind == "text/calendar":
        lines = re.split("\r\n(?! )|[\n\r\v\f\x85\u2028](?! )", content.decode())
        yield from (f"a line: {line[:30]}" for line in lines if line and not re.match(r"[A-Z-]+[;:]", line))
    elif kind.endswith("json"):
        json.loads(content)
    elif content.startswith(b"PK"):
        yield from _of_office(content)
    elif kind.endswith("xml"):
        tree = ElementTree.fromstring(content)  # noqa: S314
        yield from ("an element" for each in tree.iter() if each.tag.rpartition("}")[2] == ELEMENT)


def _is_number(cell: str) -> bool:
    return re.fullmatch(r"[+-]?\d+(\.\d+)?", cell) is not None


def _of_office(content: bytes) -> Iterator[str]:
    """Workbooks and Word: no formula, no field, nothing that points outside, no element of the words'."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        for name in book.namelist():
            if not name.endswith((".xml", ".rels")):
                continue
            for each in ElementTree.fromstring(book.read(name)).iter():  # noqa: S314
                tag = each.tag.rpartition("}")[2]
                is_field = tag in ("instrText", "fldSimple") and ELEMENT in f"{each.text}{each.attrib}"
                is_formula = tag == "f" and "worksheets" in name
                if tag == ELEMENT or is_field or is_formula:
                    yield f"{tag} in {name}"
                if tag == "Relationship" and ELEMENT in each.get("Target", ""):
                    yield f"a target in {name}"
