"""Django's `migrate`, which renders fewer models: an upgrade stops the site for a quarter of the time."""

from typing import Any

from django.core.management.commands import migrate

from office.database import quick_migrations


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        """The statements are those of Django's own way (tests/office/database/test_quick_migrations.py)."""
        with quick_migrations.quick():
            super().handle(*args, **options)
