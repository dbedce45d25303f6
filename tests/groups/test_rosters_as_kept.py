"""A roster as an office keeps it: merged title, headings in two rows, a group merged over its people, notes below."""

import datetime as dt
from io import BytesIO

import openpyxl
import pytest

from groups.models import (
    ProfessionalGroup,
    ProfessionalMembership,
    RegionalMembership,
    Representative,
    Term,
)
from groups.roster import read_roster
from tests.groups.rosters import TODAY, take
from tests.groups.rows import a_regional_group

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def groups(term: Term, finance_group: ProfessionalGroup) -> None:
    a_regional_group()


def as_kept(term: Term) -> BytesIO:
    """A merged title, headings in two rows, a group merged over its people, notes below."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    for row in (
        ["第八届人民代表大会代表名册"],
        ["填报单位：", None, "2026年11月"],
        ["序号", "所属小组", None, "姓名", "代表证号", "联系方式", None, "工作单位及职务"],
        [None, "地域小组", "专业小组", None, None, "手机号", "微信号"],
        [1, "RG-NH-01", "财政经济", "单国强", "A-1", 19900000016, "x", "南湖粮油公司经理"],
        [2, None, None, "仇立新", "A-2", 19900000017, None],
        [3, None, None, "解晓东", "A-3", None, None],
        [4, None, None, "覃小明", "A-4", None, None],
        ["注：以上名单由代表资格审查委员会审查。"],
        ["填表人：张三", None, None, "审核人：李四"],
    ):
        sheet.append(row)
    for area in ("A1:G1", "A3:A4", "B3:C3", "D3:D4", "E3:E4", "F3:G3", "H3:H4", "B5:B7", "C5:C7", "A9:G9"):
        sheet.merge_cells(area)
    content = BytesIO()
    workbook.save(content)
    content.seek(0)
    return content


def test_a_roster_as_it_is_kept_loses_nobodys_group(term: Term, now: dt.datetime) -> None:
    roster = read_roster(as_kept(term), "名册.xlsx", on=TODAY)
    assert roster.problems == []
    assert [row.name for row in roster.rows] == ["单国强", "仇立新", "解晓东", "覃小明"]
    take(roster, term, now)
    in_groups = RegionalMembership.objects.values_list("representative__name", flat=True)
    assert sorted(in_groups) == sorted(["单国强", "仇立新", "解晓东"])
    assert ProfessionalMembership.objects.count() == 3
    assert Representative.objects.get(name="单国强").occupation == "南湖粮油公司经理"


def test_what_of_a_roster_is_not_read_is_told(term: Term) -> None:
    warnings = [str(each) for each in read_roster(as_kept(term), "名册.xlsx", on=TODAY).warnings]
    assert "“地域小组代码”：有 1 人没有填：第 8 行" in warnings
    assert any(each.startswith("第 9 行：不像一位代表，没有读入：注：") for each in warnings)
    assert any("第 10 行：不像一位代表" in each for each in warnings)
    assert "第 4 行“微信号”：不认识这一列，没有导入" in warnings
