"""Closes Django's command of this name: nobody is a superuser here."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

WORDS = "本平台没有超级用户。开设第一个管理员账号的办法见运维说明“部署”第 4 步，其余账号由管理员在后台开设。"


class Command(BaseCommand):
    help = "已停用：本平台没有超级用户"
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        raise CommandError(WORDS)
