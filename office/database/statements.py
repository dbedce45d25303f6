"""Statements of the busiest pages, written out once a connection.

The ORM takes ten times as long to write a statement as the database to answer it. A `Select` keeps what the ORM wrote
for a queryset and asks it again with other values; what stores rows is in `office/database/storing.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary

from django.core.exceptions import EmptyResultSet
from django.db import transaction
from django.db.models import Expression, Field, Model, QuerySet
from django.db.models.query import ModelIterable, ValuesListIterable, get_related_populators
from django.db.models.sql.compiler import SQLCompiler

M = TypeVar("M", bound=Model)
Row = list[Any]


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
        kept: WeakKeyDictionary[Select[Any], _Written] | None = own_connection().__dict__.get(
            "written_statements"
        )
        if kept is None:
            kept = own_connection().__dict__["written_statements"] = WeakKeyDictionary()
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
        connection = own_connection()
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
        connection = own_connection()
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
        made, alias = [], own_connection().alias
        for row in rows:
            one = self._about["model"].from_db(alias, self._names, row[self._begin : self._end])
            for related in self._related:
                related.populate(row, one)
            for name, place in self._annotated.items():
                setattr(one, name, row[place])
            made.append(one)
        return made


def own_connection() -> Any:
    """The connection itself: `django.db.connection` only stands for it."""
    return transaction.get_connection()
