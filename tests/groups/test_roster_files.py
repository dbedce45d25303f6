"""What a roster file may look like: encodings, workbooks, cells as people write them, and what is refused."""

import datetime as dt
from io import BytesIO

import openpyxl
import pytest
from django.db.models import ProtectedError

from groups.models import (
    Mandate,
    ProfessionalGroup,
    ProfessionalMembership,
    RegionalGroup,
    RegionalMembership,
    RegionalUnit,
    Representative,
    Term,
)
from groups.roster import MAX_ROWS, import_roster, plan_roster, read_roster
from office.refusals import Refused
from stations.models import Posting, Station
from tests.groups.rosters import BY, HEADER, ROW, TODAY, problems, read, take, with_cell
from tests.groups.rows import a_regional_group, in_office
from tests.sources import ROOT

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def groups(term: Term, finance_group: ProfessionalGroup, industry_group: ProfessionalGroup) -> None:
    a_regional_group()


# --- encodings and files ----------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("name", ["张㛃", "李𬭎", "叶䶮", "古丽娜尔·艾合买提", "王燚"])
def test_rare_characters_survive_every_encoding(
    encoding: str, name: str, term: Term, now: dt.datetime
) -> None:
    take(read(ROW.replace("单国强", name), encoding=encoding), term, now)
    assert Representative.objects.get().name == name


def test_a_workbook_with_dates_and_numbers(term: Term, now: dt.datetime) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.append(["麻城市人大代表名册"])
    sheet.append(HEADER.split(","))
    cells: list[object] = list(ROW.split(","))
    cells[2], cells[4], cells[10] = dt.date(1975, 3, 1), 19900000016, None
    sheet.append(cells)
    content = BytesIO()
    workbook.save(content)
    content.seek(0)
    roster = read_roster(content, "名册.xlsx", on=TODAY)
    assert roster.problems == []
    assert roster.rows[0].number == 3
    take(roster, term, now)
    person = Representative.objects.get()
    assert (person.born_month, person.phone) == ("1975-03", "19900000016")


@pytest.mark.parametrize(
    "content", [b"", b"\x00\x01\x02", b"PK\x03\x04broken", b"\xff\xfe\xff", b"a,b\n1,2\n", b"\n\n\n"]
)
def test_what_is_no_roster_is_one_problem_of_the_file(content: bytes) -> None:
    roster = read_roster(BytesIO(content), "名册.csv", on=TODAY)
    assert not roster.rows
    assert [problem.row for problem in roster.problems] == [0]


def test_the_sample_roster_is_imported_whole(term: Term, now: dt.datetime, station: Station) -> None:
    from portal.counties import loading as counties
    from portal.counties.reading import read_folder
    from portal.reference_data import loading

    loading.load(at=now)
    RegionalGroup.objects.all().delete()
    RegionalUnit.objects.all().delete()
    counties.load(read_folder(counties.pack("macheng")), by=BY, at=now)
    with (ROOT / "data/demo/roster.csv").open("rb") as file:
        roster = read_roster(file, "roster.csv", on=TODAY)
    assert roster.problems == []
    plan = import_roster(roster, term=term, on=TODAY, by=BY, at=now)
    assert len(plan.new) == Representative.objects.in_office(TODAY).count() == 260
    assert ProfessionalMembership.objects.count() == 147
    assert RegionalMembership.objects.count() == 260
    assert Posting.objects.serving(TODAY).count() == 20
    assert sorted(Representative.objects.values_list("name", flat=True)).count("刘志强") == 2
    assert plan_roster(roster, term=term, on=TODAY).changed == []


