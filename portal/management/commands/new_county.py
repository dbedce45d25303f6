"""A county from one folder: previews with --check, imports all of it or nothing, writes links and the first poster."""

from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from office.actors import Actor
from office.examination import process
from office.refusals import Refused
from portal.counties import loading, opening, steps, template
from portal.counties.import_run import ImportRun
from portal.counties.reading import Fault, Folder, read_folder
from portal.counties.sheets import SHEETS
from requests_app.triage import learning

BY = Actor.system("new_county")


class Command(BaseCommand):
    help = (
        "从一个文件夹（工作簿，或每张表一个 CSV，加上 JSON）导入一个县的名称、单位、小组、名册、服务站、账号和日历。"
        "先用 --check 预览；有一处问题就全部不写。--template 写出空白工作簿。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="FOLDER", help="放表格的文件夹")
        parser.add_argument("--check", action="store_true", help="只预览，不写入")
        parser.add_argument(
            "--template", action="store_true", help=f"在文件夹里写出空白的 {template.FILE_NAME}"
        )

    @process.unhurried()
    def handle(self, *args: Any, folder: Path, check: bool, **options: Any) -> None:
        try:
            if options["template"]:
                self._write_template(folder)
                return
            read = read_folder(folder)
            self._import(folder, read, is_check=check)
        except Refused as refused:
            raise CommandError(refused.message) from refused
        except OSError as error:
            raise CommandError(f"读写不了 {error.filename}：{error.strerror}。") from error

    def _write_template(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / template.FILE_NAME
        if file.exists():
            raise CommandError(f"{file} 已存在，没有改动。")
        file.write_bytes(template.workbook(at=timezone.now()))
        self.stdout.write(f"已写入 {file}。填好后运行 manage.py new_county {folder} --check。")

    def _import(self, folder: Path, read: Folder, *, is_check: bool) -> None:
        at = timezone.now()
        run = loading.rehearse(read, by=BY, at=at)
        self._show_columns(run)
        self._show(run)
        if run.faults:
            raise CommandError(f"有 {len(run.faults)} 处问题，全部改正后才能导入，现在一行也没有写入。")
        if is_check:
            self.stdout.write("以上为预览，没有写入。确认无误后去掉 --check 再运行一次。")
            return
        try:
            run = loading.load(read, by=BY, at=at)
        except loading.Faulty as faulty:
            self._tell_faults(faulty.faults)
            raise CommandError("数据刚刚有变动，没有写入，请再预览一次。") from faulty
        learning.learn(at=at)
        self.stdout.write(self.style.SUCCESS(f"已导入：新增 {sum(run.added.values())} 行。"))
        self._hand_over(folder, run)

    def _hand_over(self, folder: Path, run: ImportRun) -> None:
        if run.links:
            file = opening.write_links(run.links, at=run.at)
            self.stdout.write(
                f"{len(run.links)} 个新账号的首次登录链接：{file}（仅本账号可读，交给本人后请删除）。"
            )
        poster = opening.write_poster(folder, by=BY, at=run.at)
        if poster:
            self.stdout.write(f"第一张二维码海报：{poster}。")
        self._show_what_is_left(run)

    def _show_what_is_left(self, run: ImportRun) -> None:
        states = [(step.title, step.state(run.on)) for step in steps.STEPS]
        left = [f"{title}：{state.words}" for title, state in states if not state.is_done]
        for words in (*left, *steps.gaps(run.at)):
            self.stdout.write(self.style.WARNING(f"还缺 {words}"))
        self.stdout.write("接着启动网页和队列，各人打开链接设置密码；以后随时看“建站向导”（/desk/setup/）。")

    def _show_columns(self, run: ImportRun) -> None:
        for kind in SHEETS:
            for column in run.columns.get(kind.file, ()):
                self.stdout.write(f"{kind.title} 列 {column.letter} {column.heading}：{column.words}")

    def _show(self, run: ImportRun) -> None:
        for label in dict.fromkeys([*run.added, *run.existing]):
            self.stdout.write(f"{label}：新增 {run.added[label]} 行，已有 {run.existing[label]} 行（不改动）")
        for remark in run.remarks:
            self.stdout.write(self.style.WARNING(f"提示 {remark}"))
        self._tell_faults(run.faults)

    def _tell_faults(self, faults: Iterable[Fault]) -> None:
        for fault in faults:
            self.stdout.write(self.style.ERROR(f"问题 {fault}"))
