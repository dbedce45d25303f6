"""`manage.py deadline START DAYS`: when a clock of so many working days ends, and how it was counted."""

from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from office import calendar as office_calendar
from office import options
from office.calendar import LOCAL, closing_instant, local_date

WEEKDAYS = "一二三四五六日"


class Command(BaseCommand):
    help = "计算期限：起算时间（如 2026-09-30T17:30）和工作日数"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("start", help="起算时间，如 2026-09-30 或 2026-09-30T17:30（北京时间）")
        parser.add_argument("days", type=int, help="工作日数，0 到 500")

    def handle(self, *args: Any, **given: Any) -> None:
        try:
            start = datetime.fromisoformat(given["start"])
        except ValueError:
            raise CommandError("起算时间写作 2026-09-30 或 2026-09-30T17:30") from None
        if not 2000 <= start.year <= 2098:
            raise CommandError("年份应在 2000 到 2098 之间")
        if not 0 <= given["days"] <= 500:
            raise CommandError("工作日数应在 0 到 500 之间")
        if len(given["start"]) <= 10:
            start = start.replace(hour=9)
        at = start.replace(tzinfo=LOCAL) if start.tzinfo is None else start
        calendar = office_calendar.load()
        closes_at = options.value("day_closes_at", local_date(at))
        lines = calendar.explain(at, given["days"], (), closes_at)
        for line in lines:
            weekday = WEEKDAYS[line.date.weekday()]
            name = f"（{line.name}）" if line.name else ""
            self.stdout.write(f"{line.date} 周{weekday} {line.label}{name} {line.number}")
        due = calendar.due_day(calendar.start_day(at, closes_at), given["days"])
        self.stdout.write(f"期限：{closing_instant(due, closes_at):%Y-%m-%d %H:%M}（北京时间）")
        if calendar.is_provisional(due):
            self.stdout.write(f"{due.year} 年放假安排尚未公布，日期为暂定")
