"""Re-checks at night what no constraint can hold: rules over several rows, and files that must lie where rows say."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import structlog
from cryptography.fernet import InvalidToken
from django.conf import settings
from django.core.files.storage import default_storage

from config import doctor_keys
from office import conditions, events, issued_tokens, options, virus_scanner
from office.actors import Actor
from office.calendar import local_date
from office.database import inspection
from office.events import Fact
from office.models import StoredFile
from office.ports import DoctorCheck, doctor_checks
from office.verbs import verb

log = structlog.get_logger("doctor")


@dataclass(frozen=True)
class Finding:
    check: DoctorCheck
    line: str


def examine(*, at: datetime) -> list[Finding]:
    """All findings of all apps, in the order in which they are registered; none but the keys' where one is wrong."""
    wrong = [Finding(KEYS, line) for line in KEYS.find(at)]
    return wrong or [Finding(check, line) for check in doctor_checks for line in _lines(check, at)]


def _lines(check: DoctorCheck, at: datetime) -> Iterator[str]:
    """A value that cannot be opened ends its check, not all of them."""
    try:
        yield from check.find(at)
    except InvalidToken:
        yield "有打不开的加密内容，这一项没有查完。"


def without_service_phone(at: datetime) -> Iterator[str]:
    """Whom the footer, posters and papers give to call is empty on the day."""
    if not str(options.value("service_phone", local_date(at)) or "").strip():
        yield "没有填写服务电话：页脚、海报、回执和函件上都没有可以拨打的电话。"


def altered(at: datetime) -> Iterator[str]:
    """What `verify_audit` finds."""
    for fault in events.verify().faults:
        yield (
            f"{fault.subject} 第 {fault.seq} 条：{fault.message}。"
            if fault.seq
            else f"{fault.subject}：{fault.message}。"
        )


def nightly(*, at: datetime) -> None:
    """Logs and records how many rows break which rule, without the rows' words."""
    counts: dict[str, int] = {}
    for finding in examine(at=at):
        counts[finding.check.name] = counts.get(finding.check.name, 0) + 1
    for name, count in counts.items():
        log.error("doctor_found", check=name, rows=count)
    _record(counts, at=at)


@verb
def _record(counts: dict[str, int], *, at: datetime) -> None:
    """What the page 运行状态 says of the last night."""
    fact = Fact(conditions.CHECKS, conditions.CHECKED, {"findings": sum(counts.values()), "checks": counts})
    events.record(fact, by=Actor.system("doctor"), at=at)


def missing_files(at: datetime) -> Iterator[str]:
    for stored in StoredFile.objects.order_by("pk").iterator():
        if not default_storage.exists(stored.path):
            yield f"文件 {stored.token} 不在存储中。"
        elif default_storage.size(stored.path) != stored.size:
            yield f"文件 {stored.token} 的大小与登记的 {stored.size} 字节不符。"


def silent_scanner(at: datetime) -> Iterator[str]:
    if settings.CLAMD_URL and not virus_scanner.answers():
        yield "病毒检查（CLAMD_URL）没有回应，所有附件都会被拒收。"


KEYS = doctor_checks.register(
    DoctorCheck(
        "keys",
        "密钥与数据相配",
        doctor_keys.wrong_keys,
        "请用原来的密钥启动（备份中有其指纹）；不要改动数据，也不要换新密钥重试。",
    )
)
doctor_checks.register(
    DoctorCheck(
        "encrypted_values",
        "加密的内容都打得开",
        doctor_keys.unreadable_values,
        "请把轮换前的密钥加回 FIELD_KEYS 再查一次；仍打不开的，从备份中取回该行。",
    )
)
doctor_checks.register(
    DoctorCheck(
        "proof",
        "数据与操作记录一致",
        altered,
        "请不要改动数据，立即告知审计员；与最近的备份和异地保存的锚点比对，查明是谁、何时绕过系统改动。",
    )
)
doctor_checks.register(
    DoctorCheck(
        "api_tokens",
        "接口令牌都有签发记录",
        issued_tokens.unrecorded,
        "请立即作废这个令牌，告知审计员，查明是谁、何时绕过系统写入。",
    )
)
doctor_checks.register(
    DoctorCheck(
        "database_objects",
        "数据库的触发器和索引齐全",
        inspection.missing_lines,
        "运行 manage.py migrate 即可补上。",
    )
)
doctor_checks.register(
    DoctorCheck(
        "stored_files",
        "登记的文件都在存储中",
        missing_files,
        "请从备份的 files 目录中把同名文件复制回存储位置。",
    )
)
doctor_checks.register(
    DoctorCheck(
        "virus_scanner",
        "病毒检查有回应",
        silent_scanner,
        "请检查 ClamAV 是否在运行；一时恢复不了的，先清空 CLAMD_URL 再重启。",
    )
)
doctor_checks.register(
    DoctorCheck(
        "service_phone",
        "服务电话",
        without_service_phone,
        "请在后台“系统设置”中填写服务电话。",
    )
)
doctor_checks.register(
    DoctorCheck("operation", "运行条件", conditions.bad_lines, "请运维人员照每行所写的办，办好后再查一次。")
)