# --- what is refused --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "text", "words"),
    [
        ("姓名", "", "请填写姓名"),
        ("姓名", "张3", "不像姓名"),
        ("姓名", '"=HYPERLINK(""http://a"")"', "不像姓名"),
        ("姓名", "@SUM(A1)", "不像姓名"),
        ("姓名", "张" * 61, "最多 60 个字"),
        ("性别", "未知", "请填写“男”或“女”"),
        ("出生年月", "9999-01", "不合理"),
        ("出生年月", "9999-12-31", "不合理"),
        ("出生年月", "2020-01", "须年满 18 周岁"),
        ("出生年月", "1990-13", "请按 1980-05 的格式填写"),
        ("出生年月", "年轻", "请按 1980-05 的格式填写"),
        ("代表证号", "", "请填写代表证号"),
        ("代表证号", "=1+1", "不像代表证号"),
        ("代表证号", "-1", "不像代表证号"),
        ("代表证号", "1.2E+10", "科学计数"),
        ("手机号", "1990000", "请填写 11 位手机号"),
        ("手机号", "1.99E+10", "科学计数"),
        ("地域小组代码", "RG-XX-99", "没有“RG-XX-99”这个地域（领域）代表小组"),
        ("专业小组", "体育", "没有“体育”这个专业代表小组，请从产业发展、财政经济中选填"),
        ("进站职能", "唱歌", "还没有默认服务站"),
        ("简介", "长" * 1001, "最多 1000 个字"),
    ],
)
def test_a_bad_cell_is_told_by_row_and_column(column: str, text: str, words: str) -> None:
    found = problems(with_cell(column, text))
    assert len(found) == 1
    assert found[0].startswith(f"第 2 行“{column}”：")
    assert words in found[0]


@pytest.mark.parametrize(
    ("column", "text", "stored"),
    [
        ("姓名", "张　三", "张三"),
        ("姓名", "巴图•苏和", "巴图·苏和"),
        ("姓名", "张\u200b三\u202e", "张三"),
        ("出生年月", "1975年3月", "1975-03"),
        ("出生年月", "1975.3", "1975-03"),
        ("出生年月", "197503", "1975-03"),
        ("出生年月", "1975/3/15", "1975-03"),
        ("出生年月", "1975-03-01 00:00:00", "1975-03"),
        ("代表证号", "ＭＣＲＤ－0016", "MCRD-0016"),
        ("手机号", "+86 199-0000-0016", "19900000016"),
        ("手机号", "19900000016.0", "19900000016"),
        ("手机号", "0713-2951234", "07132951234"),
        ("简介", "=1+1", "=1+1"),
        ("简介", "@cmd", "@cmd"),
    ],
)
def test_what_people_write_is_understood(column: str, text: str, stored: str) -> None:
    field = {
        "姓名": "name",
        "出生年月": "born_month",
        "代表证号": "certificate_number",
        "手机号": "phone",
        "简介": "bio",
    }
    roster = read(with_cell(column, text))
    assert roster.problems == []
    assert roster.rows[0].fields[field[column]] == stored


@pytest.mark.parametrize("name", ["财政经济组", "财政经济小组", "财政经济专业代表小组", "财政经济"])
def test_groups_are_known_by_their_longer_names(name: str) -> None:
    assert read(with_cell("专业小组", name)).problems == []


@pytest.mark.parametrize("name", ["监察和司法", "监察司法", "司法监察", "监察和司法专业代表小组"])
def test_the_judicial_group_is_known_by_all_its_names(name: str) -> None:
    ProfessionalGroup.objects.create(code="judicial", name="司法监察", order=1)
    assert read(with_cell("专业小组", name)).rows[0].links["专业小组"].code == "judicial"


def test_the_same_certificate_twice_is_a_problem() -> None:
    assert problems(ROW, ROW) == ["第 3 行“代表证号”：与第 2 行相同，请核对并删去多余的一行"]


def test_every_problem_of_the_file_is_told_at_once() -> None:
    found = problems(with_cell("性别", "x").replace("19900000016", "1"), with_cell("姓名", ""))
    assert [text.partition("：")[0] for text in found] == [
        "第 2 行“性别”",
        "第 2 行“手机号”",
        "第 3 行“姓名”",
    ]


def test_one_bad_row_keeps_all_out(term: Term, now: dt.datetime) -> None:
    with pytest.raises(Refused) as refusal:
        take(read(ROW, with_cell("性别", "x").replace("0016", "0017")), term, now)
    assert refusal.value.code == "problems"
    assert not Representative.objects.exists()


