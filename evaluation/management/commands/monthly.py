"""`manage.py monthly --month 2026-10 [--station CODE]` drafts a month; `--check` counts published ones again."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from evaluation import corrections
from evaluation.models import Disclosure
from evaluation.monthly import draft_month
from evaluation.periods import Month

PUBLISHED = (Disclosure.Status.PUBLISHED, Disclosure.Status.SUPERSEDED)


class Command(BaseCommand):
    help = "生成一个月的履职公示草稿，已经生成的不会改变；或把已公示的月份从记录重新计算，与各版比较"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--month", default="", help="月份，如 2026-10；核对时缺省为全部")
        parser.add_argument("--station", default="", help="服务站代码，缺省为全部")
        parser.add_argument("--check", action="store_true", help="重新计算已公示的各版，有差别时退出码为 1")

    def handle(self, *args: Any, **options: Any) -> None:
        month = self._month(options["month"])
        if options["check"]:
            self._check(_editions(month, options["station"]))
        elif month is None:
            raise CommandError("请用 --month 写明月份，如 2026-10")
        else:
            self._draft(month, options["station"], timezone.now())

    def _month(self, text: str) -> Month | None:
        try:
            return Month.parse(text) if text else None
        except ValueError:
            raise CommandError("月份写作 2026-10") from None

    def _draft(self, month: Month, station: str, at: datetime) -> None:
        if month.to_on > timezone.localdate(at):
            raise CommandError(f"{month.label}还没有结束，不能生成公示草稿")
        drafted = draft_month(month, at=at, station_code=station)
        self.stdout.write(f"{month.label}：新生成 {drafted} 份草稿")

    def _check(self, editions: Iterable[Disclosure]) -> None:
        checked = moved = earlier = 0
        for edition in editions:
            if not corrections.is_countable(edition):
                earlier += 1
                continue
            checked += 1
            if changes := corrections.moved(edition):
                moved += 1
                self.stdout.write(f"{edition}第 {edition.edition} 版与重新计算的不同：")
                for each in changes:
                    self.stdout.write(f"  {each.row} {each.label}：{each.before} → {each.after}")
        self.stdout.write(
            f"核对 {checked} 份，不同 {moved} 份"
            + (f"，另有 {earlier} 份是 0.3.0 以前统计的" if earlier else "")
        )
        if moved:
            raise CommandError("已公示的数字与记录不一致")


def _editions(month: Month | None, station: str) -> Iterable[Disclosure]:
    rows = Disclosure.objects.filter(status__in=PUBLISHED).select_related("station")
    if month is not None:
        rows = rows.of(month)
    if station:
        rows = rows.filter(station__code=station)
    return rows.order_by("year", "month", "station__code", "edition").iterator()
