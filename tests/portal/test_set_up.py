"""建站向导: the same steps as the command, each list by upload with preview, all or nothing."""

import datetime as dt
import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from groups.models import Department, RegionalGroup
from office.models import AccountChange, User
from office.roles import Role
from portal.counties import loading, steps, template
from portal.counties.reading import read_folder
from stations.models import QRCode
from tests.portal import packs
from tests.portal.packs import BY, YUNLING, set_cell

pytestmark = pytest.mark.django_db
STEPS_BY_FILE = [
    (step.key, kind.file) for step in steps.STEPS for kind in step.sheets if kind.file != "calendar"
]


@pytest.fixture(autouse=True)
def time_to_examine(settings: Settings) -> None:
    """However busy the machine is with other tests."""
    settings.EXAMINATION_SECONDS = 10


@pytest.fixture
def client(administrator: User, sign_in: Callable[[User], Client], now: dt.datetime) -> Client:
    return sign_in(administrator)


@pytest.fixture
def county(now: dt.datetime) -> None:
    """The second county with everything but its accounts."""
    folder = read_folder(YUNLING)
    folder.rows.pop("accounts")
    loading.load(folder, by=BY, at=now)


def upload(client: Client, step: str, content: bytes, name: str) -> HttpResponse:
    return client.post(f"/desk/setup/{step}/", {"file": SimpleUploadedFile(name, content)})


def previewed(client: Client, step: str, file: Path) -> HttpResponse:
    return upload(client, step, file.read_bytes(), file.name)


def confirmed(client: Client, step: str, preview: HttpResponse) -> HttpResponse:
    found = re.search(r'name="packed" value="([^"]+)"', preview.content.decode())
    assert found, preview.content.decode()
    return client.post(f"/desk/setup/{step}/", {"packed": found[1]})


def test_every_step_imports_what_its_preview_has_shown_until_all_are_done(client: Client) -> None:
    for step, file in STEPS_BY_FILE:
        answer = confirmed(client, step, previewed(client, step, YUNLING / f"{file}.csv"))
        assert answer.status_code in (200, 303), (step, file)
    poster = client.post("/desk/setup/poster.pdf")
    assert poster.content.startswith(b"%PDF")
    assert QRCode.objects.get().code == "fwz"
    page = client.get("/desk/setup/").content.decode()
    # What is left needs a second person, and the notice of the year to come.
    assert page.count("已完成") == 7
    assert "还没有代表工作机构工作人员、审签人、审计员" in page
    assert "云岭县人力资源和社会保障局：在线办理，没有经办人的账号" in page


def test_a_server_that_is_busy_by_then_imports_what_the_preview_has_read(
    client: Client, settings: Settings
) -> None:
    """The file was examined a second time, and a refusal at that point was an error page."""
    preview = previewed(client, "units", YUNLING / "units.csv")
    settings.EXAMINATION_SECONDS = 0
    assert confirmed(client, "units", preview).status_code == 303
    assert previewed(client, "groups", YUNLING / "groups.csv").status_code == 422, "nothing is examined now"


def test_a_preview_writes_nothing_and_shows_each_column_with_values(client: Client) -> None:
    page = previewed(client, "units", YUNLING / "units.csv").content.decode()
    assert "承办单位：新增 5 行，已有 0 行（不改动）" in page
    assert "当作“全称”，前几个值：云岭县财政局" in page
    assert not Department.objects.exists()


def test_a_second_tap_on_the_import_writes_nothing_and_says_so(client: Client) -> None:
    preview = previewed(client, "units", YUNLING / "units.csv")
    assert confirmed(client, "units", preview).status_code == 303
    made = Department.objects.count()
    again = confirmed(client, "units", preview)
    assert again.status_code == 303
    assert "没有再写入一次" in client.get(again.headers["Location"]).content.decode()
    assert Department.objects.count() == made > 0


def test_one_fault_is_told_by_its_row_and_nothing_can_be_imported(client: Client, tmp_path: Path) -> None:
    folder = packs.copy_to(tmp_path)
    set_cell(folder, "units", 3, "类型", "局")
    page = previewed(client, "units", folder / "units.csv").content.decode()
    assert "承办单位 第 3 行“类型”：“局”不能识别" in page
    assert "packed" not in page


