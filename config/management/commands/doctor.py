"""Prints every row that breaks a rule which no constraint can hold; ends with 1 when there is one."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from config import doctor
from office import snapshots
from office.ports import doctor_checks


class Command(BaseCommand):
    help = "Re-check the rules that span several rows, and the stored files."

    def handle(self, *args: Any, **options: Any) -> None:
        with snapshots.held():
            findings = doctor.examine(at=timezone.now())
        for check in doctor_checks:
            lines = [finding.line for finding in findings if finding.check is check]
            self.stdout.write(f"{check.label}：{f'{len(lines)} 处不符' if lines else '正常'}")
            self.stdout.writelines(f"  {line}\n" for line in lines)
            if lines:
                self.stdout.write(f"  怎么办：{check.remedy}")
        if findings:
            raise CommandError(f"共 {len(findings)} 处不符。")
