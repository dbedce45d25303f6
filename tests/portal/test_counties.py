"""A second county from its own sheets: whole, told before it is written, all or nothing."""

import datetime as dt
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from django.test import Client

from groups.models import Department, DepartmentOfficer, Liaison, RegionalGroup, Representative, Term
from office import events, options
from office.models import CalendarDay, Event, Setting, User
from office.refusals import Refused
from office.roles import Role
from policies.models import InformationItem, PolicyEditor, PolicyVersion
from portal.counties import loading, template
from portal.counties.import_run import ImportRun
from portal.counties.reading import read_folder
from portal.counties.sheets import SHEETS
from requests_app.models import Category
from stations.models import Posting, Station, StationClerk
from tests.portal import packs
from tests.portal.packs import BY, YUNLING, set_cell

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return packs.copy_to(tmp_path)


def rehearsed(folder: Path, now: dt.datetime) -> ImportRun:
    return loading.rehearse(read_folder(folder), by=BY, at=now)


def faults(folder: Path, now: dt.datetime) -> list[str]:
    return [str(fault) for fault in rehearsed(folder, now).faults]


def test_a_county_is_loaded_whole(now: dt.datetime) -> None:
    run = loading.load(read_folder(YUNLING), by=BY, at=now)
    today = run.on
    assert options.value("office_name", today) == "云岭县人大常委会"
    assert options.value("service_phone", today) == "0999-5550123"
    assert Term.objects.of_county(today).name == "第九届"  # type: ignore[union-attr]
    unit = Department.objects.get(code="CZJ")
    assert (unit.route_through.code, unit.head_confirms, unit.duties) == (  # type: ignore[union-attr]
        "ZFB", True, ["惠企资金兑付", "政府采购监管"],
    )  # fmt: skip
    assert Department.objects.get(code="GDGS").mode == "paper"
    proposed = Category.objects.get(code="YG01").defaults.order_by("order")
    assert [each.department.code for each in proposed] == ["RSJ", "CZJ"]
    assert RegionalGroup.objects.get(code="YL-CG-02").unit.name == "城关镇"  # type: ignore[union-attr]
    assert Station.objects.get(is_default=True).code == "fwz"
    assert Representative.objects.in_office(today).count() == 3
    assert Posting.objects.serving(today).count() == 2
    assert User.objects.get(username="guanli").roles_on(today) == {Role.ADMINISTRATOR}
    assert Representative.objects.get(user__username="daibiao").name == "江一帆"
    assert DepartmentOfficer.objects.get(user__username="jingban").department == unit
    assert Liaison.objects.get(user__username="lianluo").is_main
    assert StationClerk.objects.get().station.code == "fwz"
    assert PolicyEditor.objects.get().department.code == "RSJ"
    assert len(run.links) == 10
    assert events.verify().faults == []


def test_texts_of_a_pack_wait_to_be_checked(now: dt.datetime) -> None:
    loading.load(read_folder(YUNLING), by=BY, at=now)
    assert {version.state for version in PolicyVersion.objects.all()} == {"submitted"}
    assert {item.state for item in InformationItem.objects.all()} == {"submitted"}
    assert "稳岗补贴" not in Client().get("/policies/").content.decode()


def test_a_link_of_a_new_account_opens_it(now: dt.datetime) -> None:
    run = loading.load(read_folder(YUNLING), by=BY, at=now)
    link = next(link for link in run.links if link.user.username == "jingban")
    page = Client().get(link.path, follow=True).content.decode()
    assert "您的登录用户名是 <b>jingban</b>" in page


def test_a_second_time_adds_nothing_and_changes_nothing(folder: Path, now: dt.datetime) -> None:
    loading.load(read_folder(folder), by=BY, at=now)
    Department.objects.filter(code="CZJ").update(short_name="财局")
    set_cell(folder, "accounts", 7, "单位", "CZJ")
    set_cell(folder, "names", 4, "内容", "另一个名字")
    run = loading.load(read_folder(folder), by=BY, at=now)
    assert set(run.added.values()) <= {0}
    assert Department.objects.get(code="CZJ").short_name == "财局"
    assert "机关名称 第 4 行“内容”：已设为“县人大常委会”" in "\n".join(map(str, run.remarks))


def test_a_preview_counts_everything_and_writes_nothing(now: dt.datetime) -> None:
    run = rehearsed(YUNLING, now)
    assert run.faults == []
    assert (run.added["承办单位"], run.added["代表名册"], run.added["账号"]) == (5, 3, 10)
    for model in (Event, Department, Setting, User, CalendarDay, Category):
        assert not model.objects.exists(), model


