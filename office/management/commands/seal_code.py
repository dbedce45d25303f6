"""Prints the emergency code of account changes, once: on paper, into an envelope, signed by the auditor."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from office import account_changes
from office.actors import Actor

SHEET = """\
账号变更应急码（只能用一次）

    {code}

印制时间：{printed}
只在没有另一位管理员或审签人能够确认时使用：后台“账号变更”里打开那一件，点“用密封的应急码办理”。
请装入信封密封，由审计员在封口签名，交系统管理员以外的人保管；开封、使用、重新印制都要请审计员到场查看。
以前印制的应急码从现在起失效。"""


class Command(BaseCommand):
    help = "印制账号变更的应急码，只显示一次，装入信封密封"

    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        code = account_changes.make_sealed_code(by=Actor.system("seal_code"), at=at)
        self.stdout.write(SHEET.format(code=code, printed=f"{timezone.localtime(at):%Y-%m-%d %H:%M}"))
