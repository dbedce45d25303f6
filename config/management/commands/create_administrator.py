"""The first administrator of a site, with the one-time link by which its owner sets a password."""

import re
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from office import accounts
from office.actors import Actor
from office.models import User
from office.refusals import Refused
from office.roles import Role
from office.verbs import verb

BY = Actor.system("create_administrator")


class Command(BaseCommand):
    help = (
        "开设系统管理员账号，打印本人设置密码的链接（三天内有效，只用一次）。"
        "已有系统管理员的，请由其在后台开设账号，另一人确认。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", help="用户名")
        parser.add_argument("--name", required=True, help="姓名")
        parser.add_argument("--phone", default="", help="本人手机号，以后的链接发到这里")
        parser.add_argument("--email", default="", help="本人邮箱")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        if not re.fullmatch(r"[A-Za-z0-9_.@+-]{1,150}", username):
            raise CommandError("用户名只能用字母、数字和 . @ + - _。")
        contact = {name: options[name] for name in ("name", "phone", "email")}
        try:
            path = _create(username, contact)
        except Refused as refused:
            raise CommandError(refused.message) from refused
        self.stdout.write(f"{settings.SITE_URL}{path}")
        self.stdout.write("请把上面的链接交给本人：三天内有效，只用一次。首次登录须设置两步验证。")


@verb
def _create(username: str, contact: dict[str, str]) -> str:
    at = timezone.now()
    on = timezone.localdate(at)
    if User.objects.with_role(Role.ADMINISTRATOR, on=on).exists():
        raise Refused(
            "has_administrator",
            "已有系统管理员。请由其在后台“账号”中开设，另一位管理员或审签人确认；"
            "只有一位管理员的，见 docs/operators.md 的应急码一节。",
        )
    user = accounts.open_account(username, **contact, by=BY, at=at)
    accounts.grant_role(user, Role.ADMINISTRATOR, since=on, by=BY, at=at)
    return accounts.first_password_link(user, by=BY, at=at)
