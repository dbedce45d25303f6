"""Previews the roster of representatives; with --commit imports it, all rows or none."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from groups.models import Term
from groups.roster import RosterPlan, import_roster, plan_roster, read_roster
from office.actors import Actor
from office.examination import process
from office.refusals import Refused


class Command(BaseCommand):
    help = "导入代表名册（CSV 或 XLSX）：先预览每一处变化，加 --commit 才写入，有一处问题就全部不写。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="名册文件")
        parser.add_argument("--commit", action="store_true", help="写入")
        parser.add_argument(
            "--no-interests", action="store_true", help="不登记按工作单位提出的利害关系（回避）"
        )
        parser.add_argument("--term", help="届次名称，默认为现任县级届次")

    @process.unhurried()
    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        on = timezone.localdate(now)
        path: Path = options["file"]
        term = self._term(options["term"])
        try:
            with path.open("rb") as file:
                roster = read_roster(file, path.name, on=on)
        except OSError as error:
            raise CommandError(f"打不开文件：{error.strerror}") from error
        plan = plan_roster(roster, term=term, on=on)
        self._show(plan)
        if not plan.is_importable:
            raise CommandError(f"有 {len(plan.problems)} 处问题，全部改正后才能导入。")
        if not options["commit"]:
            self.stdout.write("以上为预览，没有写入。确认无误后加 --commit 再运行一次。")
            return
        try:
            import_roster(
                roster,
                term=term,
                on=on,
                by=Actor.system("import_roster"),
                at=now,
                previewed=plan.digest,
                agreed=[] if options["no_interests"] else [proposal.key for proposal in plan.proposals],
            )
        except Refused as refused:
            raise CommandError(refused.message) from refused
        self.stdout.write(
            self.style.SUCCESS(f"已导入：新增 {len(plan.new)} 名，变更 {len(plan.changed)} 名。")
        )

    def _term(self, name: str | None) -> Term:
        if name is None:
            term = Term.objects.of_county(timezone.localdate())
        else:
            term = Term.objects.filter(level=Term.Level.COUNTY, name=name).first()
        if term is None:
            raise CommandError(f"没有县级届次{f'“{name}”' if name else ''}，请先在后台“届次”中添加。")
        return term

    def _show(self, plan: RosterPlan) -> None:
        for column in plan.columns:
            self.stdout.write(f"列 {column.letter} {column.heading}：{column.words}")
        self.stdout.write(f"届次：{plan.term}")
        for row in plan.new:
            groups = "、".join(change.after for change in row.changes if change.label in row.links)
            self.stdout.write(
                f"新增 第 {row.row.number} 行 {row.row.name} {row.row.certificate_number} {groups}"
            )
        for row in plan.changed:
            changes = "；".join(f"{each.label}：{each.before or '空'} → {each.after}" for each in row.changes)
            self.stdout.write(f"变更 第 {row.row.number} 行 {row.row.name} {changes}")
        for proposal in plan.proposals:
            self.stdout.write(f"建议 第 {proposal.row} 行 {proposal.text}")
        for warning in plan.warnings:
            self.stdout.write(self.style.WARNING(f"提示 {warning}"))
        for problem in plan.problems:
            self.stdout.write(self.style.ERROR(f"问题 {problem}"))
        self.stdout.write(
            f"新增 {len(plan.new)} 名，变更 {len(plan.changed)} 名，不变 {len(plan.same)} 名，"
            f"名册以外的在任代表 {plan.untouched} 名（保持不变）。"
        )
