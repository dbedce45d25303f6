"""Triggers and indexes that Django does not manage, declared in code beside the app that owns the table.

Apps register them in `office.ports.database_objects`; installation.py creates them after every `migrate`, because a
migration that rebuilds a table on SQLite drops its triggers; inspection.py names those that are missing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    TRIGGER = "trigger"
    INDEX = "index"


@dataclass(frozen=True)
class DatabaseObject:
    """One trigger or index on databases of one vendor ("sqlite" or "postgresql").

    `statements` are run in order, in one transaction and without parameters. They replace or keep what stands under
    the name, so that they may run any number of times.
    """

    kind: Kind
    vendor: str
    table: str
    name: str
    statements: tuple[str, ...]


def sqlite_trigger(table: str, name: str, body: str) -> DatabaseObject:
    """`body` follows the name in CREATE TRIGGER: "BEFORE UPDATE ON … BEGIN …; END"."""
    statements = (f"DROP TRIGGER IF EXISTS {name}", f"CREATE TRIGGER {name} {body}")
    return DatabaseObject(Kind.TRIGGER, "sqlite", table, name, statements)


def postgresql_trigger(table: str, name: str, events: str, *, function: str, body: str) -> DatabaseObject:
    """`events` stands between the name and EXECUTE FUNCTION, `body` between BEGIN and END of the PL/pgSQL function.

    Needs PostgreSQL 14, as Django does.
    """
    statements = (
        f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$",
        f"CREATE OR REPLACE TRIGGER {name} {events} EXECUTE FUNCTION {function}()",
    )
    return DatabaseObject(Kind.TRIGGER, "postgresql", table, name, statements)


def append_only(
    table: str, *, on_update: str, on_delete: str, on_postgresql: str, function: str
) -> tuple[DatabaseObject, ...]:
    """Triggers that refuse to change or remove a row of the table, whoever asks.

    SQLite needs one for each of the two (`on_update`, `on_delete`), PostgreSQL one for both, which calls `function`.
    """
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    return (
        sqlite_trigger(table, on_update, f"BEFORE UPDATE ON {table} {refuse}"),
        sqlite_trigger(table, on_delete, f"BEFORE DELETE ON {table} {refuse}"),
        postgresql_trigger(
            table,
            on_postgresql,
            f"BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW",
            function=function,
            body="RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';",
        ),
    )


def frozen_when_published(
    table: str,
    columns: Sequence[str],
    *,
    status: str,
    published: str,
    superseded: str,
    function: str,
) -> tuple[DatabaseObject, ...]:
    """Triggers that refuse to change or remove a published edition, but that the next edition supersedes it.

    `columns` are all others than `status`, which has one of the two values once an edition is out.
    """
    old, new = (", ".join(f'{row}."{name}"' for name in columns) for row in ("OLD", "NEW"))
    out = f"OLD.{status} IN ('{published}', '{superseded}')"
    replaced = f"OLD.{status} = '{published}' AND NEW.{status} = '{superseded}'"
    refuse = f"BEGIN SELECT RAISE(ABORT, 'what is published in {table} is append-only'); END"
    error = (
        f"RAISE EXCEPTION 'what is published in {table} is append-only' USING ERRCODE = 'restrict_violation';"
    )
    return (
        sqlite_trigger(
            table,
            f"{table}_frozen_update",
            f"BEFORE UPDATE ON {table} WHEN {out} AND NOT ({replaced} AND ({new}) IS ({old})) {refuse}",
        ),
        sqlite_trigger(table, f"{table}_frozen_delete", f"BEFORE DELETE ON {table} WHEN {out} {refuse}"),
        postgresql_trigger(
            table,
            "frozen",
            f"BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW WHEN ({out})",
            function=function,
            body=f"IF TG_OP = 'UPDATE' AND {replaced}"
            f" AND ({new}) IS NOT DISTINCT FROM ({old}) THEN RETURN NEW; END IF; {error}",
        ),
    )


def frozen_with(
    table: str, column: str, *, parent: str, published: Sequence[str], function: str
) -> tuple[DatabaseObject, ...]:
    """Triggers that refuse to add, change or remove a row whose `column` names a published row of `parent`."""
    values = ", ".join(f"'{value}'" for value in published)

    def is_out(row: str) -> str:
        where = f"id = {row}.{column} AND status IN ({values})"
        return f"EXISTS (SELECT 1 FROM {parent} WHERE {where})"  # noqa: S608  # nosec B608 - names and values of our own

    refuse = f"BEGIN SELECT RAISE(ABORT, 'what is published in {table} is append-only'); END"
    error = (
        f"RAISE EXCEPTION 'what is published in {table} is append-only' USING ERRCODE = 'restrict_violation';"
    )
    return (
        sqlite_trigger(
            table, f"{table}_frozen_insert", f"BEFORE INSERT ON {table} WHEN {is_out('NEW')} {refuse}"
        ),
        sqlite_trigger(
            table,
            f"{table}_frozen_update",
            f"BEFORE UPDATE ON {table} WHEN {is_out('OLD')} OR {is_out('NEW')} {refuse}",
        ),
        sqlite_trigger(
            table, f"{table}_frozen_delete", f"BEFORE DELETE ON {table} WHEN {is_out('OLD')} {refuse}"
        ),
        postgresql_trigger(
            table,
            "frozen",
            f"BEFORE INSERT OR UPDATE OR DELETE ON {table} FOR EACH ROW",
            function=function,
            body=f"IF TG_OP <> 'INSERT' AND {is_out('OLD')} THEN {error} END IF;"
            f" IF TG_OP <> 'DELETE' AND {is_out('NEW')} THEN {error} END IF;"
            " IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW;",
        ),
    )
