"""Django learns of the index `case_unended_due`, and so restores it whenever SQLite rebuilds the table.

Migration 0003 created it by SQL, 0011 again. Where it is there nothing is touched; where it was lost since, it is
created.
"""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import ProjectState
from django.db.models import F, Q

from office.database.indexes import NullsFirstIndex


class AddMissingIndex(migrations.AddIndex):
    """`AddIndex` for an index that the database may have already; taken back, it stays."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        table = to_state.apps.get_model(app_label, self.model_name)._meta.db_table
        with schema_editor.connection.cursor() as cursor:
            existing = schema_editor.connection.introspection.get_constraints(cursor, table)
        if self.index.name not in existing:
            super().database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Migration 0011, to which this leads back, has the index too."""


class Migration(migrations.Migration):
    dependencies = [("requests_app", "0011_order_of_the_ledger_again")]
    operations = [
        AddMissingIndex(
            model_name="enterpriserequest",
            index=NullsFirstIndex(
                models.OrderBy(F("answer_due_on"), nulls_first=True),
                "id",
                condition=Q(closed_at__isnull=True),
                name="case_unended_due",
            ),
        )
    ]
