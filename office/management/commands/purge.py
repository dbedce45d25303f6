"""Removes what is past its time; the queue does the same every night."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from office.privacy.purge import purge


class Command(BaseCommand):
    help = "清除超过保存期限的个人信息、草稿、日志行和无主文件"

    def handle(self, *args: Any, **options: Any) -> None:
        for label, count in purge(at=timezone.now()).items():
            self.stdout.write(f"{label}：{count}")
