"""Tables in and out: three encodings, workbooks, cells that would compute, and files that are not what they say."""

import csv
import datetime as dt
from decimal import Decimal
from io import BytesIO, StringIO

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from office import sheets
from office.examination import tables, workbooks
from office.refusals import Refused
from office.sheets import read_rows, write_csv, write_xlsx
from tests.conftest import SHANGHAI
from tests.office import uploads

ROSTER = "姓名,代表证号\r\n单雄信,MC-001\r\n欧阳𬭎,MC-002\r\n"
ROWS = [["姓名", "代表证号"], ["单雄信", "MC-001"], ["欧阳𬭎", "MC-002"]]
DANGEROUS = [
    "=1+1",
    "+86",
    "-5",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "＝1",
    "＋1",
    "－1",
    "＠a",
    "=cmd|' /C calc'!A0",
]


def read(content: bytes, name: str = "名册.csv") -> list[list[str]]:
    return read_rows(BytesIO(content), name)


def refused(content: bytes) -> Refused:
    with pytest.raises(Refused) as refusal:
        read(content)
    assert refusal.value.field == "file"
    return refusal.value


class TestReading:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
    def test_csv_in_every_encoding_of_an_office(self, encoding: str) -> None:
        assert read(ROSTER.encode(encoding)) == ROWS

    def test_the_content_decides_what_it_is(self) -> None:
        assert read(uploads.xlsx(*ROWS), "名册.csv") == ROWS
        assert read(ROSTER.encode(), "名册.xlsx") == ROWS

    def test_tabs_and_quotes(self) -> None:
        assert read("姓名\t简介\n李明\ta,b\n".encode()) == [["姓名", "简介"], ["李明", "a,b"]]
        assert read('姓名,简介\n李明,"第一行\n第二行,""好"""\n'.encode())[1] == [
            "李明",
            '第一行\n第二行,"好"',
        ]

    def test_empty_rows_within_keep_the_numbers_right(self) -> None:
        assert read(b"a,b\n\nc\n,\n\n") == [["a", "b"], ["", ""], ["c", ""]]

    def test_cells_are_text_as_a_person_sees_them(self) -> None:
        day = dt.datetime(2026, 11, 23)
        content = uploads.xlsx(
            [13800138000, 13800138000.0, 1.5, day, day.replace(hour=9), None, True, " 单 "]
        )
        assert read(content) == [
            ["13800138000", "13800138000", "1.5", "2026-11-23", "2026-11-23 09:00", "", "True", "单"]
        ]

    def test_a_formula_gives_its_computed_value(self) -> None:
        content = uploads.replaced(
            uploads.xlsx(["合计"], ["=1+1"]),
            "xl/worksheets/sheet1.xml",
            b"<f>1+1</f><v></v>",
            b"<f>1+1</f><v>2</v>",
        )
        assert read(content) == [["合计"], ["2"]]

    def test_a_formula_that_was_never_computed_is_named(self) -> None:
        assert "第 2 行第 1 列" in refused(uploads.xlsx(["合计"], ["=1+1"])).message

    def test_invisible_characters_are_gone(self) -> None:
        assert read("姓\u200b名,\u202e李明\x07\n".encode()) == [["姓名", "李明"]]

    @pytest.mark.parametrize(
        ("content", "code"),
        [
            (b"", "broken"),
            (b"\n\n", "broken"),
            (b"\xff\xfe\x00\x81\xff", "broken"),
            (b"a,b\x00c", "broken"),
            (b"PK\x03\x04" + bytes(100), "broken"),
            (uploads.docx(), "broken"),
            (uploads.xlsx(["a"])[:-100], "broken"),
            (tables.OLD_OFFICE + bytes(100), "not_allowed"),
            (uploads.with_part(uploads.xlsx(["a"]), "xl/vbaProject.bin", b"x"), "not_allowed"),
            (
                uploads.with_part(
                    uploads.xlsx(["a"]), "xl/sharedStrings.xml", bytes(workbooks.UNPACKED_AT_MOST)
                ),
                "not_allowed",
            ),
            (bytes(sheets.BYTES_AT_MOST + 1), "too_large"),
            (b"a\n" * (workbooks.ROWS_AT_MOST + 1), "too_large"),
            (b"a," * 300, "too_large"),
            (b'"' + b"a" * 200_000 + b'"', "broken"),
        ],
    )
    def test_what_cannot_be_read_is_refused(self, content: bytes, code: str) -> None:
        assert refused(content).code == code

    def test_a_workbook_that_lies_about_its_size_is_read_as_it_is(self) -> None:
        content = uploads.replaced(
            uploads.xlsx(["a"], ["b"]), "xl/worksheets/sheet1.xml", b'ref="A1:A2"', b'ref="A1:XFD1048576"'
        )
        assert read(content) == [["a"], ["b"]]


