"""What both backends add to Django's compilers: each statement that writes tells `written` of its rows."""

from typing import Any

from office.database import written


class NotesInsertion:
    query: Any

    def execute_sql(self, *args: Any, **kwargs: Any) -> Any:
        result = super().execute_sql(*args, **kwargs)  # type: ignore[misc]
        written.inserted(self.query.objs)
        return result


class NotesUpdate:
    query: Any
    using: Any

    def execute_sql(self, *args: Any, **kwargs: Any) -> Any:
        columns = frozenset(field.attname for field, *_ in self.query.values)
        note = written.updating(self.query, self.using, columns)
        result = super().execute_sql(*args, **kwargs)  # type: ignore[misc]
        if note is not None:
            note()
        return result


class NotesDeletion:
    query: Any
    using: Any

    def execute_sql(self, *args: Any, **kwargs: Any) -> Any:
        note = written.deleting(self.query, self.using)
        result = super().execute_sql(*args, **kwargs)  # type: ignore[misc]
        if note is not None:
            note()
        return result
