"""Sheets as offices keep them: titles above, headings in two rows, merged cells, notes below."""

from io import BytesIO

import openpyxl
import pytest

from office.sheets import read_rows, read_workbook
from office.table_layout import Layout, find_layout, letters
from tests.office import uploads

NAMES = {each: each for each in ("姓名", "代表证号", "手机号", "专业小组")} | {"证号": "代表证号"}
REQUIRED = {"姓名", "代表证号"}


def layout(*rows: list[str]) -> Layout:
    found = find_layout(rows, names=NAMES, required=REQUIRED)
    assert found is not None
    return found


def test_titles_and_what_stands_under_them_are_above_the_table() -> None:
    found = layout(["代表名册"], ["填报单位：人大办", "", "2026年"], [], ["姓名", "证号"], ["单国强", "A-1"])
    assert found.heading_row == 4
    assert found.rows == [(5, ["单国强", "A-1", ""])]


@pytest.mark.parametrize(
    "second",
    [
        ["", "", "", "手机号", "邮箱"],
        ["序号", "姓名", "代表证号", "手机号", "邮箱"],
    ],
)
@pytest.mark.parametrize("title", [[], [["代表名册"]]])
def test_headings_in_two_rows_are_one(second: list[str], title: list[list[str]]) -> None:
    first = ["序号", "姓名", "代表证号", "联系方式", ""]
    found = layout(*title, first, second, ["1", "单国强", "A-1", "19900000001", "a@b.cn"])
    assert [column.heading for column in found.columns] == ["序号", "姓名", "代表证号", "手机号", "邮箱"]
    assert [number for number, _ in found.rows] == [3 + len(title)]
    assert list(found.unknown) == ["序号", "邮箱"]


def test_names_in_the_lower_row_alone_are_found() -> None:
    found = layout(
        ["基本情况", "", "联系方式"], ["姓名", "代表证号", "手机号"], ["单国强", "A-1", "19900000001"]
    )
    assert found.rows[0][0] == 3
    assert dict(found.places) == {"姓名": 0, "代表证号": 1, "手机号": 2}


def test_a_person_is_no_second_row_of_headings() -> None:
    found = layout(["姓名", "代表证号", "专业小组"], ["单国强", "A-1", "姓名"], ["仇立新", "A-2", ""])
    assert [number for number, _ in found.rows] == [2, 3]


@pytest.mark.parametrize(
    "note",
    [
        ["注：以上名单截至 2026 年 11 月。"],
        ["", "填表人：张三", "", "审核人：李四"],
        ["合计", "", "2"],
        ["", "", "", "共 2 人"],
        ["一、以上代表均经代表资格审查委员会审查并公告，名单按姓氏笔画排列"],
    ],
)
def test_notes_under_the_table_are_told_and_not_read(note: list[str]) -> None:
    found = layout(["姓名", "代表证号", "手机号", "专业小组"], ["单国强", "A-1"], note)
    assert [number for number, _ in found.rows] == [2]
    assert [number for number, _ in found.notes] == [3]


@pytest.mark.parametrize("row", [["单国强"], ["", "A-2"], ["注定强", "A-3"]])
def test_a_row_that_lacks_something_is_no_note(row: list[str]) -> None:
    found = layout(["姓名", "代表证号", "手机号"], ["单雄信", "A-1"], row)
    assert [number for number, _ in found.rows] == [2, 3]


def test_each_column_is_shown_with_its_first_values_and_no_whole_number() -> None:
    rows = [[name, f"A-{name}", "19900000016", "说明" * 20] for name in "甲乙丙丁"]
    found = layout(["姓名", "证号", "手机号", "家庭情况"], *rows)
    shown = [(column.letter, column.heading, column.read_as, column.values) for column in found.columns]
    assert shown[0] == ("A", "姓名", "姓名", ("甲", "乙", "丙"))
    assert shown[1][2] == "代表证号"
    assert shown[2][3] == ("199****0016",) * 3
    assert shown[3][2] == ""
    assert all(len(value) == 21 for value in shown[3][3])


def test_a_sheet_without_the_headings_has_no_table() -> None:
    assert find_layout([["姓名"], ["单国强"]], names=NAMES, required=REQUIRED) is None


def test_columns_are_named_as_the_spreadsheet_does() -> None:
    assert [letters(place) for place in (0, 25, 26, 51, 52, 701, 702)] == [
        "A", "Z", "AA", "AZ", "BA", "ZZ", "AAA",
    ]  # fmt: skip


def workbook(*merged: str, rows: list[list[str | None]]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for area in merged:
        book.active.merge_cells(area)
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def test_vertically_merged_cells_fill_down_and_no_further() -> None:
    rows = [["小组", "姓名"], ["一组", "甲"], [None, "乙"], [None, "丙"], [None, "丁"]]
    content = workbook("A2:A4", rows=rows)
    assert [row[0] for row in read_rows(BytesIO(content), "a.xlsx")] == ["小组", "一组", "一组", "一组", ""]


def test_a_merged_last_column_fills_down_too() -> None:
    rows = [["姓名", "小组"], ["甲", "一组"], ["乙"], ["丙"]]
    content = workbook("B2:B3", rows=rows)
    assert [row[1] for row in read_rows(BytesIO(content), "a.xlsx")] == ["小组", "一组", "一组", ""]


def test_a_title_over_all_columns_is_not_repeated() -> None:
    content = workbook("A1:C1", "A3:C4", rows=[["名册", None, None], ["a", "b", "c"], ["注：一"], [None]])
    assert read_rows(BytesIO(content), "a.xlsx")[:2] == [["名册", "", ""], ["a", "b", "c"]]
    assert read_rows(BytesIO(content), "a.xlsx")[2] == ["注：一", "", ""]


def test_all_sheets_of_a_workbook() -> None:
    book = openpyxl.Workbook()
    book.active.title = "单位"
    book.active.append(["代码", "名称"])
    book.create_sheet("空")
    book.create_sheet("小组").append(["代码"])
    written = BytesIO()
    book.save(written)
    assert read_workbook(BytesIO(written.getvalue()), "a.xlsx") == [
        ("单位", [["代码", "名称"]]),
        ("空", []),
        ("小组", [["代码"]]),
    ]


def test_a_plain_workbook_reads_as_before() -> None:
    assert read_rows(BytesIO(uploads.xlsx(["姓名"], ["甲"])), "a.xlsx") == [["姓名"], ["甲"]]