class TestWriting:
    def test_a_workbook_comes_back_as_it_was(self) -> None:
        at = dt.datetime(2026, 11, 23, 9, 30, tzinfo=SHANGHAI)
        content = write_xlsx("台账", ["编号", "件数", "金额", "日期", "时间", "空"], [
            ["2026-00123", 3, Decimal("1.50"), dt.date(2026, 11, 23), at.astimezone(dt.UTC), None],
        ])  # fmt: skip
        assert read(content)[1] == ["2026-00123", "3", "1.5", "2026-11-23", "2026-11-23 09:30", ""]
        sheet = openpyxl.load_workbook(BytesIO(content)).active
        assert sheet.title == "台账"
        assert sheet.freeze_panes == "A2"

    @pytest.mark.parametrize("text", DANGEROUS)
    def test_a_text_is_never_computed(self, text: str) -> None:
        cell = openpyxl.load_workbook(BytesIO(write_xlsx("表", ["列"], [[text]]))).active["A2"]
        assert cell.data_type == "s"
        line = write_csv(["列"], [[text]]).decode("utf-8-sig").split("\r\n", 1)[1]
        assert line.lstrip('"').startswith("'")

    def test_urls_and_numbers_in_text_stay_text(self) -> None:
        content = write_xlsx("表", ["列"], [["http://example.cn/"], ["00123"], ["1e5"]])
        sheet = openpyxl.load_workbook(BytesIO(content)).active
        assert [sheet[f"A{row}"].value for row in (2, 3, 4)] == ["http://example.cn/", "00123", "1e5"]
        assert sheet["A2"].hyperlink is None

    def test_what_was_marked_against_computing_is_read_unmarked(self) -> None:
        assert read(write_csv(["列"], [["=1+1"], ["'早"], [-5]])) == [["列"], ["=1+1"], ["'早"], ["-5"]]

    def test_excel_sees_utf_8(self) -> None:
        assert write_csv(["姓名"], []) == b"\xef\xbb\xbf" + "姓名\r\n".encode()

    def test_a_title_that_excel_forbids_is_bent(self) -> None:
        content = write_xlsx("2026/11 [台账]:" + "长" * 40, ["列"], [])
        assert (
            openpyxl.load_workbook(BytesIO(content)).active.title == ("2026－11 －台账－－" + "长" * 40)[:31]
        )

    def test_a_text_longer_than_a_cell_is_cut(self) -> None:
        content = write_xlsx("表", ["列"], [["长" * 40_000]])
        assert len(openpyxl.load_workbook(BytesIO(content)).active["A2"].value) == sheets.CELL_AT_MOST


@pytest.mark.generated
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    try:
        rows = read(content)
    except Refused as refusal:
        rows = [[refusal.message]]
    assert all(isinstance(cell, str) for row in rows for cell in row)


@pytest.mark.generated
@given(
    st.lists(st.lists(st.text(alphabet="单=+-@,\"'\n ＝1", min_size=1, max_size=6), min_size=1, max_size=3))
)
def test_written_csv_has_no_cell_that_computes(rows: list[list[str]]) -> None:
    text = write_csv(["列"], rows).decode("utf-8-sig")
    cells = [cell for row in csv.reader(StringIO(text, newline="")) for cell in row]
    assert not [cell for cell in cells if cell.startswith(sheets.FORMULA_STARTS)]
