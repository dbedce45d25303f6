"""Rebuilding a table that triggers of other tables read: SQLite refuses to rename a table which such a trigger names."""

from typing import Any

from django.db.backends.sqlite3 import schema
from django.db.models import Model

NAMING = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name <> %s AND instr(sql, %s)"


class DatabaseSchemaEditor(schema.DatabaseSchemaEditor):
    def _remake_table(self, model: type[Model], *args: Any, **kwargs: Any) -> None:
        """The triggers of other tables are put aside meanwhile; those of the table itself go with it."""
        table = model._meta.db_table
        with self.connection.cursor() as cursor:
            cursor.execute(NAMING, [table, table])
            triggers = [] if self.collect_sql else cursor.fetchall()
            for name, _ in triggers:
                cursor.execute(f"DROP TRIGGER {self.quote_name(name)}")
        super()._remake_table(model, *args, **kwargs)  # type: ignore[misc]
        with self.connection.cursor() as cursor:
            for _, statement in triggers:
                cursor.execute(statement)
