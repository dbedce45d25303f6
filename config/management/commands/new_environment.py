"""Writes the environment file of a new installation with one fresh secret for each purpose."""

import os
import re
import secrets
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.environment import BASE_DIR, ENVIRONMENT_FILE

KEYS = ("SECRET_KEY", "INDEX_KEY", "RECEIPT_KEY", "AUDIT_KEY", "METRICS_TOKEN")
DEMO = "DEMO=1\nFIELD_KEYS=\nSECRET_KEY=\nINDEX_KEY=\nRECEIPT_KEY=\nAUDIT_KEY=\n"


class Command(BaseCommand):
    help = "写出新环境的变量文件，每个密钥都新生成；已有的文件不覆盖"
    # It is for a place that cannot start yet.
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", help="写到哪里，默认 VAR_DIR/environment")
        parser.add_argument(
            "--for", choices=["one-host", "several-hosts", "demo"], default="one-host", dest="kind"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        file = Path(options["file"] or settings.VAR_DIR / ENVIRONMENT_FILE)
        kind = options["kind"]
        example = (
            DEMO
            if kind == "demo"
            else (BASE_DIR / "deploy" / kind / "environment").read_text(encoding="utf-8")
        )
        try:
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError as error:
            raise CommandError(f"{file} 已存在，没有改动：换掉密钥，原有的数据就读不出来了。") from error
        except OSError as error:
            raise CommandError(f"写不了 {file}：{error.strerror}。") from error
        with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
            opened.write(filled(example))
        rest = "" if kind == "demo" else "请把其中的地址、邮件和短信网关改成自己的。"
        self.stdout.write(f"已写入 {file}（仅本账号可读）。{rest}密钥请另存一份，丢失后数据无法解密。")


def filled(example: str) -> str:
    """The example with a value for each key that it leaves empty."""
    return re.sub(r"^(\w+)=$", lambda found: f"{found[1]}={_fresh(found[1])}", example, flags=re.MULTILINE)


def _fresh(name: str) -> str:
    if name == "FIELD_KEYS":
        return Fernet.generate_key().decode()
    return secrets.token_urlsafe(48) if name in KEYS else ""
