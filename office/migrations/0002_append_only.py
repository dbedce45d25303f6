"""The database itself refuses to change or remove an event or an anchor, whoever asks.

A later migration that rebuilds one of these tables on SQLite drops its triggers; office/events/triggers.py declares
them, and they are created again after every migrate.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def install(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            """
            CREATE FUNCTION office_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                RAISE EXCEPTION '%% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
            END
            $$
            """
        )
        schema_editor.execute(
            "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON office_event"
            " FOR EACH ROW EXECUTE FUNCTION office_append_only()"
        )
        schema_editor.execute(
            "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON office_anchor"
            " FOR EACH ROW EXECUTE FUNCTION office_append_only()"
        )
        return
    schema_editor.execute(
        "CREATE TRIGGER office_event_no_update BEFORE UPDATE ON office_event"
        " BEGIN SELECT RAISE(ABORT, 'office_event is append-only'); END"
    )
    schema_editor.execute(
        "CREATE TRIGGER office_event_no_delete BEFORE DELETE ON office_event"
        " BEGIN SELECT RAISE(ABORT, 'office_event is append-only'); END"
    )
    schema_editor.execute(
        "CREATE TRIGGER office_anchor_no_update BEFORE UPDATE ON office_anchor"
        " BEGIN SELECT RAISE(ABORT, 'office_anchor is append-only'); END"
    )
    schema_editor.execute(
        "CREATE TRIGGER office_anchor_no_delete BEFORE DELETE ON office_anchor"
        " BEGIN SELECT RAISE(ABORT, 'office_anchor is append-only'); END"
    )


def remove(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION office_append_only() CASCADE")
        return
    schema_editor.execute("DROP TRIGGER office_event_no_update")
    schema_editor.execute("DROP TRIGGER office_event_no_delete")
    schema_editor.execute("DROP TRIGGER office_anchor_no_update")
    schema_editor.execute("DROP TRIGGER office_anchor_no_delete")


class Migration(migrations.Migration):
    dependencies = [("office", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
