"""A number in a roster that could be two things is read by its format, or is a problem of its row."""

import datetime as dt
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from groups.models import Term
from groups.roster import Roster, plan_roster, read_roster
from tests.groups.rosters import TODAY, read, take

pytestmark = pytest.mark.django_db


def of_numbers(*cells: tuple[str, Any, str]) -> Roster:
    """One row of a workbook whose cells are numbers: header, value, number format."""
    workbook = openpyxl.Workbook()
    sheet: Any = workbook.active
    values = {"姓名": ("单国强", "@"), "代表证号": ("MCRD-0016", "@")}
    values |= {header: (value, form) for header, value, form in cells}
    for column, (header, (value, form)) in enumerate(values.items(), start=1):
        sheet.cell(1, column, header)
        sheet.cell(2, column, value).number_format = form
    content = BytesIO()
    workbook.save(content)
    return read_roster(BytesIO(content.getvalue()), "名册.xlsx", on=TODAY)


@pytest.mark.parametrize(
    ("header", "value", "form", "field", "stored"),
    [
        ("出生年月", 1980.1, "0.00", "born_month", "1980-10"),
        ("出生年月", 1980.01, "0.00", "born_month", "1980-01"),
        ("出生年月", 1980.5, "General", "born_month", "1980-05"),
        ("出生年月", 1980.12, "General", "born_month", "1980-12"),
        ("出生年月", 198005, "General", "born_month", "1980-05"),
        ("出生年月", 29341, "yyyy-mm-dd", "born_month", "1980-04"),
        ("出生年月", dt.date(1980, 10, 1), 'yyyy"年"m"月"', "born_month", "1980-10"),
        ("出生年月", 19801001, "General", "born_month", "1980-10"),
        ("代表证号", 16, "0000", "certificate_number", "0016"),
        ("代表证号", 16, "0.00", "certificate_number", "16"),
        ("代表证号", 421181001, "General", "certificate_number", "421181001"),
        ("手机号", 19900000016, "0.00E+00", "phone", "19900000016"),
        ("手机号", 19900000016, "General", "phone", "19900000016"),
        ("外部编号", 123456789012345, "0.00E+00", "external_id", "123456789012345"),
        ("外部编号", "ＺＨ－４２０１", "@", "external_id", "ZH-4201"),
    ],
)
def test_a_number_is_read_by_its_format(header: str, value: Any, form: str, field: str, stored: str) -> None:
    roster = of_numbers((header, value, form))
    assert roster.problems == []
    assert roster.rows[0].fields[field] == stored


@pytest.mark.parametrize("day", [20260115, "2026年1月15号", "２０２６．１．１５", "2026-01-15 00:00:00"])
def test_a_day_is_read_as_on_every_form(day: Any) -> None:
    roster = of_numbers(("任职日期", day, "General"))
    assert roster.problems == []
    assert roster.rows[0].since == dt.date(2026, 1, 15)


@pytest.mark.parametrize(
    ("header", "value", "words"),
    [
        ("出生年月", 1980.1, "可能是 1 月，也可能是 10 月"),
        ("出生年月", 29341, "日期序号"),
        ("出生年月", 19805, "日期序号"),
        ("任职日期", 46037, "日期序号"),
        ("手机号", 7132951234, "开头的 0"),
        ("手机号", 1.99e10 + 0.5, "手机号是 11 位"),
        ("外部编号", 1.2345678901234567e17, "科学计数"),
        ("外部编号", 421181198003070016, "科学计数"),
        ("代表证号", 4.2e17, "科学计数"),
    ],
)
def test_a_number_that_could_be_two_things_is_a_problem_of_its_row(
    header: str, value: Any, words: str
) -> None:
    (problem,) = of_numbers((header, value, "General")).problems
    assert (problem.row, problem.column) == (2, header)
    assert words in problem.message


def test_a_number_without_its_zeros_is_told_beside_those_that_have_them() -> None:
    rows = ["姓名,代表证号", "单国强,0016", "仇英,17", "解放,1234"]
    (problem,) = read(*rows[1:], header=rows[0]).problems
    assert str(problem).startswith("第 3 行“代表证号”：“17”比其他证号短，开头的 0")
    assert read("单国强,16", "仇英,117", header=rows[0]).problems == []


def test_a_number_that_differs_by_zeros_from_one_on_record_is_no_new_person(
    term: Term, now: dt.datetime
) -> None:
    take(read("单国强,0016", header="姓名,代表证号"), term, now)
    plan = plan_roster(read("单国强,16", header="姓名,代表证号"), term=term, on=TODAY)
    assert [str(problem) for problem in plan.problems] == [
        "第 2 行“代表证号”：“16”与单国强的证号 0016 只差开头的 0，请照证件填写"
    ]
    assert plan.new == []
