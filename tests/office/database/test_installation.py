"""After every migrate the declared triggers and indexes stand, as the code says them."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from office.database import installation
from office.database.inspection import Found, existing, missing
from office.database.objects import Kind
from office.ports import database_objects

# Named here once more: a declaration that disappears is seen.
OF_SQLITE = {
    Found("trigger", "office_event", "office_event_no_update"),
    Found("trigger", "office_event", "office_event_no_delete"),
    Found("trigger", "office_anchor", "office_anchor_no_update"),
    Found("trigger", "office_anchor", "office_anchor_no_delete"),
    Found("trigger", "office_eventnumber", "office_eventnumber_no_update"),
    Found("trigger", "office_eventnumber", "office_eventnumber_no_delete"),
    Found("trigger", "evaluation_disclosure", "evaluation_disclosure_frozen_update"),
    Found("trigger", "evaluation_disclosure", "evaluation_disclosure_frozen_delete"),
    Found("trigger", "evaluation_evaluation", "evaluation_evaluation_frozen_update"),
    Found("trigger", "evaluation_evaluation", "evaluation_evaluation_frozen_delete"),
    Found("trigger", "evaluation_scoreline", "evaluation_scoreline_frozen_insert"),
    Found("trigger", "evaluation_scoreline", "evaluation_scoreline_frozen_update"),
    Found("trigger", "evaluation_scoreline", "evaluation_scoreline_frozen_delete"),
    Found("trigger", "evaluation_report", "evaluation_report_frozen_update"),
    Found("trigger", "evaluation_report", "evaluation_report_frozen_delete"),
    Found("trigger", "evaluation_reportsection", "evaluation_reportsection_frozen_insert"),
    Found("trigger", "evaluation_reportsection", "evaluation_reportsection_frozen_update"),
    Found("trigger", "evaluation_reportsection", "evaluation_reportsection_frozen_delete"),
    Found("trigger", "evaluation_scheme", "evaluation_scheme_frozen_update"),
    Found("trigger", "evaluation_scheme", "evaluation_scheme_frozen_delete"),
    Found("trigger", "requests_app_progresstable", "requests_app_progresstable_frozen_update"),
    Found("trigger", "requests_app_progresstable", "requests_app_progresstable_frozen_delete"),
    Found("trigger", "requests_app_progressrow", "requests_app_progressrow_frozen_insert"),
    Found("trigger", "requests_app_progressrow", "requests_app_progressrow_frozen_update"),
    Found("trigger", "requests_app_progressrow", "requests_app_progressrow_frozen_delete"),
    Found("trigger", "requests_app_progresstable_units", "requests_app_progresstable_units_frozen_insert"),
    Found("trigger", "requests_app_progresstable_units", "requests_app_progresstable_units_frozen_update"),
    Found("trigger", "requests_app_progresstable_units", "requests_app_progresstable_units_frozen_delete"),
    Found("trigger", "policies_policyversion", "policies_version_frozen"),
    Found("trigger", "policies_handbookedition", "handbook_frozen_update"),
    Found("trigger", "policies_handbookedition", "handbook_frozen_delete"),
}
OF_POSTGRESQL = {
    Found("trigger", "office_event", "append_only"),
    Found("trigger", "office_anchor", "append_only"),
    Found("trigger", "office_eventnumber", "append_only"),
    Found("trigger", "evaluation_disclosure", "frozen"),
    Found("trigger", "evaluation_evaluation", "frozen"),
    Found("trigger", "evaluation_report", "frozen"),
    Found("trigger", "evaluation_reportsection", "frozen"),
    Found("trigger", "evaluation_scheme", "frozen"),
    Found("trigger", "evaluation_scoreline", "frozen"),
    Found("trigger", "requests_app_progresstable", "frozen"),
    Found("trigger", "requests_app_progressrow", "frozen"),
    Found("trigger", "requests_app_progresstable_units", "frozen"),
    Found("trigger", "policies_policyversion", "frozen"),
    Found("trigger", "policies_handbookedition", "frozen"),
    Found("index", "office_searchentry", "searchentry_grams"),
}
DROP_ON_SQLITE = "DROP TRIGGER office_event_no_delete"
DROP_ON_POSTGRESQL = "DROP TRIGGER append_only ON office_event"


def drop_a_trigger() -> Found:
    with connection.cursor() as cursor:
        cursor.execute(DROP_ON_POSTGRESQL if connection.vendor == "postgresql" else DROP_ON_SQLITE)
    name = "append_only" if connection.vendor == "postgresql" else "office_event_no_delete"
    return Found("trigger", "office_event", name)


def test_the_declared_objects_are_these() -> None:
    declared = {
        vendor: {
            Found(each.kind, each.table, each.name) for each in database_objects if each.vendor == vendor
        }
        for vendor in ("sqlite", "postgresql")
    }
    assert declared == {"sqlite": OF_SQLITE, "postgresql": OF_POSTGRESQL}


@pytest.mark.postgres
@pytest.mark.django_db
def test_all_stand_after_migrate() -> None:
    """The database of the tests was migrated and nothing else."""
    assert missing(connection) == []
    triggers = {each for each in existing(connection) if each.kind == Kind.TRIGGER}
    declared = OF_POSTGRESQL if connection.vendor == "postgresql" else OF_SQLITE
    assert triggers == {each for each in declared if each.kind == Kind.TRIGGER}


@pytest.mark.postgres
@pytest.mark.django_db
def test_migrate_creates_what_was_dropped_and_a_repeat_changes_nothing() -> None:
    before = existing(connection)
    dropped = drop_a_trigger()
    assert missing(connection) == [dropped]
    for _ in range(2):
        call_command("migrate", verbosity=0)
        assert existing(connection) == before


def test_an_app_that_was_migrated_back_gets_nothing(copy: BaseDatabaseWrapper) -> None:
    """Its migrations create their triggers themselves when they are applied again."""
    call_command("migrate", "policies", "0003", database=copy.alias, verbosity=0)
    with copy.cursor() as cursor:
        cursor.execute("DROP TRIGGER office_event_no_delete")
    installation.install(copy)
    gone = {each.name for each in missing(copy)}
    assert gone >= {"handbook_frozen_update", "handbook_frozen_delete"}
    assert "office_event_no_delete" not in gone
    call_command("migrate", database=copy.alias, verbosity=0)
    assert missing(copy) == []


def test_a_changed_declaration_replaces_what_stands(
    copy: BaseDatabaseWrapper, monkeypatch: pytest.MonkeyPatch
) -> None:
    with copy.cursor() as cursor:
        cursor.execute("DROP TRIGGER office_event_no_delete")
        cursor.execute(
            "CREATE TRIGGER office_event_no_delete BEFORE DELETE ON office_event BEGIN SELECT 'outdated'; END"
        )
    installation.install(copy)
    with copy.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE name = 'office_event_no_delete'")
        assert "append-only" in cursor.fetchone()[0]
