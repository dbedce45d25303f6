"""Rows as they are stored against what the events of their chains hold of them, files on disk included."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple

from django.core.files.storage import default_storage
from django.db.models import CharField, Exists, Model, OuterRef, Value
from django.db.models.functions import Cast, Concat

from office.events.chains import Fault, state_of
from office.events.proven import ProvenRows, of_kinds, proven_rows
from office.events.rows import Held, State, is_empty
from office.models import ChainHead

WITHOUT_CHAIN_AT_MOST = 1000


class Stored(NamedTuple):
    """A row as it is stored: its table of columns, its key, and the columns by name."""

    table: ProvenRows
    key: Any
    values: Mapping[str, Any]


ByName = dict[str, Stored]


def stored_rows(subjects: Collection[str]) -> dict[str, ByName]:
    """All rows of these chains, by chain and name: one query for each table that such chains have."""
    found: dict[str, ByName] = {subject: {} for subject in subjects}
    keys: dict[str, list[str]] = {}
    for subject in subjects:
        kind, _, key = subject.partition(":")
        keys.setdefault(kind, []).append(key)
    for kind, tables in of_kinds().items():
        for table in tables if kind in keys else ():
            rows_of = table.values(table.of_chains(keys[kind])).iterator(chunk_size=2000)
            for key, chain, values in table.read(rows_of):
                if (subject := f"{kind}:{chain}") in found:
                    found[subject][table.named(key)] = Stored(table, key, values)
    return found


def row_faults(subject: str, state: State, stored: ByName) -> Iterator[Fault]:
    """What the rows of a chain say otherwise than its events, row by row and column by column."""
    for name, row in stored.items():
        held = state.rows.get(name)
        if held is None:
            yield Fault(subject, 0, f"{_title(row.table, name)}没有任何记录写过它", name)
            continue
        yield from _column_faults(subject, name, row, held)
        yield from _file_faults(subject, name, row)
    for name, held in state.rows.items():
        if name not in stored and not _moved(name):
            last = max((each.seq for each in held.values()), default=0)
            yield Fault(subject, last, f"{_title(_table_of(name), name)}不见了，没有记录说它被删除", name)


def without_chain() -> Iterator[Fault]:
    """Rows whose chain does not exist at all, such as cases without any event."""
    for table in proven_rows:
        subject = Concat(
            Value(f"{table.kind}:"), Cast(OuterRef(table.key), CharField()), output_field=CharField()
        )
        lonely = table.model._base_manager.filter(~Exists(ChainHead.objects.filter(key=subject)))
        for key, chain, _ in table.read(table.values(lonely)[:WITHOUT_CHAIN_AT_MOST]):
            name = table.named(key)
            yield Fault(f"{table.kind}:{chain}", 0, f"{_title(table, name)}没有记录链", name)


def _column_faults(subject: str, name: str, row: Stored, held: Mapping[str, Held]) -> Iterator[Fault]:
    for column in row.table.columns.values():
        value, last = row.values[column.name], held.get(column.name)
        title = f"{_title(row.table, name)}的“{column.label}”"
        if last is None:
            if not is_empty(value):
                yield Fault(subject, 0, f"{title}没有任何记录写过", name, column.name)
        elif not last.agrees(name, column, value):
            message = f"{title}与第 {last.seq} 条记录（{last.action}）写下的不一致"
            yield Fault(subject, last.seq, message, name, column.name)


def _file_faults(subject: str, name: str, row: Stored) -> Iterator[Fault]:
    for file in row.table.files:
        path = row.values[f"{file}__path"]
        if path and sha256_of(path) != row.values[f"{file}__sha256"]:
            message = f"{_title(row.table, name)}的文件 {path} 不在存储中，或内容被改动"
            yield Fault(subject, 0, message, name, f"{file}__sha256")


def sha256_of(path: str) -> str:
    """Of the bytes in storage; "" where there is no such file."""
    try:
        with default_storage.open(path) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (FileNotFoundError, IsADirectoryError):
        return ""


def _moved(name: str) -> bool:
    """Whether the row lives on in another chain, which is checked for it."""
    table = _table_of(name)
    if table is None or len(table.identity) > 1:
        return False
    key = name.rpartition(":")[2]
    chains = table.model._base_manager.filter(pk=key).values_list(table.key, flat=True)
    return any(_is_held_by(f"{table.kind}:{chain}", name) for chain in chains)


def _is_held_by(subject: str, name: str) -> bool:
    return name in state_of(subject).rows


def _table_of(name: str) -> ProvenRows | None:
    label = name.partition(":")[0]
    return next((table for table in proven_rows if table.label == label), None)


def _title(table: ProvenRows | None, name: str) -> str:
    model: type[Model] | None = table.model if table else None
    return f"{model._meta.verbose_name if model else ''}（{name}）"
