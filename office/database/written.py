"""Which rows a verb wrote, noted where the ORM executes its statements, for the events that will hold them.

The database backends of this package (`sqlite3`, `postgresql`) and `storing.insert` tell of every insertion, update
and deletion of a watched model; raw SQL, migrations and whatever is written outside of verbs are not noted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model
from django.db.models.lookups import Exact, In
from django.db.models.query import QuerySet
from django.db.models.sql import Query
from django.db.models.sql.where import AND

from office.database import returned

# None stands for all columns: the row was inserted.
Columns = frozenset[str] | None
Key = Any
Rows = dict[type[Model], dict[Key, Columns]]
# Rows that were deleted, with the key of the chain that records them.
Gone = dict[type[Model], dict[Key, Any]]
Stored = dict[type[Model], dict[Key, returned.Row]]


@dataclass
class Notes:
    """What the outermost verb wrote since the last `take`. `rows`: by model and key, the columns written."""

    rows: Rows = field(default_factory=dict)
    # What the last statement that wrote a row returned of it; the others are read again.
    stored: Stored = field(default_factory=dict)
    gone: Gone = field(default_factory=dict)
    # Keys of inserted rows are known only after the statement.
    inserted: list[Model] = field(default_factory=list)
    # What office/events/record.py still has to do with what was recorded.
    recorded: list[Any] = field(default_factory=list)
    # What was recorded and what was noted when each savepoint began.
    saved: dict[str, tuple[list[Any], Rows, Gone]] = field(default_factory=dict)

    def add(self, model: type[Model], keys: Iterable[Key], columns: Columns) -> None:
        """Rows that have to be read."""
        noted, stored = self.rows.setdefault(model, {}), self.stored.get(model, {})
        for key in keys:
            earlier = noted.get(key, frozenset())
            noted[key] = None if columns is None or earlier is None else earlier | columns
            stored.pop(key, None)

    def store(self, model: type[Model], rows: Iterable[returned.Row], columns: Columns) -> None:
        """Rows as the statement that wrote these columns returned them."""
        places = [returned.places(model)[name] for name in identity(model)]
        by_key = {
            row[places[0]] if len(places) == 1 else tuple(row[place] for place in places): row for row in rows
        }
        self.add(model, by_key, columns)
        self.stored.setdefault(model, {}).update(by_key)

    def remove(self, model: type[Model], gone: dict[Key, Any]) -> None:
        self.gone.setdefault(model, {}).update(gone)
        self.add(model, gone.keys() & self.rows.get(model, {}).keys(), frozenset())

    def save(self, sid: str) -> None:
        """A savepoint begins: what was recorded until now stays whatever becomes of it."""
        rows, gone = (
            {model: dict(keys) for model, keys in noted.items()} for noted in (self.rows, self.gone)
        )
        for row in self.inserted:
            rows.setdefault(type(row), {})[key_of(row)] = None
        self.saved[sid] = [each.copy() for each in self.recorded], rows, gone

    def go_back(self, sid: str) -> None:
        """Some of what was noted is undone: no row is as it was returned, what was deleted may be there.

        What was recorded since the savepoint is not, and rows that its events held wait again.
        """
        recorded, rows, deletions = self.saved.get(sid, ([], {}, {}))
        self.recorded[:] = [each.copy() for each in recorded]
        for model, noted in rows.items():
            for key, columns in noted.items():
                self.add(model, [key], columns)
        for model, deleted in deletions.items():
            self.gone.setdefault(model, {}).update(deleted)
        self.stored.clear()
        for model, gone in self.gone.items():
            self.add(model, gone, None)

    def take(self) -> tuple[Rows, Stored, Gone]:
        """What was noted since the last time."""
        for row in self.inserted:
            self.add(type(row), [key_of(row)], None)
        self.inserted.clear()
        taken = self.rows, self.stored, self.gone
        self.rows, self.stored, self.gone = {}, {}, {}
        return taken


# The models whose rows are noted, each with the lookup from a row to the key of its chain.
watched: dict[type[Model], str] = {}
# Those of them of whose rows the own table says all that an event holds, the key of the chain included.
whole: set[type[Model]] = set()
_notes: ContextVar[Notes | None] = ContextVar("written_rows", default=None)


def current() -> Notes | None:
    """The notes of the outermost verb that runs; None outside of verbs."""
    return _notes.get()


@contextmanager
def noting() -> Iterator[Notes]:
    """One try of an outermost verb."""
    notes = Notes()
    token = _notes.set(notes)
    try:
        yield notes
    finally:
        _notes.reset(token)


def identity(model: type[Model]) -> tuple[str, ...]:
    """The columns that name a row: its key; of a plain many-to-many row, whose key nobody knows, its two ends."""
    if model._meta.auto_created:
        return tuple(each.attname for each in model._meta.local_concrete_fields if each.is_relation)
    return (model._meta.pk.attname,)


def key_of(row: Model) -> Key:
    names = identity(type(row))
    return getattr(row, names[0]) if len(names) == 1 else tuple(getattr(row, name) for name in names)


def inserted(rows: Iterable[Model]) -> None:
    """For whatever stores new rows; their keys may become known later."""
    notes = _notes.get()
    if notes is not None:
        notes.inserted += [row for row in rows if type(row) in watched]


def is_returned(model: type[Model]) -> bool:
    """Whether statements that write rows of the model have to return them, for `stored`."""
    return _notes.get() is not None and model in whole


def stored(model: type[Model], rows: Iterable[returned.Row], columns: Columns) -> None:
    """For whatever stores rows that `is_returned`, with what the statement returned."""
    notes = _notes.get()
    if notes is not None:
        notes.store(model, rows, columns)


def updated(model: type[Model], key: Key, columns: frozenset[str]) -> None:
    """For whatever writes columns of one row that is not `is_returned`."""
    notes = _notes.get()
    if notes is not None and model in watched:
        notes.add(model, [key], columns)


def saved(sid: str) -> None:
    """Called after a savepoint was set."""
    notes = _notes.get()
    if notes is not None:
        notes.save(sid)


def released(sid: str) -> None:
    """Called once no rollback to the savepoint can come any more."""
    notes = _notes.get()
    if notes is not None:
        notes.saved.pop(sid, None)


def rolled_back(sid: str) -> None:
    """Called after a rollback to the savepoint."""
    notes = _notes.get()
    if notes is not None:
        notes.go_back(sid)


def updating(query: Any, using: str, columns: frozenset[str]) -> Callable[[], None] | None:
    """Called before an UPDATE: what notes the rows once the statement has succeeded."""
    notes = _notes.get()
    if notes is None or not columns or query.model not in watched:
        return None
    keys = _named(query)
    if keys is None:
        names = identity(query.model)
        keys = [row if len(names) > 1 else row[0] for row in _rows(query, using, *names)]
    return lambda: notes.add(query.model, keys, columns)


def deleting(query: Any, using: str) -> Callable[[], None] | None:
    """Called before a DELETE, as only now the rows tell to which chains they belong."""
    notes = _notes.get()
    if notes is None or query.model not in watched:
        return None
    names = identity(query.model)
    gone = {
        row[:-1] if len(names) > 1 else row[0]: row[-1]
        for row in _rows(query, using, *names, watched[query.model])
    }
    return lambda: notes.remove(query.model, gone)


def _rows(query: Any, using: str, *names: str) -> list[tuple[Any, ...]]:
    """Of the rows that the condition of an UPDATE or DELETE finds."""
    rows: QuerySet[Any, Any] = QuerySet(query.model, query=query.chain(klass=Query), using=using)
    return list(rows.order_by().values_list(*names))


def _named(query: Any) -> list[Key] | None:
    """The keys that stand in the condition itself, as `save` writes it; None where it is another."""
    where = query.where
    if where.negated or where.connector != AND or len(where.children) != 1 or len(identity(query.model)) != 1:
        return None
    (lookup,) = where.children
    if getattr(getattr(lookup, "lhs", None), "target", None) is not query.model._meta.pk:
        return None
    if type(lookup) is Exact and isinstance(lookup.rhs, int | str):
        return [lookup.rhs]
    if type(lookup) is In and isinstance(lookup.rhs, list | tuple | set):
        keys = list(lookup.rhs)
        return keys if all(isinstance(key, int | str) for key in keys) else None
    return None
