"""What was handed out as an edition stays what it was: the database refuses to change or remove a row.

A later migration that rebuilds the table on SQLite drops the triggers; policies/triggers.py declares them, and they
are created again after every migrate.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def install(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            """
            CREATE FUNCTION handbook_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                RAISE EXCEPTION '%% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
            END
            $$
            """
        )
        schema_editor.execute(
            "CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON policies_handbookedition"
            " FOR EACH ROW EXECUTE FUNCTION handbook_frozen()"
        )
        return
    schema_editor.execute(
        "CREATE TRIGGER handbook_frozen_update BEFORE UPDATE ON policies_handbookedition"
        " BEGIN SELECT RAISE(ABORT, 'policies_handbookedition is append-only'); END"
    )
    schema_editor.execute(
        "CREATE TRIGGER handbook_frozen_delete BEFORE DELETE ON policies_handbookedition"
        " BEGIN SELECT RAISE(ABORT, 'policies_handbookedition is append-only'); END"
    )


def remove(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION handbook_frozen() CASCADE")
        return
    schema_editor.execute("DROP TRIGGER handbook_frozen_update")
    schema_editor.execute("DROP TRIGGER handbook_frozen_delete")


class Migration(migrations.Migration):
    dependencies = [("policies", "0003_handbook_editions")]
    operations = [migrations.RunPython(install, remove)]
