"""Fills an empty database and file store from a backup, proves both, and verifies the chain of events."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from config import backups


class Command(BaseCommand):
    help = (
        "Restore DIR (one backup-<time> folder) into an empty database; start with the same keys as before."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        try:
            manifest = backups.restore(folder.resolve())
        except (backups.Incomplete, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"Restored {sum(manifest.rows.values())} rows in {len(manifest.rows)} tables and "
            f"{len(manifest.files)} files of {manifest.created_at}."
        )
        call_command("migrate", verbosity=0)
        call_command("verify_audit", stdout=self.stdout)
