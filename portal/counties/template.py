"""The workbook that a new county fills in: one sheet of each kind, what it knows filled in, what may stand where above."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from groups.roster.reading import columns as roster_columns
from office import options
from office.calendar import LOCAL
from office.sheets import Cell, Sheet, write_workbook
from portal.counties.sheets import CATEGORY_UNITS, NAMES, ROSTER, SHEETS, SheetKind
from portal.reference_data.files import read

FILE_NAME = "建站数据.xlsx"
INTRODUCTION = "填写说明"
USUAL_CODES = "常用代码"
STEPS = (
    "一、按工作表的顺序填写，表头不要改动；表头上面的说明可以保留。",
    "二、带 * 的列必填；其他列可以空着。没有用到的工作表可以空着，也可以删去。",
    "三、把这个文件放进一个文件夹，在服务器上运行 manage.py new_county 文件夹 --check 预览；有问题会按工作表和行列出。",
    "四、改好后去掉 --check 再运行一次：要么全部导入，要么一行也不导入。已有的内容不会改动。",
    "五、账号的首次登录链接写在服务器上的文件里，只用一次，三天内有效，请当面或密封交给本人。",
)


def workbook(*, at: datetime) -> bytes:
    """XLSX, ready to be filled in and read by `reading.read_folder`."""
    sheets = [
        Sheet(INTRODUCTION, ["填写说明"], [[step] for step in STEPS]),
        *(_sheet(kind, at) for kind in SHEETS),
        Sheet(USUAL_CODES, ["代码", "简称"], _usual_codes()),
    ]
    return write_workbook(sheets)


def _sheet(kind: SheetKind, at: datetime) -> Sheet:
    """Title and hints stand above the headings, as they do in the tables of offices."""
    headings = list(_headings(kind, at))
    title = [f"{kind.title}。{kind.note}" if kind.note else kind.title]
    hints = [hint for _, hint in headings]
    names: Sequence[Cell] = [heading for heading, _ in headings]
    return Sheet(kind.title, title, [hints, names, *_filled(kind)])


def _headings(kind: SheetKind, at: datetime) -> Iterator[tuple[str, str]]:
    if kind is ROSTER:
        for column in roster_columns(at.astimezone(LOCAL).date()):
            yield f"{column.header}{'*' if column.is_required else ''}", ""
        yield from (
            ("地域小组代码", "填“代表小组”表的代码"),
            ("专业小组", "例如：财政经济"),
            ("进站职能", "在默认站的职能，用、分开"),
        )
    for each in kind.columns:
        yield f"{each.header}{'*' if each.is_required else ''}", each.hint


def _filled(kind: SheetKind) -> Iterator[list[Cell]]:
    if kind is NAMES:
        for option in options.groups()[options.NAMES_OF_BODIES]:
            yield [option.label, ""]
    if kind is CATEGORY_UNITS:
        usual = read("usual-units.json")["categories"]
        for code, name in _categories():
            units = usual.get(code, [])
            yield [code, name, *units[:1], "、".join(units[1:])] if units else [code, name]


def _categories() -> Iterator[tuple[str, str]]:
    for top in read("categories.json"):
        yield top["code"], top["name"]
        for leaf in top.get("children", ()):
            yield leaf["code"], f"{top['name']}·{leaf['name']}"


def _usual_codes() -> Iterator[list[Cell]]:
    for unit in read("usual-units.json")["units"]:
        yield [unit["code"], unit["short_name"]]
