"""Closes Django's command of this name: it sets the password of any account, with no record and no notice."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

WORDS = (
    "不用这个命令：它会让人用别人的账号登录，不留记录、不告诉本人。"
    "管理员在后台给本人发设置密码的链接；没有别的办法时，请审计员到场，"
    "在 manage.py shell 里用 accounts.first_password_link，本人和审计员都会收到通知。"
)


class Command(BaseCommand):
    help = "已停用：请用设置密码的链接"
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", nargs="?")

    def handle(self, *args: Any, **options: Any) -> None:
        raise CommandError(WORDS)