def test_a_sheet_says_things_as_offices_do(folder: Path, now: dt.datetime) -> None:
    """Codes in full width, and what a role is called besides."""
    set_cell(folder, "postings", 2, "代表证号", "ＹＬ－００１")
    set_cell(folder, "accounts", 10, "代表证号", "ＹＬ-００１")
    set_cell(folder, "accounts", 10, "角色", "代表")
    set_cell(folder, "accounts", 9, "角色", "站点工作人员")
    set_cell(folder, "accounts", 9, "服务站", "ｆｗｚ")
    set_cell(folder, "accounts", 8, "单位", "ＣＺＪ")
    assert faults(folder, now) == []


@pytest.mark.parametrize(
    ("sheet", "row", "header", "text", "told"),
    [
        ("names", 3, "项目", "机关名", "机关名称 第 3 行“项目”：没有“机关名”这一项"),
        ("terms", 2, "选举日期", "去年", "届次 第 2 行“选举日期”：“去年”不能识别"),
        ("terms", 2, "任期开始", "2021-01-05", "届次 第 2 行：任期开始不能早于选举日期"),
        ("units", 2, "经由单位", "不存在", "承办单位 第 2 行“经由单位”：承办单位中没有“不存在”"),
        ("units", 3, "类型", "局", "承办单位 第 3 行“类型”：“局”不能识别，请从政府部门"),
        ("units", 3, "全称", "云岭县财政局", "承办单位 第 3 行“全称”"),
        ("units", 3, "全称", "", "承办单位 第 3 行“全称”：请填写"),
        ("units", 2, "负责人审签", "也许", "承办单位 第 2 行“负责人审签”：“也许”不能识别，请填写“是”或“否”"),
        ("units", 2, "对口专业小组", "财经", "承办单位 第 2 行“对口专业小组”：没有“财经”这个专业小组"),
        ("category-units", 4, "类别代码", "XX99", "类别分工 第 4 行“类别代码”：没有“XX99”这个类别"),
        ("category-units", 4, "主办单位", "法院", "类别分工 第 4 行“主办单位”：法院不能承办"),
        ("groups", 3, "乡镇街道", "西关镇", "代表小组 第 3 行“乡镇街道”：代码 CG 已是城关镇"),
        ("stations", 2, "代码", "服务站", "服务站 第 2 行“代码”：“服务站”不能作代码"),
        ("stations", 3, "默认站", "是", "服务站 第 3 行“默认站”：默认站只能有一个"),
        ("roster", 3, "地域小组代码", "YL-XX", "代表名册 第 3 行“地域小组代码”：没有“YL-XX”"),
        ("roster", 4, "代表证号", "YL-001", "代表名册 第 4 行“代表证号”：与第 3 行相同"),
        ("postings", 2, "姓名", "江二帆", "进站代表 第 2 行“姓名”：这个代表证号是江一帆"),
        ("postings", 3, "服务站", "没有的站", "进站代表 第 3 行“服务站”：没有“没有的站”这个服务站"),
        ("accounts", 7, "单位", "", "账号 第 7 行“单位”：这个角色须填写这一列"),
        ("accounts", 7, "角色", "经办", "账号 第 7 行“角色”：“经办”不能识别"),
        ("accounts", 4, "角色", "审签人、审计员", "账号 第 4 行“角色”：同一账号只能担任"),
        ("accounts", 8, "用户名", "Jingban", "账号 第 8 行“用户名”：与第 7 行相同"),
        ("accounts", 8, "手机号", "123", "账号 第 8 行“手机号”"),
        ("accounts", 10, "代表证号", "YL-002", "账号 第 10 行“代表证号”：这个代表证号是尹若兰"),
    ],
)  # fmt: skip
def test_a_fault_is_told_by_sheet_row_and_column(
    folder: Path, sheet: str, row: int, header: str, text: str, told: str, now: dt.datetime
) -> None:
    set_cell(folder, sheet, row, header, text)
    assert told in "\n".join(faults(folder, now))


def test_one_fault_in_the_last_sheet_leaves_nothing(folder: Path, now: dt.datetime) -> None:
    set_cell(folder, "accounts", 7, "单位", "")
    with pytest.raises(loading.Faulty):
        loading.load(read_folder(folder), by=BY, at=now)
    assert not Department.objects.exists()
    assert not Event.objects.exists()


def test_all_faults_are_told_at_once(folder: Path, now: dt.datetime) -> None:
    set_cell(folder, "units", 3, "类型", "局")
    set_cell(folder, "stations", 2, "启用日期", "")
    set_cell(folder, "accounts", 2, "手机号", "1")
    assert {fault.split(" ")[0] for fault in faults(folder, now)} >= {"承办单位", "服务站", "账号"}


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("policies.json", "{", "policies.json：不是可以读的 JSON"),
        ("policies.json", '{"slug": "a"}', "policies.json：不是可以读的 JSON"),
        ("policies.json", "[{}]", "policies.json 第 1 行“slug”：请填写"),
        ("policies.json", '[{"slug": "a", "category": "x"}]', "policies.json 第 1 行"),
        (
            "policies.json",
            '[{"slug": "a", "category": "tax", "titel": "b"}]',
            "policies.json 第 1 行“titel”：不认识这一项",
        ),
        ("information.json", '[{"slug": "a", "kind": "x"}]', "information.json 第 1 行“kind”：没有“x”"),
        ("units.csv", "代码\n", "承办单位：没有找到表头"),
        ("units.csv", "", "units.csv：文件中没有内容"),
    ],
)
def test_a_file_that_cannot_be_read_is_told(
    folder: Path, name: str, content: str, told: str, now: dt.datetime
) -> None:
    (folder / name).write_text(content, encoding="utf-8")
    assert told in "\n".join(faults(folder, now))


