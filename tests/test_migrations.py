"""The schema in the migrations is the schema in the models, and there is one way to it."""

from io import StringIO

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

pytestmark = pytest.mark.django_db


@pytest.mark.postgres
def test_no_migration_is_missing() -> None:
    output = StringIO()
    try:
        call_command("makemigrations", "--check", "--dry-run", stdout=output)
    except SystemExit:
        pytest.fail(f"Models changed without a migration:\n{output.getvalue()}")


def test_each_app_has_one_last_migration() -> None:
    loader = MigrationLoader(connection)
    assert {
        app: loader.graph.leaf_nodes(app)
        for app in loader.migrated_apps
        if len(loader.graph.leaf_nodes(app)) > 1
    } == {}


def test_every_own_app_with_models_is_migrated() -> None:
    loader = MigrationLoader(connection)
    own = {config.label for config in apps.get_app_configs() if config.label in settings.OWN_APPS}
    assert {app for app in own if list(apps.get_app_config(app).get_models())} <= loader.migrated_apps


def test_every_migration_can_be_taken_back() -> None:
    """A release that goes wrong is undone: each operation names its way back."""
    loader = MigrationLoader(connection)
    one_way = [
        f"{app}.{name}: {operation.describe()}"
        for (app, name), migration in loader.disk_migrations.items()
        if app in settings.OWN_APPS
        for operation in migration.operations
        if not operation.reversible
    ]
    assert one_way == []
