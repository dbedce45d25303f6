"""What both backends add to Django's: each statement that writes tells `written` of its rows, a rollback that they changed."""

from __future__ import annotations

from typing import Any

from django.db.models.sql.constants import CURSOR

from office.database import returned, written


class NotesRollback:
    def _savepoint(self, sid: str) -> None:
        super()._savepoint(sid)  # type: ignore[misc]
        written.saved(sid)

    def _savepoint_commit(self, sid: str) -> None:
        super()._savepoint_commit(sid)  # type: ignore[misc]
        written.released(sid)

    def _savepoint_rollback(self, sid: str) -> None:
        super()._savepoint_rollback(sid)  # type: ignore[misc]
        written.rolled_back(sid)


class NotesInsertion:
    query: Any

    def execute_sql(self, *args: Any, **kwargs: Any) -> Any:
        """As Django's, whose one argument is what the caller wants back of each row."""
        own, model = list((args[0] if args else kwargs.get("returning_fields")) or ()), self.query.model
        if not written.is_returned(model) or self.query.on_conflict is not None:
            result = super().execute_sql(*args, **kwargs)  # type: ignore[misc]
            written.inserted(self.query.objs)
            return result
        rows = super().execute_sql([*own, *returned.columns(model)])  # type: ignore[misc]
        written.stored(model, [tuple(row[len(own) :]) for row in rows], None)
        return [row[: len(own)] for row in rows]


class NotesUpdate:
    query: Any
    using: Any
    is_returning = False

    def as_sql(self, *args: Any, **kwargs: Any) -> Any:
        sql, params = super().as_sql(*args, **kwargs)  # type: ignore[misc]
        if sql and self.is_returning:
            sql = f"{sql} {returned.clause(self.query.model)}"
        return sql, params

    def execute_sql(self, *args: Any, **kwargs: Any) -> Any:
        """As Django's; gives the number of rows, whatever is asked for."""
        columns, model = frozenset(field.attname for field, *_ in self.query.values), self.query.model
        if not columns or not written.is_returned(model):
            note = written.updating(self.query, self.using, columns)
            result = super().execute_sql(*args, **kwargs)  # type: ignore[misc]
            if note is not None:
                note()
            return result
        self.is_returning = True
        cursor = super().execute_sql(CURSOR)  # type: ignore[misc]
        if not cursor:
            # The condition can hold of no row, so nothing was asked.
            return 0
        with cursor:
            rows = cursor.fetchall()
        written.stored(model, rows, columns)
        return len(rows)


class NotesDeletion:
    query: Any
    using: Any

    def execute_sql(self, *args: Any, **kwargs: Any) -> Any:
        note = written.deleting(self.query, self.using)
        result = super().execute_sql(*args, **kwargs)  # type: ignore[misc]
        if note is not None:
            note()
        return result