def test_a_failure_half_way_rolls_all_back(
    term: Term, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*args: object, **options: object) -> None:
        raise ProtectedError("half way", set())

    monkeypatch.setattr("groups.roster.applying.record", fails)
    with pytest.raises(ProtectedError):
        take(read(ROW), term, now)
    assert not Representative.objects.exists()
    assert not Mandate.objects.exists()


def test_what_was_previewed_is_what_is_imported(term: Term, now: dt.datetime) -> None:
    previewed = plan_roster(read(ROW), term=term, on=TODAY).digest
    in_office(term, "别人", certificate_number="MCRD-0016")
    with pytest.raises(Refused) as refusal:
        import_roster(read(ROW), term=term, on=TODAY, by=BY, at=now, previewed=previewed)
    assert refusal.value.code == "changed_since_preview"


def test_a_file_far_too_long_is_refused_at_once() -> None:
    rows = [f"张三,男,,X-{number},,,,,,,," for number in range(MAX_ROWS + 1)]
    assert problems(*rows) == [f"名册最多 {MAX_ROWS} 行，这个文件有 {MAX_ROWS + 1} 行，请核对是否选错了文件"]
    found = problems(*[f"张三,男,,X-{number},,,,,,,," for number in range(20_001)])
    assert len(found) == 1
    assert "20000 行" in found[0] or "20001 行" in found[0]


def test_headings_are_checked() -> None:
    assert problems("x", header="名字,证件") == ["没有找到表头，请保留含“姓名”和“代表证号”的表头行"]
    assert problems(header=HEADER) == ["表头下面没有内容"]
    assert problems(f"{ROW},x", header=f"{HEADER},手机号码") == ["第 1 行“手机号”：出现了两次，请只保留一列"]
    roster = read(f"{ROW},党员", header=f"{HEADER},政治面貌")
    assert [str(warning) for warning in roster.warnings] == ["第 1 行“政治面貌”：不认识这一列，没有导入"]
    assert roster.problems == []


def test_columns_may_stand_in_any_order_and_be_missing(term: Term, now: dt.datetime) -> None:
    take(read("MCRD-1,欧阳文博", header="代表证号,姓名"), term, now)
    assert Representative.objects.get().sort_key.startswith("ou1欧yang2阳")


def test_a_taken_telephone_and_another_name_are_pointed_at(term: Term, now: dt.datetime) -> None:
    take(read(ROW), term, now)
    plan = plan_roster(
        read("仇立新,男,,MCRD-0016,,,,,,,,", "解晓东,男,,MCRD-0020,19900000016,,,,,,,"), term=term, on=TODAY
    )
    words = [str(warning) for warning in plan.warnings]
    assert "第 2 行“姓名”：代表证号 MCRD-0016 现为单国强，将改为仇立新，请确认是同一人" in words
    assert "第 3 行“手机号”：与单国强相同，请核对" in words


def test_an_earlier_day_than_the_election_is_a_problem(term: Term) -> None:
    roster = read(f"{ROW},2020-01-01", header=f"{HEADER},任职日期")
    plan = plan_roster(roster, term=term, on=TODAY)
    assert [problem.column for problem in plan.problems] == ["任职日期"]
    assert problems(f"{ROW},9999-01-01", header=f"{HEADER},任职日期")[0].endswith("请核对")


def test_planning_costs_the_same_for_few_and_for_many(
    term: Term, django_assert_max_num_queries: object
) -> None:
    rows = [f"张三,男,,X-{number},,,,,RG-NH-01,财政经济,," for number in range(60)]
    roster = read(*rows)
    with django_assert_max_num_queries(6):  # type: ignore[operator]
        assert len(plan_roster(roster, term=term, on=TODAY).new) == 60


def test_importing_many_writes_in_batches(
    term: Term, now: dt.datetime, django_assert_max_num_queries: object
) -> None:
    roster = read(*[f"张三,男,,X-{number},,,,,RG-NH-01,财政经济,," for number in range(60)])
    with django_assert_max_num_queries(35):  # type: ignore[operator]
        take(roster, term, now)
