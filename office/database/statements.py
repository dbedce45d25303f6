"""Statements of the busiest pages, written out once a connection.

The ORM takes ten times as long to write a statement as the database to answer it. A `Select` keeps what the ORM wrote
for a queryset and asks it again with other values; `insert` writes the one statement that new rows need.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary

from django.core.exceptions import EmptyResultSet
from django.db import models, transaction
from django.db.models import Expression, Field, Model, QuerySet
from django.db.models.query import ModelIterable, ValuesListIterable, get_related_populators
from django.db.models.sql.compiler import SQLCompiler

from office.database import returned, written

M = TypeVar("M", bound=Model)
Row = list[Any]
# SQLite as Django knows it takes 999 values in a statement.
VALUES_AT_MOST = 900
STORED_AS_THEY_ARE = (
    models.CharField,
    models.TextField,
    models.BooleanField,
    models.BigIntegerField,
    models.PositiveIntegerField,
    models.PositiveSmallIntegerField,
    models.ForeignKey,
)
SIMPLE = frozenset({str, int, bool})


class Parameter(Expression):
    """Stands in a queryset where each asking puts a value of its own."""

    def __init__(self, name: str, field: Field[Any, Any], place: int | None = None) -> None:
        super().__init__(output_field=field)
        self.name, self.place = name, place

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, Any]:
        return "%s", [self]

    def value_in(self, values: dict[str, Any], connection: Any) -> Any:
        """Its own value among those of all parameters, as the database is given it."""
        value = values[self.name]
        if self.place is not None:
            # Places beyond the end of a list say its first value again.
            value = value[self.place if self.place < len(value) else 0]
        return self.output_field.get_db_prep_value(value, connection)


@dataclass(frozen=True)
class ListOf:
    """A parameter that is a list of values of a field, for `pk__in` or `case__pk__in`; the statement is kept for
    as many as are `usual` at most.

    (Not `case__in` or `case_id__in`: Django makes a number of each value there.)
    """

    field: Field[Any, Any]
    usual: int


class Select(Generic[M]):
    """The queryset that `build` makes of its parameters, each named with the field that adapts its values.

    One that ends in `values_list` is read by `rows`, any other by `all` and `first`; limits, `select_related` and
    `defer` hold, prefetching does not. Where a list is empty nothing is found, nor asked for. What changes the statement
    itself is no parameter: a function under `lru_cache` makes a Select for each.
    """

    def __init__(self, build: Callable[..., QuerySet[M, Any]], **fields: Field[Any, Any] | ListOf) -> None:
        self._build = build
        self._lists = {name: field.usual for name, field in fields.items() if isinstance(field, ListOf)}
        self._parameters = {name: _parameter(name, field) for name, field in fields.items()}

    def rows(self, **values: Any) -> list[Row]:
        """The columns, converted as the ORM does."""
        return self._written(values).rows(values) if self._may_find(values) else []

    def all(self, **values: Any) -> list[M]:
        if not self._may_find(values):
            return []
        written = self._written(values)
        return written.objects(written.rows(values))

    def first(self, **values: object) -> M | None:
        return next(iter(self.all(**values)), None)

    def objects(self, rows: Iterable[Row]) -> list[M]:
        """What `all` makes of these rows, for a caller that keeps rows and objects."""
        return self._kept().objects(rows)

    def exists(self, **values: object) -> bool:
        return bool(self.rows(**values))

    def _may_find(self, values: dict[str, Any]) -> bool:
        return all(values[name] for name in self._lists)

    def _written(self, values: dict[str, Any]) -> _Written:
        if any(len(values[name]) > usual for name, usual in self._lists.items()):
            return _Written(self._build(**values))
        return self._kept()

    def _kept(self) -> _Written:
        # Kept with the connection: statements and converters are of one vendor, and end with it.
        kept: WeakKeyDictionary[Select[Any], _Written] | None = _connection().__dict__.get(
            "written_statements"
        )
        if kept is None:
            kept = _connection().__dict__["written_statements"] = WeakKeyDictionary()
        written = kept.get(self)
        if written is None:
            written = kept[self] = _Written(self._build(**self._parameters))
        return written


def _parameter(name: str, field: Field[Any, Any] | ListOf) -> Parameter | list[Parameter]:
    if isinstance(field, ListOf):
        return [Parameter(name, field.field, place) for place in range(field.usual)]
    return Parameter(name, field)


class _Written:
    """One queryset's statement and how its rows become objects, as ModelIterable has it."""

    def __init__(self, queryset: QuerySet[Any, Any]) -> None:
        if queryset._prefetch_related_lookups:  # type: ignore[attr-defined]  # noqa: SLF001 - nothing public tells
            raise ValueError("A Select does not prefetch.")
        if queryset._iterable_class not in (ModelIterable, ValuesListIterable):  # noqa: SLF001 - as above
            raise ValueError("A Select reads objects or values_list.")
        connection = _connection()
        compiler = queryset.query.get_compiler(using=connection.alias)
        try:
            self.sql, self.params = compiler.as_sql()
        except EmptyResultSet:
            # As of somebody who holds no post: nothing can be found, so nothing is asked.
            self.sql, self.params = "", ()
        self._columns = range(compiler.col_count or 0)
        self._converters = [
            (place, converters, expression)
            for place, (converters, expression) in compiler.get_converters(
                [each[0] for each in compiler.select]
            ).items()
        ]
        self._about = compiler.klass_info
        if self._about is None:
            return
        fields = self._about["select_fields"]
        self._begin, self._end = fields[0], fields[-1] + 1
        self._names = [each[0].target.attname for each in compiler.select[self._begin : self._end]]
        self._related = get_related_populators(self._about, compiler.select, connection.alias)  # type: ignore[call-arg]  # stubs of a later Django
        self._annotated = compiler.annotation_col_map or {}

    def rows(self, values: dict[str, object]) -> list[Row]:
        if not self.sql:
            return []
        connection = _connection()
        params = [
            each.value_in(values, connection) if isinstance(each, Parameter) else each for each in self.params
        ]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, params)
            found = [list(row[: len(self._columns)]) for row in cursor.fetchall()]
        for row in found:
            for place, converters, expression in self._converters:
                for convert in converters:
                    row[place] = convert(row[place], expression, connection)
        return found

    def objects(self, rows: Iterable[Row]) -> list[Any]:
        made, alias = [], _connection().alias
        for row in rows:
            one = self._about["model"].from_db(alias, self._names, row[self._begin : self._end])
            for related in self._related:
                related.populate(row, one)
            for name, place in self._annotated.items():
                setattr(one, name, row[place])
            made.append(one)
        return made


