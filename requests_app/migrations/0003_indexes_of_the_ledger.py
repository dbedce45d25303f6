"""Indexes that hold at a million requests: the list by date, the numbers at its tabs, a telephone's requests."""

from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def add_order(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Rows without a date first, as the list has them: SQLite sorts so by itself and does not know the words."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE INDEX case_unended_due ON requests_app_enterpriserequest"
            " (answer_due_on ASC NULLS FIRST, id) WHERE closed_at IS NULL"
        )
        return
    schema_editor.execute(
        "CREATE INDEX case_unended_due ON requests_app_enterpriserequest (answer_due_on, id)"
        " WHERE closed_at IS NULL"
    )


def remove_order(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    schema_editor.execute("DROP INDEX case_unended_due")


class Migration(migrations.Migration):
    dependencies = [
        ("requests_app", "0002_extended_clocks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(model_name="enterpriserequest", name="case_phone"),
        migrations.AddIndex(
            model_name="enterpriserequest",
            index=models.Index(fields=["phone_index", "-id"], name="case_of_phone"),
        ),
        migrations.AddIndex(
            model_name="enterpriserequest",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", True)),
                fields=["status", "sealed", "sealed_for", "waiting_since", "answer_due_on"],
                name="case_unended_tally",
            ),
        ),
        migrations.RunPython(add_order, remove_order),
    ]
