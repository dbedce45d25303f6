"""The table of what is proven: which rows belong to which chain, and which of their columns events hold.

Every event holds a digest of each column that its verb wrote in the rows of its chain; verification compares the last
digest of each column with the row. Closed by default: a model of ours stands in `proven_rows` or, with its
reason, in `unproven_rows`; every column of a proven row is compared unless it is left out with a reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import F, IntegerField, Model, QuerySet, TextField
from django.db.models.functions import Cast

from office.crypto import EncryptedTextField
from office.database import returned, written
from office.database.returned import Row
from office.models import StoredFile
from office.ports import Port

# Digits of a key that every database takes.
LONGEST = 19
# What is compared of a file that a row names, beside its bytes.
FILE_COLUMNS = ("name", "path", "content_type", "size", "sha256")


@dataclass(frozen=True)
class Column:
    """`lookup` finds it from the row. A personal one is digested with a salt, which is erased with the person."""

    name: str
    lookup: str
    label: str
    is_encrypted: bool = False
    is_personal: bool = False

    @property
    def expression(self) -> Any:
        """As it is stored: opening a broken token in the query would stop at the first one."""
        return Cast(self.lookup, TextField()) if self.is_encrypted else F(self.lookup)


@dataclass(frozen=True)
class ProvenRows:
    """Rows of `model` stand in the chain "`kind`:…" whose key `key` finds from the row ("assignment__case").

    `left_out` are columns that are not compared, each with its reason; `personal` are columns that are not encrypted
    and yet follow a person's data into erasure. Of every file that a row names entry and bytes are compared as well.
    """

    model: type[Model]
    kind: str
    key: str = "pk"
    left_out: Mapping[str, str] = field(default_factory=dict)
    personal: frozenset[str] = frozenset()

    @property
    def label(self) -> str:
        return self.model._meta.label_lower

    @cached_property
    def identity(self) -> tuple[str, ...]:
        return written.identity(self.model)

    @cached_property
    def files(self) -> tuple[str, ...]:
        """Its foreign keys to stored files, none of which is named by hand: one that is forgotten would prove nothing."""
        links = (each for each in self.model._meta.local_concrete_fields if each.attname not in self.left_out)
        return tuple(each.name for each in links if each.related_model is StoredFile)

    @cached_property
    def is_whole(self) -> bool:
        """Whether the own table says all that an event holds of a row, the key of its chain included."""
        return "__" not in self.key and not self.files

    @cached_property
    def columns(self) -> dict[str, Column]:
        """Every compared column by its name."""
        found = [
            _column(each, "", each.attname in self.personal)
            for each in self.model._meta.local_concrete_fields
            if not each.primary_key and each.attname not in self.left_out
        ]
        entries = {each.name: each for each in StoredFile._meta.local_concrete_fields}
        found += [_column(entries[name], f"{file}__") for file in self.files for name in FILE_COLUMNS]
        return {column.name: column for column in found}

    @cached_property
    def has_numbers(self) -> bool:
        """Whether keys of its chains are whole numbers; names otherwise."""
        model: Any = self.model
        for part in self.key.split("__"):
            try:
                field = model._meta.pk if part == "pk" else model._meta.get_field(part)
            except FieldDoesNotExist:  # the year of a date
                return True
            model = field.related_model if field.is_relation else model
        return field.is_relation or isinstance(field, IntegerField)

    def of_chains(self, keys: Iterable[str]) -> QuerySet[Any, Any]:
        """The rows of the chains with these keys, which may be any text."""
        sound = [key for key in keys if not self.has_numbers or (key.isdecimal() and len(key) < LONGEST)]
        return self.model._base_manager.filter(**{f"{self.key}__in": sound})

    def named(self, key: Any) -> str:
        """How an event names the row: "requests_app.answer:12"."""
        return f"{self.label}:{'-'.join(map(str, key)) if isinstance(key, tuple) else key}"

    def values(self, rows: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
        """Of each row its identity, the key of its chain, then the columns in their order."""
        expressions = {f"c{place}": column.expression for place, column in enumerate(self.columns.values())}
        expressions = {"chain_key": F(self.key), **expressions}
        found: QuerySet[Any, Any] = rows.order_by().annotate(**expressions)
        return found.values_list(*self.identity, *expressions)

    def read(self, rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[Any, Any, dict[str, Any]]]:
        """Key, key of the chain and columns as stored of each row that `values` gave."""
        wide = len(self.identity)
        for row in rows:
            key = row[0] if wide == 1 else tuple(row[:wide])
            yield key, row[wide], dict(zip(self.columns, row[wide + 1 :], strict=True))

    def returned(self, row: Row, names: Iterable[str]) -> tuple[Any, dict[str, Any]]:
        """As `read`: key of the chain and these columns of a row `is_whole` as its statement returned it."""
        at, encrypted = returned.places(self.model), self.encrypted
        values = returned.values(self.model, row, [name for name in names if name not in encrypted])
        return row[at[self.link]], values | {name: row[at[name]] for name in names if name in encrypted}

    @cached_property
    def link(self) -> str:
        """The attribute that holds the key of the chain, where the row `is_whole`."""
        field: Any = self.model._meta.pk if self.key == "pk" else self.model._meta.get_field(self.key)
        return str(field.attname)

    @cached_property
    def encrypted(self) -> frozenset[str]:
        return frozenset(name for name, column in self.columns.items() if column.is_encrypted)


@dataclass(frozen=True)
class UnprovenRows:
    """A model of ours whose rows no event holds, and why none need to."""

    model: type[Model]
    reason: str


# What the apps registered: `proven.py` of each.
proven_rows: Port[ProvenRows] = Port()
unproven_rows: Port[UnprovenRows] = Port()


def register(*tables: ProvenRows | UnprovenRows) -> None:
    """Called by an app in its `ready()`; rows of plain many-to-many relations go with those of their model."""
    for table in tables:
        if isinstance(table, UnprovenRows):
            unproven_rows.register(table)
            continue
        for each in (table, *_relations(table)):
            proven_rows.register(each)
            written.watched[each.model] = each.key
            if each.is_whole:
                written.whole.add(each.model)


def of_kinds() -> dict[str, list[ProvenRows]]:
    """All proven rows by the kind of their chain."""
    found: dict[str, list[ProvenRows]] = {}
    for table in proven_rows:
        found.setdefault(table.kind, []).append(table)
    return found


def _relations(table: ProvenRows) -> Iterator[ProvenRows]:
    for relation in table.model._meta.local_many_to_many:
        through: Any = relation.remote_field.through
        if through._meta.auto_created:
            name = relation.m2m_field_name()
            yield ProvenRows(through, table.kind, name if table.key == "pk" else f"{name}__{table.key}")


def _column(each: Any, prefix: str, is_personal: bool = False) -> Column:
    is_encrypted = isinstance(each, EncryptedTextField)
    return Column(
        name=f"{prefix}{each.attname}",
        lookup=f"{prefix}{each.attname}",
        label=str(each.verbose_name),
        is_encrypted=is_encrypted,
        is_personal=is_encrypted or is_personal,
    )
