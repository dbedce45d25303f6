"""The database itself refuses to change what a published version says, whoever asks.

A later migration that rebuilds the table on SQLite drops the trigger; policies/triggers.py declares it, and it is
created again after every migrate.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def install(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            """
            CREATE FUNCTION policies_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF NEW.state IN ('draft', 'submitted') OR (
                NEW."policy_id", NEW."number", NEW."title", NEW."document_title", NEW."document_number",
                NEW."issuer", NEW."level", NEW."published_on", NEW."effective_from", NEW."expires_on",
                NEW."status_note", NEW."who", NEW."industries", NEW."benefit", NEW."plain", NEW."key_points",
                NEW."how_to_apply", NEW."materials", NEW."where", NEW."hotline", NEW."keywords", NEW."fit",
                NEW."formula", NEW."source_note", NEW."confidence"
                ) IS DISTINCT FROM (
                OLD."policy_id", OLD."number", OLD."title", OLD."document_title", OLD."document_number",
                OLD."issuer", OLD."level", OLD."published_on", OLD."effective_from", OLD."expires_on",
                OLD."status_note", OLD."who", OLD."industries", OLD."benefit", OLD."plain", OLD."key_points",
                OLD."how_to_apply", OLD."materials", OLD."where", OLD."hotline", OLD."keywords", OLD."fit",
                OLD."formula", OLD."source_note", OLD."confidence"
                ) THEN
                    RAISE EXCEPTION 'a published version is frozen' USING ERRCODE = 'restrict_violation';
                END IF;
                RETURN NEW;
            END
            $$
            """
        )
        schema_editor.execute(
            "CREATE TRIGGER frozen BEFORE UPDATE ON policies_policyversion FOR EACH ROW"
            " WHEN (OLD.state IN ('published', 'superseded')) EXECUTE FUNCTION policies_frozen()"
        )
        return
    schema_editor.execute(
        """
        CREATE TRIGGER policies_version_frozen BEFORE UPDATE ON policies_policyversion
            WHEN OLD.state IN ('published', 'superseded') AND (
                NEW.state IN ('draft', 'submitted') OR (
                NEW."policy_id", NEW."number", NEW."title", NEW."document_title", NEW."document_number",
                NEW."issuer", NEW."level", NEW."published_on", NEW."effective_from", NEW."expires_on",
                NEW."status_note", NEW."who", NEW."industries", NEW."benefit", NEW."plain", NEW."key_points",
                NEW."how_to_apply", NEW."materials", NEW."where", NEW."hotline", NEW."keywords", NEW."fit",
                NEW."formula", NEW."source_note", NEW."confidence"
                ) IS NOT (
                OLD."policy_id", OLD."number", OLD."title", OLD."document_title", OLD."document_number",
                OLD."issuer", OLD."level", OLD."published_on", OLD."effective_from", OLD."expires_on",
                OLD."status_note", OLD."who", OLD."industries", OLD."benefit", OLD."plain", OLD."key_points",
                OLD."how_to_apply", OLD."materials", OLD."where", OLD."hotline", OLD."keywords", OLD."fit",
                OLD."formula", OLD."source_note", OLD."confidence"
                )
            )
            BEGIN SELECT RAISE(ABORT, 'a published version is frozen'); END
        """
    )


def remove(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION policies_frozen() CASCADE")
        return
    schema_editor.execute("DROP TRIGGER policies_version_frozen")


class Migration(migrations.Migration):
    dependencies = [("policies", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
