"""The bigrams beside the search entries: a full-text table on SQLite, an array with its index on PostgreSQL.

Both are out of Django's sight and written by office/search.py alone.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def install(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE office_searchentry ADD COLUMN grams text[] NOT NULL DEFAULT '{}'")
        schema_editor.execute("CREATE INDEX searchentry_grams ON office_searchentry USING gin (grams)")
        return
    # Neither texts nor positions are kept in it: half the size, and the entry's own text decides anyway.
    schema_editor.execute(
        "CREATE VIRTUAL TABLE office_searchgrams"
        " USING fts5(grams, content='', tokenize='ascii', detail=none, columnsize=0)"
    )


def remove(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE office_searchentry DROP COLUMN grams")
        return
    schema_editor.execute("DROP TABLE office_searchgrams")


class Migration(migrations.Migration):
    dependencies = [("office", "0002_append_only")]
    operations = [migrations.RunPython(install, remove)]
