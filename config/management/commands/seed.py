"""`seed`: what is every county's, as often as one likes. `--pack NAME` adds a county's own (data/NAME). `--demo`: the
invented year, into an empty database only."""

import time
from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from office.actors import Actor
from office.examination import process
from office.refusals import Refused
from portal.counties import loading as counties
from portal.counties.reading import read_folder
from portal.reference_data import loading
from requests_app.triage import learning


class Command(BaseCommand):
    help = (
        "Loads what is every county's; with --pack also the names, units, groups, stations and texts of one county, "
        "with --demo also invented people, enterprises and eleven months of requests."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--pack", metavar="NAME", help="a folder of data/, for example macheng")
        parser.add_argument("--demo", action="store_true", help="invented data; refuses a database in use")

    @process.unhurried()
    def handle(self, *args: Any, **options: Any) -> None:
        at, begun = timezone.now(), time.monotonic()
        try:
            if options["demo"]:
                from demo import loading as demo_data

                loaded = demo_data.load(at=at)
                self._tell(loaded.counts)
                for example in loaded.examples:
                    self.stdout.write(
                        f"  /track/  {example.ledger_number} {example.status}："
                        f"查询码 {example.receipt_code}，联系电话后四位 {example.phone_last4}"
                    )
            else:
                self._tell(loading.load(at=at))
                if options["pack"]:
                    folder = read_folder(counties.pack(options["pack"]))
                    self._tell(counties.load(folder, by=Actor.system("seed"), at=at).added)
            learning.learn(at=at)
        except Refused as refused:
            raise CommandError(refused.message) from refused
        except counties.Faulty as faulty:
            raise CommandError("\n".join(map(str, faulty.faults))) from faulty
        self.stdout.write(f"{time.monotonic() - begun:.1f} s")

    def _tell(self, counts: Mapping[str, int]) -> None:
        for label, count in counts.items():
            self.stdout.write(f"  {label:<24}{count:>6}")
