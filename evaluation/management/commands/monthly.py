"""`manage.py monthly --month 2026-10 [--station CODE]`: drafts of a month; a repeat changes nothing."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from evaluation.monthly import draft_month
from evaluation.periods import Month


class Command(BaseCommand):
    help = "生成一个月的履职公示草稿；已经生成的不会改变"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--month", required=True, help="月份，如 2026-10")
        parser.add_argument("--station", default="", help="服务站代码，缺省为全部")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            month = Month.parse(options["month"])
        except ValueError:
            raise CommandError("月份写作 2026-10") from None
        at = timezone.now()
        if month.to_on > timezone.localdate(at):
            raise CommandError(f"{month.label}还没有结束，不能生成公示草稿")
        drafted = draft_month(month, at=at, station_code=options["station"])
        self.stdout.write(f"{month.label}：新生成 {drafted} 份草稿")
