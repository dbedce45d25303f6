"""Writes a complete, proved copy of database and files below a folder."""

from argparse import ArgumentParser
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from config import backups
from office import backup_log
from office.actors import Actor

BY = Actor.system("backup")


class Command(BaseCommand):
    help = "Copy the database and every stored file into DIR/backup-<time>, while the platform runs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR")
        parser.add_argument(
            "--before-upgrade",
            action="store_true",
            help="write no row of it: the tables are still those of the release before",
        )

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        try:
            written, manifest = backups.back_up(folder.resolve(), at=timezone.localtime())
        except (backups.Incomplete, OSError, DatabaseError) as error:
            # What hindered the copy, a full disk or a lost database, may hinder this row too: the words below matter.
            if not options["before_upgrade"]:
                with suppress(DatabaseError):
                    backup_log.record_failed(by=BY, at=timezone.now())
            raise CommandError(str(error)) from error
        size = backups.size_of(written)
        if not options["before_upgrade"]:
            backup_log.record_done(size=size, files=len(manifest.files), by=BY, at=timezone.now())
        self.stdout.write(
            f"{written}: {sum(manifest.rows.values())} rows in {len(manifest.rows)} tables, {len(manifest.files)} files."
        )