def insert(*rows: Model) -> None:
    """Store new rows of one model, few or many, and give them their keys; no signals are sent (we have none).

    Raises what the database does: `IntegrityError` where a constraint refuses one of them.
    """
    if not rows:
        return
    connection, model = _connection(), type(rows[0])
    if is_returned := written.is_returned(model):
        returning, place = returned.clause(model), returned.places(model)[_key(model).attname]
    else:
        returning, place = f"RETURNING {connection.ops.quote_name(_key(model).column)}", 0
    for some, statement, params in _insertions(rows):
        with connection.cursor() as cursor:
            cursor.execute(f"{statement} {returning}", params)
            found = cursor.fetchall()
        for row, told in zip(some, found, strict=True):
            row.pk = told[place]
            row._state.adding, row._state.db = False, connection.alias  # noqa: SLF001 - as save does
        if is_returned:
            written.stored(model, found, None)
        else:
            written.inserted(some)


def update(row: Model, *names: str) -> None:
    """Write these columns of a stored row, as `save(update_fields=names)` does."""
    connection, model = _connection(), type(row)
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    kept: dict[tuple[type[Model], tuple[str, ...]], str] = connection.__dict__.setdefault(
        "written_updates", {}
    )
    if (model, names) not in kept:
        quote = connection.ops.quote_name
        columns = ", ".join(f"{quote(field.column)} = %s" for field in fields)
        # Names of our own tables and columns; every value is a parameter.
        kept[model, names] = " ".join(
            [
                "UPDATE",
                quote(model._meta.db_table),
                "SET",
                columns,
                "WHERE",
                quote(_key(model).column),
                "= %s",
            ]
        )
    statement, is_returned = kept[model, names], written.is_returned(model)
    params = [field.get_db_prep_save(field.pre_save(row, add=False), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(
            f"{statement} {returned.clause(model)}" if is_returned else statement, [*params, row.pk]
        )
        found = cursor.fetchall() if is_returned else []
    attributes = frozenset(field.attname for field in fields)
    if is_returned:
        written.stored(model, found, attributes)
    else:
        written.updated(model, row.pk, attributes)


def insert_missing(*rows: Model) -> None:
    """`insert` those that no unique constraint refuses, in one transaction; none of them is given its key."""
    with transaction.atomic(savepoint=False), _connection().cursor() as cursor:
        for _, statement, params in _insertions(rows):
            cursor.execute(f"{statement} ON CONFLICT DO NOTHING", params)


def _insertions(rows: Sequence[Model]) -> Iterator[tuple[Sequence[Model], str, list[Any]]]:
    """So many rows at once as a statement takes, the statement, its values."""
    if not rows:
        return
    connection, columns = _connection(), _columns(type(rows[0]))
    fields = [field for field, _ in columns]
    at_once = max(1, VALUES_AT_MOST // len(fields))
    for start in range(0, len(rows), at_once):
        some = rows[start : start + at_once]
        params: list[Any] = []
        for row in some:
            if row._state.fields_cache:  # noqa: SLF001 - as below
                # As bulk_create does: a row named before it was stored has its key by now.
                row._prepare_related_fields_for_save("insert")  # type: ignore[attr-defined]  # noqa: SLF001
            given = row.__dict__
            for field, is_simple in columns:
                value = given[field.attname] if is_simple else field.pre_save(row, add=True)
                if value is None or (is_simple and type(value) in SIMPLE):
                    params.append(value)
                else:
                    params.append(field.get_db_prep_save(value, connection))
        yield some, _insertion(some[0], fields, len(some)), params


@cache
def _columns(model: type[Model]) -> list[tuple[Field[Any, Any], bool]]:
    """Each but the key, and whether simple values of it are stored as they are: to ask the field takes far longer."""
    fields = (field for field in model._meta.concrete_fields if not field.primary_key)
    return [(field, type(field) in STORED_AS_THEY_ARE) for field in fields]


def _insertion(row: Model, fields: Sequence[Field[Any, Any]], count: int) -> str:
    connection = _connection()
    kept: dict[tuple[type[Model], int], str] = connection.__dict__.setdefault("written_insertions", {})
    key = (type(row), count)
    if key not in kept:
        quote = connection.ops.quote_name
        columns = ", ".join(quote(field.column) for field in fields)
        places = ", ".join(["%s"] * len(fields))
        rows = ", ".join([f"({places})"] * count)
        # Names of our own tables and columns; every value is a parameter.
        kept[key] = " ".join(
            [
                "INSERT INTO", quote(row._meta.db_table), f"({columns})", "VALUES", rows,
            ]
        )  # fmt: skip
    return kept[key]


def _key(model: type[Model]) -> Any:
    return model._meta.pk


def _connection() -> Any:
    """The connection itself: `django.db.connection` only stands for it."""
    return transaction.get_connection()