def test_what_changed_since_the_preview_is_shown_anew(
    client: Client, tmp_path: Path, now: dt.datetime
) -> None:
    preview = previewed(client, "groups", YUNLING / "groups.csv")
    packs.write(tmp_path / "groups.csv", packs.read(YUNLING / "groups.csv")[:-1])
    loading.load(read_folder(tmp_path), by=BY, at=now)
    before = RegionalGroup.objects.count()
    answer = confirmed(client, "groups", preview)
    assert answer.status_code == 409
    assert "数据刚刚有变动" in answer.content.decode()
    assert 0 < RegionalGroup.objects.count() == before < 3


def test_a_step_reads_its_own_sheets_out_of_the_whole_workbook(client: Client) -> None:
    book = openpyxl.load_workbook(BytesIO(client.get("/desk/setup/workbook.xlsx").content))
    book["机关名称"].cell(4, 2, "云岭县")
    book["账号"].cell(4, 1, "nobody")
    written = BytesIO()
    book.save(written)
    page = upload(client, "names", written.getvalue(), template.FILE_NAME).content.decode()
    assert "机关名称：新增 1 行" in page
    assert "账号" not in page.partition("预览")[2].partition("重新选择文件")[0]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.csv", b"x,y\n1,2\n", "里面没有“承办单位”、“类别分工”这张表"),
        ("a.xlsx", b"not a workbook", "a.xlsx"),
        ("a.csv", b"", "文件中没有内容"),
        ("a.csv", b"x" * 1024 * 1025, "文件超过 1 MB"),
    ],
)
def test_a_file_that_cannot_be_read_is_told(client: Client, name: str, content: bytes, told: str) -> None:
    answer = upload(client, "units", content, name)
    assert answer.status_code == 422
    assert told in answer.content.decode()


def test_accounts_get_links_on_slips_and_a_kept_apart_duty_needs_an_address(
    client: Client, county: None, settings: Settings, now: dt.datetime
) -> None:
    settings.SITE_URL = "https://daibiao.yunling.example"
    preview = previewed(client, "accounts", YUNLING / "accounts.csv")
    assert "沈千山的账号没有开设：“审签人”须两人经手" in preview.content.decode()
    answer = confirmed(client, "accounts", preview)
    page = answer.content.decode()
    links = re.findall(r"https://daibiao\.yunling\.example(/[^<]+)<", page)
    assert len(links) == 6
    assert Client().get(links[0]).status_code in (200, 302)
    assert "no-store" in answer.headers["Cache-Control"]
    assert not AccountChange.objects.exists()
    # An account without its role would be "there already" for the command that may grant it.
    assert "还没有开设的账号" in page
    assert not User.objects.filter(username__in=("gongzuo", "shenqian", "shenji", "guanli")).exists()
    loading.load(read_folder(YUNLING), by=BY, at=now)
    assert User.objects.get(username="gongzuo").role_grants.get().role == Role.STAFF
    assert User.objects.get(username="jingban").role_grants.get().role == Role.HANDLER


def test_with_a_gateway_links_go_to_their_owners_and_kept_apart_duties_wait(
    client: Client, county: None, settings: Settings
) -> None:
    settings.SMS_URL = "https://key:secret@gateway.example/sms"
    page = confirmed(
        client, "accounts", previewed(client, "accounts", YUNLING / "accounts.csv")
    ).content.decode()
    assert "链接已发到本人" in page
    waiting = AccountChange.objects.filter(decided_at=None)
    kept_apart = {Role.ADMINISTRATOR, Role.STAFF, Role.APPROVER, Role.AUDITOR}
    assert {change.role for change in waiting} == kept_apart
    assert "首次登录链接二维码" not in page


def test_a_preview_of_another_person_or_step_imports_nothing(
    client: Client, sign_in: Callable[[User], Client]
) -> None:
    preview = previewed(client, "groups", YUNLING / "groups.csv")
    answer = confirmed(client, "units", preview)
    assert answer.status_code == 303
    assert not RegionalGroup.objects.exists()
    assert client.post("/desk/setup/units/", {"packed": "wrong"}).status_code == 303
