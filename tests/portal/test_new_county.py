"""`manage.py new_county`: preview, import, links and the first poster."""

import datetime as dt
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from groups.models import Department
from office.models import Event, User
from stations.models import QRCode
from tests.portal import packs
from tests.portal.packs import set_cell

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Path:
    settings.VAR_DIR = tmp_path
    settings.SITE_URL = "https://daibiao.yunling.example"
    return packs.copy_to(tmp_path)


def run(*arguments: str) -> str:
    said = StringIO()
    call_command("new_county", *arguments, stdout=said, no_color=True)
    return said.getvalue()


def test_a_check_shows_columns_and_counts_and_writes_nothing(folder: Path, now: dt.datetime) -> None:
    said = run(str(folder), "--check")
    assert "账号 列 D 手机号：当作“手机号”，前几个值：199****0001" in said
    assert "承办单位：新增 5 行，已有 0 行（不改动）" in said
    assert "没有写入" in said
    assert not Event.objects.exists()


def test_a_county_is_imported_with_links_and_a_poster(folder: Path, now: dt.datetime) -> None:
    said = run(str(folder))
    assert "已导入" in said
    assert "还缺 云岭县人力资源和社会保障局：在线办理，没有经办人的账号，没有人能签收和回复" in said
    (links,) = folder.parent.glob("first-links-*.csv")
    assert links.stat().st_mode & 0o077 == 0
    told = links.read_text(encoding="utf-8-sig")
    assert told.count("https://daibiao.yunling.example/") == User.objects.count() == 10
    assert QRCode.objects.get().code == "fwz"
    assert (folder / "云岭工业园代表服务站-海报.pdf").read_bytes().startswith(b"%PDF")


def test_a_fault_stops_all_of_it(folder: Path, now: dt.datetime) -> None:
    set_cell(folder, "units", 3, "类型", "局")
    with pytest.raises(CommandError, match="处问题"):
        run(str(folder))
    assert not Department.objects.exists()


def test_the_template_is_written_once(tmp_path: Path, now: dt.datetime) -> None:
    run(str(tmp_path / "new"), "--template")
    assert (tmp_path / "new" / "建站数据.xlsx").read_bytes().startswith(b"PK")
    with pytest.raises(CommandError, match="已存在"):
        run(str(tmp_path / "new"), "--template")
