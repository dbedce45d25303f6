"""Recomputes the chains, compares the rows with them and names what does not hold; exit 1 when anything was altered."""

from typing import Any

from django.core.management.base import BaseCommand

from office import events

FAULTS_SHOWN = 200


class Command(BaseCommand):
    help = "核对操作记录链和数据：有无改动、缺失、插入、截断"

    def handle(self, *args: Any, **options: Any) -> None:
        report = events.verify()
        for fault in report.faults[:FAULTS_SHOWN]:
            place = f"{fault.subject} 第 {fault.seq} 条" if fault.seq else fault.subject
            self.stderr.write(f"{place}：{fault.message}")
        self.stdout.write(
            f"记录链 {report.chains} 条，记录 {report.events} 条，数据 {report.rows} 行，锚点 {report.anchors} 个。"
        )
        if report.last_anchor:
            self.stdout.write(f"最近锚点的校验码：{report.last_anchor}（可与日志中留存的比对）")
        if report.faults:
            self.stderr.write(f"发现 {len(report.faults)} 处不符。")
            raise SystemExit(1)
        self.stdout.write("全部相符。")
