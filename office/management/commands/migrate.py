"""Django's `migrate`, which renders fewer models where there is nothing yet that could be harmed."""

from contextlib import nullcontext
from typing import Any

from django.core.management.commands import migrate
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder

from office.database import quick_migrations


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        """A database in use is upgraded in Django's own way, statement by statement."""
        recorder = MigrationRecorder(connections[options["database"]])
        with nullcontext() if recorder.applied_migrations() else quick_migrations.quick():
            super().handle(*args, **options)
