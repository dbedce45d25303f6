"""Django's `migrate`, which renders fewer models."""

from typing import Any

from django.core.management.commands import migrate

from office.database import quick_migrations


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        with quick_migrations.quick():
            super().handle(*args, **options)
