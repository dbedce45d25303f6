"""Digests of rows: what an event holds of the rows that its verb wrote, and how a stored row compares with it."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import cache
from typing import Any

from cryptography.fernet import InvalidToken
from django.db.models import Model, QuerySet

from office.crypto import decrypt
from office.database.returned import Row
from office.database.statements import Select
from office.database.written import Columns, Notes
from office.events.macs import canonical, mac
from office.events.proven import Column, ProvenRows, proven_rows

# Digest "" says that the column was empty; a column that was inserted empty is not named at all.
EMPTY = ""
# 72 bits: nobody without the key finds another value that fits.
DIGEST_BYTES = 9
# Rows of one model that are read one by one, each with a statement that was written before.
FEW = 3
# The private value of an event whose salt goes into the digests of personal columns, and is erased with them.
SALT = "row_salt"
# Columns of one row as stored, None for a row that was deleted.
Written = dict[str, tuple[Column, Any]] | None
ByRow = dict[str, Written]


def written_rows(notes: Notes) -> dict[str, ByRow]:
    """What was written since the last call, by the chain and the name of the row."""
    found: dict[str, ByRow] = {}
    rows, stored, gone = notes.take()
    for model in rows.keys() | gone.keys():
        table = _table(model)
        for key, chain in gone.get(model, {}).items():
            found.setdefault(f"{table.kind}:{chain}", {})[table.named(key)] = None
        _find(table, rows.get(model, {}), stored.get(model, {}), found)
    return found


def digests(key_id: str, name: str, written: Written, salt: bytes) -> dict[str, str] | None:
    """What the payload holds of the row of that name."""
    if written is None:
        return None
    return {
        column: digest(key_id, name, column, of, value, salt)
        for column, (of, value) in sorted(written.items())
    }


def digest(key_id: str, name: str, column: str, of: Column, value: Any, salt: bytes) -> str:
    """Of one column as it is stored. Raises InvalidToken where a personal value cannot be opened."""
    if is_empty(value):
        return EMPTY
    plain = decrypt(value) if of.is_encrypted else _plain(value)
    message = canonical([name, column, plain])
    sealed = mac(key_id, "row", (salt if of.is_personal else b"") + message)
    return base64.urlsafe_b64encode(sealed[:DIGEST_BYTES]).decode()


def is_empty(value: Any) -> bool:
    return value is None or value == ""


def is_personal(written: Written) -> bool:
    """Whether a salt is needed."""
    return any(of.is_personal and not is_empty(value) for of, value in (written or {}).values())


@dataclass(frozen=True)
class Held:
    """The last digest of a column that a chain holds. Without `salt` the personal value was erased."""

    digest: str
    key_id: str
    salt: bytes | None
    seq: int
    action: str

    def agrees(self, name: str, column: Column, value: Any) -> bool:
        """Whether the stored value is what the event saw; an erased personal value cannot be told."""
        if column.is_personal and self.salt is None and self.digest != EMPTY:
            return True
        try:
            return self.digest == digest(self.key_id, name, column.name, column, value, self.salt or b"")
        except (InvalidToken, KeyError):
            return False


class State:
    """What one chain says of its rows, read event by event."""

    def __init__(self) -> None:
        self.rows: dict[str, dict[str, Held]] = {}

    def follow(self, content: Mapping[str, Any], key_id: str, salt: bytes | None) -> None:
        """Take in the payload of the next event."""
        for name, columns in content.get("rows", {}).items():
            if columns is None:
                self.rows.pop(name, None)
                continue
            held = self.rows.setdefault(name, {})
            for column, value in columns.items():
                held[column] = Held(value, key_id, salt, content["seq"], content["action"])


def _find(
    table: ProvenRows, noted: dict[Any, Columns], stored: dict[Any, Row], found: dict[str, ByRow]
) -> None:
    """From what the statements returned, and by reading the other rows."""
    seen = [
        (key, *table.returned(row, _names(table, noted[key]))) for key, row in stored.items() if key in noted
    ]
    left = [key for key in noted if key is not None and key not in stored]
    if left:
        seen += table.read(_stored(table, left))
    for key, chain, values in seen:
        written = _chosen(table, values, noted[key])
        if written is not None:
            found.setdefault(f"{table.kind}:{chain}", {})[table.named(key)] = written


def _names(table: ProvenRows, columns: Columns) -> Iterable[str]:
    return table.columns if columns is None else columns & table.columns.keys()


def _chosen(table: ProvenRows, values: Mapping[str, Any], columns: Columns) -> Written:
    """The compared columns among those that were written; None where there is none among them."""
    if columns is None:
        return {name: (table.columns[name], each) for name, each in values.items() if not is_empty(each)}
    compared = columns & table.columns.keys()
    for file in table.files:
        if f"{file}_id" in compared:
            compared |= {name for name in table.columns if name.startswith(f"{file}__")}
    return {name: (table.columns[name], values[name]) for name in compared} or None


def _stored(table: ProvenRows, keys: list[Any]) -> Iterable[tuple[Any, ...]]:
    if len(table.identity) > 1:
        source = table.identity[0]
        wanted = set(keys)
        rows = table.model._base_manager.filter(**{f"{source}__in": {key[0] for key in keys}})
        return [row for row in table.values(rows) if (row[0], row[1]) in wanted]
    if len(keys) <= FEW:
        statement = _statement(table.model)
        return [tuple(row) for key in keys for row in statement.rows(key=key)]
    return _in_batches(table, keys)


def _in_batches(table: ProvenRows, keys: list[Any], at_once: int = 500) -> Iterable[tuple[Any, ...]]:
    for start in range(0, len(keys), at_once):
        yield from table.values(table.model._base_manager.filter(pk__in=keys[start : start + at_once]))


@cache
def _table(model: type[Model]) -> ProvenRows:
    return next(each for each in proven_rows if each.model is model)


@cache
def _statement(model: Any) -> Select[Any]:
    table = _table(model)

    def build(key: Any) -> QuerySet[Any, Any]:
        return table.values(model._base_manager.filter(pk=key))

    return Select(build, key=model._meta.pk)


def _plain(value: Any) -> Any:
    """The one JSON form of a stored value."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    if isinstance(value, Decimal):
        # The databases answer with more or fewer zeros behind the point.
        return f"{value.normalize():f}"
    return value
