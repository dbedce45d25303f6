"""Issues an API token for an account and prints it, once: only its hash is kept."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from office import accounts
from office.actors import Actor
from office.models import User
from office.refusals import Refused


class Command(BaseCommand):
    help = "为账号签发接口令牌，只显示一次"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="用户名")
        parser.add_argument("--name", default="", help="用途，例如：智慧人大")
        parser.add_argument("--scope", action="append", required=True, dest="scopes", help="范围，可多次给出")
        parser.add_argument("--days", type=int, default=365, help="有效天数")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.active().filter(username=options["username"]).first()
        if user is None:
            raise CommandError(f"没有用户名为 {options['username']} 的有效账号。")
        try:
            token = accounts.issue_token(
                user,
                name=options["name"],
                scopes=options["scopes"],
                lasting=timedelta(days=options["days"]),
                by=Actor.system("issue_token"),
                at=timezone.now(),
            )
        except Refused as refused:
            raise CommandError(refused.message) from refused
        self.stdout.write(token)
