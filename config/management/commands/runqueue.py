"""Runs the queue: reminders, mail, recurring jobs. Stops in order on Ctrl-C or SIGTERM."""

from argparse import SUPPRESS, ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from config import supervisor
from config.checks import TAG


class Command(BaseCommand):
    help = "Run the queue under supervision: a cluster that dies or hangs is started again."
    requires_system_checks = [TAG]

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--cluster", action="store_true", help=SUPPRESS)

    def handle(self, *args: Any, cluster: bool, **options: Any) -> None:
        if cluster:
            supervisor.serve()
        else:
            supervisor.Supervisor().run()
