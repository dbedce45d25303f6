"""A ledger a hundred times as large, by copying rows within the database.

The first nine copies are of the same months: ten times as much happens and is in hand. Every further one is an
earlier year of which all is closed: what an office holds after ten years at that pace.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.core.management.color import no_style
from django.db import connection, models, transaction

from bench.prepare import analyze
from office.models import SearchEntry
from office.search import sqlite
from requests_app.models import Answer, Assignment, CaseState, Clock, EnterpriseRequest, Verdict

COPIED: tuple[type[models.Model], ...] = (
    EnterpriseRequest,
    Assignment,
    Clock,
    CaseState,
    Answer,
    Verdict,
    SearchEntry,
)
SAME_MONTHS = 9
DAYS_OF_A_YEAR = 365


@dataclass(frozen=True)
class Statement:
    """Built here: every name in it is a table's or a column's, every number our own."""

    SQL: str


def grow_to(count: int) -> None:
    """Copy the ledger until it holds so many requests, and bring the planner's statistics up to date.

    Once only: it stays as it is where it holds as many already.
    """
    if EnterpriseRequest.objects.count() >= count:
        return
    last = {model: model._default_manager.aggregate(top=models.Max("pk"))["top"] for model in COPIED}
    everything = EnterpriseRequest.objects.filter(pk__lte=last[EnterpriseRequest])
    base, closed = everything.count(), everything.filter(closed_at__isnull=False).count()
    present, number = base, 0
    with _in_bulk(), transaction.atomic():
        columns = _keep_originals()
        while present < count:
            number += 1
            years = max(0, number - SAME_MONTHS)
            with connection.cursor() as cursor:
                for copy in _copies(columns, last, number, years):
                    cursor.execute(copy.SQL)
            present += closed if years else base
    _move_sequences()
    analyze()


@contextmanager
def _in_bulk() -> Iterator[None]:
    """Copies refer to copies: no foreign key is looked up for each of them.

    SQLite's own two megabytes of cache would have it read the indexes from the file again and again.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA foreign_keys = OFF")
            cursor.execute("PRAGMA cache_size = -500000")
            yield
            cursor.execute("PRAGMA cache_size = -2000")
            cursor.execute("PRAGMA foreign_keys = ON")
        else:
            cursor.execute("SET session_replication_role = replica")
            yield
            cursor.execute("SET session_replication_role = DEFAULT")


def _move_sequences() -> None:
    """PostgreSQL's next keys come after those that were copied."""
    with connection.cursor() as cursor:
        for each in map(Statement, connection.ops.sequence_reset_sql(no_style(), COPIED)):
            cursor.execute(each.SQL)


def _keep_originals() -> dict[type[models.Model], list[str]]:
    """The first rows in tables of their own, so that no copy reads through those before it; the columns of each.

    SQLite's full-text table does not know what it holds: the pairs of the first entries are kept too.
    """
    columns = {}
    with connection.cursor() as cursor:
        for model in COPIED:
            table = model._meta.db_table
            names = connection.introspection.get_table_description(cursor, table)
            columns[model] = [column.name for column in names]
            copy = Statement(f"CREATE TEMPORARY TABLE bench_{table} AS SELECT * FROM {table}")  # noqa: S608
            cursor.execute(copy.SQL)
        if connection.vendor == "sqlite":
            cursor.execute("CREATE TEMPORARY TABLE bench_grams (id INTEGER PRIMARY KEY, grams TEXT)")
            rows = [sqlite.row_of(entry) for entry in SearchEntry.objects.iterator()]
            cursor.executemany("INSERT INTO bench_grams (id, grams) VALUES (%s, %s)", rows)
    return columns


def _copies(
    columns: dict[type[models.Model], list[str]],
    last: dict[type[models.Model], int],
    number: int,
    years: int,
) -> Iterator[Statement]:
    """One INSERT … SELECT for each table; of earlier years the closed cases only."""
    closed = "SELECT id FROM bench_requests_app_enterpriserequest WHERE closed_at IS NOT NULL"
    for model, names in columns.items():
        table = model._meta.db_table
        values = [_value(model, name, last, number, years) for name in names]
        owner = {EnterpriseRequest: "id", SearchEntry: "object_id"}.get(model, "case_id")
        only = f" WHERE {owner} IN ({closed})" if years else ""
        yield Statement(
            f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(values)} FROM bench_{table}{only}"  # noqa: S608
        )
    if connection.vendor == "sqlite":
        only = f" WHERE object_id IN ({closed})" if years else ""
        yield Statement(
            f"INSERT INTO office_searchgrams (rowid, grams) SELECT id + {number * last[SearchEntry]}, grams"  # noqa: S608
            f" FROM bench_grams WHERE id IN (SELECT id FROM bench_office_searchentry{only})"
        )


def _value(
    model: type[models.Model], name: str, last: dict[type[models.Model], int], number: int, years: int
) -> str:
    if name == "id":
        return f"id + {number * last[model]}"
    if name == "ledger_number":
        return f"'B' || (id + {number * last[model]})"
    if name == "object_id":
        return f"object_id + {number * last[EnterpriseRequest]}"
    if name in ("grams", "until_on"):
        return name
    if name == "enterprise_name":
        return f"{name} || '{number}'"
    field = next(field for field in model._meta.concrete_fields if field.column == name)
    if field.related_model in last:
        return f"{name} + {number * last[field.related_model]}"
    if isinstance(field, models.DateField) and years:
        return _earlier(name, isinstance(field, models.DateTimeField), years * DAYS_OF_A_YEAR)
    return name


def _earlier(name: str, is_instant: bool, days: int) -> str:
    if connection.vendor == "postgresql":
        return f"{name} - INTERVAL '{days} days'" if is_instant else f"{name} - {days}"
    return f"{'datetime' if is_instant else 'date'}({name}, '-{days} days')"
