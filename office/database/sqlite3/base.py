"""The backend that `config/settings.py` names: Django's own but for its compilers and what it tells of a rollback."""

from django.db.backends.sqlite3 import base, operations

from office.database.noting import NotesRollback
from office.database.sqlite3.schema import DatabaseSchemaEditor


class DatabaseOperations(operations.DatabaseOperations):
    compiler_module = "office.database.sqlite3.compiler"


class DatabaseWrapper(NotesRollback, base.DatabaseWrapper):
    ops_class = DatabaseOperations
    SchemaEditorClass = DatabaseSchemaEditor
