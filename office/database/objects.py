"""Triggers and indexes that Django does not manage, declared in code beside the app that owns the table.

Apps register them in `office.ports.database_objects`; installation.py creates them after every `migrate`, because a
migration that rebuilds a table on SQLite drops its triggers; inspection.py names those that are missing.
"""

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
