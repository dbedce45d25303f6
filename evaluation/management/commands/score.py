"""`manage.py score --example FILE` scores one year that is written as JSON (docs/scores.md)."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from evaluation.scores import Part, rounded, score, weights
from evaluation.scores.example import BadExample, read_year

LARGEST = 5_000_000


class Command(BaseCommand):
    help = "按 2026 年办法给一个写成 JSON 的年度算分，每一部分保留两位小数；不读也不写数据库"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--example", required=True, help="JSON 文件，格式见 docs/scores.md")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = score(read_year(_text_of(Path(options["example"]))))
        except BadExample as error:
            raise CommandError(str(error)) from None
        for part in Part:
            self.stdout.write(f"{part.label} {rounded(found.of(part))} / {weights()[part]}")
            for line in found.lines:
                if line.part == part:
                    self.stdout.write(f"  {line.label} {rounded(line.points)}  {line.formula}")
        self.stdout.write(f"总分 {rounded(found.total)} / {sum(weights().values())}")
        self.stdout.write("仅供参考，代表由选民和选举单位监督。")


def _text_of(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST:
            raise CommandError(f"文件超过 {LARGEST // 1_000_000} MB，不是一个年度")
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise CommandError(f"不能读取 {path}：{error.strerror}") from None
    except UnicodeDecodeError:
        raise CommandError(f"{path} 不是 UTF-8 编码的文本") from None
