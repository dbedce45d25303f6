"""Writes a complete, proved copy of database and files below a folder."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from config import backups


class Command(BaseCommand):
    help = "Copy the database and every stored file into DIR/backup-<time>, while the platform runs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        try:
            written, manifest = backups.back_up(folder.resolve(), at=timezone.localtime())
        except (backups.Incomplete, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{written}: {sum(manifest.rows.values())} rows in {len(manifest.rows)} tables, {len(manifest.files)} files."
        )
