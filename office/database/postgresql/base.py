"""The backend that `config/settings.py` names: Django's own but for its compilers and what it tells of a rollback."""

from django.db.backends.postgresql import base, operations

from office.database.noting import NotesRollback


class DatabaseOperations(operations.DatabaseOperations):
    compiler_module = "office.database.postgresql.compiler"


class DatabaseWrapper(NotesRollback, base.DatabaseWrapper):
    ops_class = DatabaseOperations
