"""Django's `migrate`, quicker on an empty database."""

from contextlib import nullcontext
from typing import Any

from django.core.management.commands import migrate

from office.database import first_migration


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        is_empty = first_migration.is_empty(options["database"])
        with first_migration.quick() if is_empty else nullcontext():
            super().handle(*args, **options)
