"""The workbook that a new county fills in: one sheet of each kind, what is known filled in, what may stand where
above, and lists to choose from."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from datetime import datetime
from io import BytesIO
from typing import Any

from groups.roster.reading import columns as roster_columns
from office import options
from office.calendar import LOCAL
from portal.counties import usual_units
from portal.counties.sheet_kinds import Column, SheetKind
from portal.counties.sheets import (
    CATEGORY_UNITS,
    CHOICES,
    NAMES,
    POSTING_FUNCTIONS,
    PROFESSIONAL_GROUPS,
    ROSTER,
    SHEETS,
)
from portal.reference_data.files import read

FILE_NAME = "建站数据.xlsx"
INTRODUCTION = "填写说明"
USUAL_CODES = "常用代码"
# Title, hints and headings stand above the rows to fill in, of which so many offer their lists.
HEADING_ROW, ROWS_OFFERED = 2, 500
WIDEST = 40
STEPS = (
    "一、按工作表的顺序填写，表头不要改动；表头上面的说明可以保留。有下拉列表的，点单元格右边的箭头选。",
    "二、带 * 的列必填；其他列可以空着。没有用到的工作表可以空着，也可以删去。",
    "三、日期写成 2026-01-15，出生年月写成 1980-10；都按文字填写，不用设格式。",
    "四、把这个文件放进一个文件夹，在服务器上运行 manage.py new_county 文件夹 --check 预览；有问题会按工作表和行列出。",
    "五、改好后去掉 --check 再运行一次：要么全部导入，要么一行也不导入。已有的内容不会改动。",
    "六、账号的首次登录链接写在服务器上的文件里，只用一次，三天内有效，请当面或密封交给本人。",
)
# What a county cannot begin without, and what may wait.
WHO_FILLS = (
    ("机关名称", "必填", "写在每个页面、信函和海报上；电话、备案号可以以后补"),
    ("届次", "必填", "在任的县级届次，没有它不能导入代表名册"),
    ("承办单位", "必填", "先填常打交道的几个，以后可以再加"),
    ("类别分工", "不用填", "已按常用代码填好；本县没有的单位会自动略去"),
    ("代表小组", "有就填", "按乡镇、街道编的小组；专业小组已经装好"),
    ("服务站", "必填", "至少一个，其中一个是默认站"),
    ("代表名册", "必填", "可以先填进站的几位，以后用同一张表补齐"),
    ("进站代表", "必填", "谁在哪个站"),
    (
        "账号",
        "必填",
        "至少：系统管理员、代表工作机构工作人员、审签人、审计员、联络员，和每个在线办理单位的经办人",
    ),
    ("放假安排", "不用填", "国务院办公厅的通知已经装好"),
)


def workbook(*, at: datetime) -> bytes:
    """XLSX, ready to be filled in and read by `reading.read_folder`. All cells are text: 1980.10 stays what it is."""
    # Only processes that write a table load it.
    import xlsxwriter

    written = BytesIO()
    with closing(xlsxwriter.Workbook(written, {"in_memory": True})) as book:
        formats = {name: book.add_format({**look, "num_format": "@"}) for name, look in LOOKS.items()}
        _introduce(book.add_worksheet(INTRODUCTION), formats)
        places = _Places(at)
        for kind in SHEETS:
            _write_sheet(book.add_worksheet(kind.title), kind, places, formats)
        _write_lists(book.add_worksheet(USUAL_CODES), _usual_codes(), formats)
        _write_lists(book.add_worksheet(CHOICES), _choices(), formats)
    return written.getvalue()


LOOKS: Mapping[str, Mapping[str, Any]] = {
    "title": {"bold": True, "font_size": 14},
    "hint": {"font_color": "#666666", "italic": True, "text_wrap": True, "valign": "top"},
    "heading": {"bold": True, "bottom": 1, "bg_color": "#F2F2F2", "valign": "vcenter"},
    "required": {"bold": True, "bottom": 1, "bg_color": "#FFF2CC", "valign": "vcenter"},
    "text": {},
    "wrapped": {"text_wrap": True, "valign": "top"},
}


class _Places:
    """Where in the workbook the entries of a column stand, as a list for another one."""

    def __init__(self, at: datetime) -> None:
        self._headings = {kind.title: [column.header for column in columns_of(kind, at)] for kind in SHEETS}
        self._choices = _choices()
        self.at = at

    def offered(self, column: Column) -> Any:
        """Entries, or the cells that hold them; None where anything may be written."""
        if column.choices:
            return list(map(str, column.choices))
        if column.listed_in is None:
            return None
        title, header = column.listed_in
        if title == CHOICES:
            place, first, last = list(self._choices).index(header), 2, len(self._choices[header]) + 1
        else:
            place, first = self._headings[title].index(header), HEADING_ROW + 2
            last = first + ROWS_OFFERED
        letter = chr(ord("A") + place)
        return f"='{title}'!${letter}${first}:${letter}${last}"


def columns_of(kind: SheetKind, at: datetime) -> Sequence[Column]:
    """Of the roster those of its own reader, with the columns that other apps add."""
    if kind is not ROSTER:
        return kind.columns
    own = [
        Column(each.header, each.field, str, is_required=each.is_required)
        for each in roster_columns(at.astimezone(LOCAL).date())
    ]
    return [
        *own,
        Column("地域小组代码", "", str, "“代表小组”表的代码", listed_in=("代表小组", "代码")),
        Column("专业小组", "", str, listed_in=PROFESSIONAL_GROUPS),
        Column("进站职能", "", str, "在默认站的职能，用、分开", listed_in=POSTING_FUNCTIONS),
    ]


def _introduce(sheet: Any, formats: Mapping[str, Any]) -> None:
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 1, 10)
    sheet.set_column(2, 2, 90)
    sheet.write_string(0, 0, INTRODUCTION, formats["title"])
    for number, step in enumerate(STEPS, 1):
        sheet.write_string(number, 0, step, formats["text"])
    for number, row in enumerate((("工作表", "要不要填", "说明"), *WHO_FILLS), len(STEPS) + 2):
        look = formats["heading" if number == len(STEPS) + 2 else "wrapped"]
        for place, text in enumerate(row):
            sheet.write_string(number, place, text, look)


def _write_sheet(sheet: Any, kind: SheetKind, places: _Places, formats: Mapping[str, Any]) -> None:
    """Title and hints stand above the headings, as they do in the tables of offices."""
    filled = list(_filled(kind))
    sheet.write_string(0, 0, f"{kind.title}。{kind.note}" if kind.note else kind.title, formats["title"])
    for place, column in enumerate(columns_of(kind, places.at)):
        widest = max([len(column.header) + 1, *(len(row[place]) for row in filled if place < len(row)), 5])
        sheet.set_column(place, place, min(WIDEST, 2 * widest + 2), formats["text"])
        sheet.write_string(HEADING_ROW - 1, place, column.hint, formats["hint"])
        heading = f"{column.header}*" if column.is_required else column.header
        look = formats["required" if column.is_required else "heading"]
        sheet.write_string(HEADING_ROW, place, heading, look)
        if offered := places.offered(column):
            # Several may stand in a cell, and a code as well as a name: it offers, and refuses nothing.
            rules = {"validate": "list", "source": offered, "show_error": False}
            sheet.data_validation(
                HEADING_ROW + 1, place, HEADING_ROW + max(ROWS_OFFERED, len(filled)), place, rules
            )
    for number, row in enumerate(filled, HEADING_ROW + 1):
        for place, text in enumerate(row):
            sheet.write_string(number, place, text, formats["text"])
    sheet.freeze_panes(HEADING_ROW + 1, 1)


def _filled(kind: SheetKind) -> Iterator[list[str]]:
    if kind is NAMES:
        for option in options.groups()[options.NAMES_OF_BODIES]:
            yield [option.label, ""]
    if kind is CATEGORY_UNITS:
        usual = usual_units.of_categories()
        for code, name in _categories():
            units = usual.get(code, [])
            yield [code, name, *units[:1], "、".join(units[1:])] if units else [code, name]


def _categories() -> Iterator[tuple[str, str]]:
    for top in read("categories.json"):
        yield top["code"], top["name"]
        for leaf in top.get("children", ()):
            yield leaf["code"], f"{top['name']}·{leaf['name']}"


def _usual_codes() -> Mapping[str, Sequence[str]]:
    usual = usual_units.short_names()
    return {"代码": list(usual), "简称": list(usual.values())}


def _choices() -> Mapping[str, Sequence[str]]:
    """What every county has, by the heading under which it is listed."""
    files = ((PROFESSIONAL_GROUPS, "professional-groups.json"), (POSTING_FUNCTIONS, "posting-functions.json"))
    return {heading: [each["name"] for each in read(file)] for (_, heading), file in files}


def _write_lists(sheet: Any, lists: Mapping[str, Sequence[str]], formats: Mapping[str, Any]) -> None:
    for place, (heading, texts) in enumerate(lists.items()):
        sheet.set_column(place, place, 20)
        sheet.write_string(0, place, heading, formats["heading"])
        for number, text in enumerate(texts, 1):
            sheet.write_string(number, place, text, formats["text"])
    sheet.freeze_panes(1, 0)
