import datetime as dt
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from groups.models import ProfessionalGroup, Representative, Term
from tests.groups.rosters import HEADER, ROW
from tests.groups.rows import a_regional_group

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path: Path, term: Term, finance_group: ProfessionalGroup) -> Path:
    a_regional_group()
    path = tmp_path / "名册.csv"
    path.write_text(f"{HEADER}\n{ROW}\n", encoding="gb18030")
    return path


def run(file: Path, *options: str) -> str:
    said = StringIO()
    call_command("import_roster", str(file), *options, stdout=said, no_color=True)
    return said.getvalue()


def test_a_preview_tells_every_change_and_writes_nothing(file: Path) -> None:
    said = run(file)
    assert "新增 第 2 行 单国强 MCRD-0016 南湖街道第一代表小组、财政经济" in said
    assert "新增 1 名，变更 0 名，不变 0 名，名册以外的在任代表 0 名（保持不变）。" in said
    assert "没有写入" in said
    assert not Representative.objects.exists()


def test_commit_writes_once(file: Path) -> None:
    assert "已导入：新增 1 名，变更 0 名。" in run(file, "--commit")
    assert "已导入：新增 0 名，变更 0 名。" in run(file, "--commit")
    assert Representative.objects.count() == 1


def test_a_change_is_told_before_and_after_with_the_number_masked(file: Path) -> None:
    run(file, "--commit")
    file.write_text(f"{HEADER}\n{ROW.replace('19900000016', '19900000099')}\n")
    said = run(file)
    assert "变更 第 2 行 单国强 联系电话：199****0016 → 199****0099" in said
    assert "19900000099" not in said


def test_problems_end_with_an_error_and_no_row(file: Path) -> None:
    file.write_text(f"{HEADER}\n{ROW}\n{ROW.replace('0016,1', '0017,1').replace('男', '?')}\n")
    with pytest.raises(CommandError, match="有 1 处问题"):
        run(file, "--commit")
    assert not Representative.objects.exists()


def test_a_missing_file_and_a_missing_term_are_explained(file: Path) -> None:
    with pytest.raises(CommandError, match="打不开文件"):
        run(file.with_name("没有.csv"))
    with pytest.raises(CommandError, match="没有县级届次“第九届”"):
        run(file, "--term", "第九届")
    Term.objects.update(ends_on=dt.date(2026, 11, 1))
    with pytest.raises(CommandError, match="没有县级届次，请先"):
        run(file)
    assert "以上为预览" in run(file, "--term", "第七届")
