"""Django's compilers, of which those that write note their rows."""

from django.db.models.sql import compiler
from django.db.models.sql.compiler import SQLAggregateCompiler, SQLCompiler

from office.database.noting import NotesDeletion, NotesInsertion, NotesUpdate

__all__ = [
    "SQLAggregateCompiler",
    "SQLCompiler",
    "SQLDeleteCompiler",
    "SQLInsertCompiler",
    "SQLUpdateCompiler",
]


class SQLInsertCompiler(NotesInsertion, compiler.SQLInsertCompiler):
    pass


class SQLUpdateCompiler(NotesUpdate, compiler.SQLUpdateCompiler):
    pass


class SQLDeleteCompiler(NotesDeletion, compiler.SQLDeleteCompiler):
    pass
