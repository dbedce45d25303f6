"""Closes Django's command of this name: nobody is a superuser here."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

WORDS = (
    "本平台没有超级用户。第一个管理员账号用 manage.py create_administrator 开设，其余账号由管理员在后台开设。"
)


class Command(BaseCommand):
    help = "已停用：本平台没有超级用户"
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        raise CommandError(WORDS)
