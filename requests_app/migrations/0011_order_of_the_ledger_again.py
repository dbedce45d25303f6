"""`case_unended_due` stands again: SQLite drops an index that Django does not know when it rebuilds a table.

Migration 0012 makes it known to Django.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def add_order(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Rows without a date first, as the list has them: SQLite sorts so by itself and does not know the words."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE INDEX IF NOT EXISTS case_unended_due ON requests_app_enterpriserequest"
            " (answer_due_on ASC NULLS FIRST, id) WHERE closed_at IS NULL"
        )
        return
    schema_editor.execute(
        "CREATE INDEX IF NOT EXISTS case_unended_due ON requests_app_enterpriserequest (answer_due_on, id)"
        " WHERE closed_at IS NULL"
    )


class Migration(migrations.Migration):
    dependencies = [("requests_app", "0010_letter_of_a_promise")]
    operations = [migrations.RunPython(add_order, migrations.RunPython.noop)]
