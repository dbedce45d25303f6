"""Creates the declared triggers and indexes after every `migrate`, whatever the migrations rebuilt."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from django.apps import apps
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from office.database.objects import DatabaseObject
from office.ports import database_objects


def after_migrate(*, using: str, **kwargs: Any) -> None:
    """Receiver of `post_migrate`, connected for one app only: by then all apps are migrated."""
    install(connections[using])


def install(connection: BaseDatabaseWrapper) -> None:
    """Create or replace every declared object of this vendor; a repeat changes nothing.

    Each in a transaction of its own: PostgreSQL locks the table against writers, and two locks at once could wait
    for a transaction that takes them in the other order.
    """
    for declared in _installable(connection):
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            for statement in declared.statements:
                cursor.execute(statement)


def is_newest(using: str) -> bool:
    """Whether every migration of every app is applied."""
    loader = MigrationLoader(connections[using])
    return set(loader.graph.leaf_nodes()) <= loader.applied_migrations.keys()


def _installable(connection: BaseDatabaseWrapper) -> Iterator[DatabaseObject]:
    """What is declared is meant for the newest tables: an app that was migrated back gets nothing."""
    applied = MigrationRecorder(connection).applied_migrations().keys()
    models = apps.get_models(include_auto_created=True)
    apps_by_table = {model._meta.db_table: model._meta.app_label for model in models}
    for declared in database_objects:
        last = _last_migrations(apps_by_table[declared.table])
        if declared.vendor == connection.vendor and applied >= last:
            yield declared


@cache
def _last_migrations(app: str) -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None).graph.leaf_nodes(app))