def test_what_is_no_sheet_is_remarked(folder: Path, now: dt.datetime) -> None:
    (folder / "通讯录.csv").write_text("姓名,电话\n", encoding="utf-8")
    (folder / "照片.jpg").write_bytes(b"\xff\xd8")
    remarks = "\n".join(map(str, rehearsed(folder, now).remarks))
    assert "通讯录.csv：不认识这张表，没有读入" in remarks
    assert "照片.jpg：不是表格，没有读入" in remarks


def test_a_folder_without_anything_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "missing"):
        with pytest.raises(Refused):
            read_folder(path)


def test_the_template_filled_in_loads_as_the_folder_does(tmp_path: Path, now: dt.datetime) -> None:
    """Every sheet of it is read, with the hints that stand above the headings."""
    book = openpyxl.load_workbook(BytesIO(template.workbook(at=now)))
    assert [kind.title for kind in SHEETS] == book.sheetnames[1:-2]
    for kind in SHEETS:
        file = YUNLING / f"{kind.file}.csv"
        if file.exists():
            _fill(book[kind.title], packs.read(file))
    (tmp_path / "a").mkdir()
    book.save(tmp_path / "a" / "我县.xlsx")
    run = loading.load(read_folder(tmp_path / "a"), by=BY, at=now)
    of_texts = {"policies.json": 1, "information.json": 1}
    expected = loading.rehearse(read_folder(YUNLING), by=BY, at=now)
    assert +run.added + +run.existing
    assert dict(run.added) | of_texts == {**dict(expected.existing), **of_texts} | {
        "类别分工": run.added["类别分工"]
    }


def _fill(sheet: "openpyxl.worksheet.worksheet.Worksheet", rows: list[list[str]]) -> None:
    """Under the headings of the template, column by column; what the template has filled in goes."""
    headings = {str(cell.value).rstrip("*"): cell.column for cell in sheet[3] if cell.value}
    sheet.delete_rows(4, 200)
    start = next(
        number for number, row in enumerate(rows) if set(row) & headings.keys() and len(set(row)) > 1
    )
    for offset, row in enumerate(rows[start + 1 :]):
        for header, text in zip(rows[start], row, strict=True):
            if header in headings:
                sheet.cell(4 + offset, headings[header], text)


def test_an_empty_template_asks_for_nothing(tmp_path: Path, now: dt.datetime) -> None:
    (tmp_path / template.FILE_NAME).write_bytes(template.workbook(at=now))
    assert faults(tmp_path, now) == []


def test_an_own_roster_stands_for_the_empty_sheet_of_the_template(folder: Path, now: dt.datetime) -> None:
    book = openpyxl.load_workbook(BytesIO(template.workbook(at=now)))
    for name in [name for name in book.sheetnames if name not in ("代表名册", "进站代表")]:
        del book[name]
    book.save(folder / "建站数据.xlsx")
    assert faults(folder, now) == []
    packs.write(folder / "代表名册.csv", packs.read(YUNLING / "roster.csv"))
    assert faults(folder, now) == ["代表名册：文件夹里有两张，请只保留一张"]


def test_usual_units_that_a_county_does_not_have_are_left_out_and_told_once(
    tmp_path: Path, now: dt.datetime
) -> None:
    """A small county fills in the template's units and leaves its proposals by category as they are."""
    book = openpyxl.load_workbook(BytesIO(template.workbook(at=now)))
    _fill(book["承办单位"], packs.read(YUNLING / "units.csv"))
    book.save(tmp_path / template.FILE_NAME)
    run = loading.load(read_folder(tmp_path), by=BY, at=now)
    remarks = [str(each) for each in run.remarks]
    assert len(remarks) == 1
    assert "没有这些常用单位，已略去：" in remarks[0]
    assert "税务局（SSJ）" in remarks[0]
    assert "财政局" not in remarks[0]
    proposed = Category.objects.get(code="YG02").defaults.order_by("order")
    assert [each.department.code for each in proposed] == ["RSJ"]


def test_what_follows_from_another_fault_is_not_told_beside_it(folder: Path, now: dt.datetime) -> None:
    set_cell(folder, "roster", 3, "地域小组代码", "YL-XX")
    told = faults(folder, now)
    assert len(told) == 1, told
    assert "代表名册 第 3 行" in told[0]
