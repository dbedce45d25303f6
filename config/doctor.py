"""Re-checks at night what no constraint can hold: rules over several rows, and files that must lie where rows say."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import structlog
from django.conf import settings
from django.core.files.storage import default_storage

from office import virus_scanner
from office.database import inspection
from office.models import StoredFile
from office.ports import DoctorCheck, doctor_checks

log = structlog.get_logger("doctor")


@dataclass(frozen=True)
class Finding:
    check: DoctorCheck
    line: str


def examine(*, at: datetime) -> list[Finding]:
    """All findings of all apps, in the order in which the apps registered."""
    return [Finding(check, line) for check in doctor_checks for line in check.find(at)]


def nightly(*, at: datetime) -> None:
    """Logs how many rows break which rule, without the rows' words."""
    counts: dict[str, int] = {}
    for finding in examine(at=at):
        counts[finding.check.name] = counts.get(finding.check.name, 0) + 1
    for name, count in counts.items():
        log.error("doctor_found", check=name, rows=count)


def missing_files(at: datetime) -> Iterator[str]:
    for stored in StoredFile.objects.order_by("pk").iterator():
        if not default_storage.exists(stored.path):
            yield f"文件 {stored.token} 不在存储中。"
        elif default_storage.size(stored.path) != stored.size:
            yield f"文件 {stored.token} 的大小与登记的 {stored.size} 字节不符。"


def silent_scanner(at: datetime) -> Iterator[str]:
    if settings.CLAMD_URL and not virus_scanner.answers():
        yield "病毒检查（CLAMD_URL）没有回应，所有附件都会被拒收。"


doctor_checks.register(DoctorCheck("virus_scanner", "病毒检查有回应", silent_scanner))
doctor_checks.register(DoctorCheck("database_objects", "数据库的触发器和索引齐全", inspection.missing_lines))
doctor_checks.register(DoctorCheck("stored_files", "登记的文件都在存储中", missing_files))
